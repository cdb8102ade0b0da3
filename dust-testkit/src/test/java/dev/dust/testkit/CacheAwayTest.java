package dev.dust.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dust.Dust;
import dev.dust.DustOptions;
import dev.dust.DustStore;
import dev.dust.adapter.jackson.JacksonCodecs;
import dev.dust.cache.Cache;
import dev.dust.cache.CacheException;
import dev.dust.cache.Commit;
import dev.dust.cache.StoreCache;
import dev.dust.error.StorageException;
import dev.dust.server.rules.Wire;
import dev.dust.testkit.time.VirtualTime;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The cache cannot be written for a while (docs/architecture.md#durable-cache). */
class CacheAwayTest {
    private static final String STORE = "org/away";

    private final VirtualTime time = new VirtualTime();
    private final CallbackThreads threads = new CallbackThreads();
    private final TestingServer server = new TestingServer(time, threads);
    /** How many more commits fail. */
    private int failures;
    private final Dust dust = new Dust(proxy(Cache.class, new NaiveCache()), server, new JacksonCodecs(),
            DustOptions.defaults().deviceId("dev_testing").time(time).executor(threads).engineExecutor(threads)
                    .random(new Random(1)));
    private final DustStore store = dust.store(STORE);

    @AfterEach
    void close() {
        dust.close();
    }

    @Test
    void commitThatFailedOnce_isTriedAgainAtOnce() {
        failures = 1;
        hear("a", 1);
        assertThat(store.status().problem()).contains("on purpose");
        time.fireDue();
        threads.awaitRest();
        assertThat(store.status().problem()).isNull();
        assertThat(store.get("a").as(Integer.class)).isEqualTo(1);
    }

    @Test
    void commitThatFailsAgain_waits_andNoWriteIsTakenMeanwhile() {
        failures = 2;
        hear("a", 1);
        time.fireDue();
        threads.awaitRest();
        time.fireDue();
        threads.awaitRest();
        assertThat(store.status().problem()).contains("on purpose");
        assertThatThrownBy(() -> store.put("b", 2)).isInstanceOf(StorageException.class).hasMessageContaining("on purpose");
        time.advance(Duration.ofSeconds(1), threads::awaitRest);
        assertThat(store.status().problem()).isNull();
        assertThat(store.get("a").as(Integer.class)).isEqualTo(1);
        assertThat(store.put("b", 2)).isNotNull();
    }

    private void hear(String path, int value) {
        server.write(STORE, Wire.mapOf("op", "set", "path", path, "value", value));
        threads.awaitRest();
    }

    private <T> T proxy(Class<T> port, T real) {
        return port.cast(Proxy.newProxyInstance(port.getClassLoader(), new Class<?>[]{port}, (proxy, method, args) -> {
            if (args != null && args[0] instanceof Commit && failures > 0) {
                failures--;
                throw new CacheException("it fails on purpose");
            }
            try {
                Object result = method.invoke(real, args);
                return result instanceof StoreCache opened ? proxy(StoreCache.class, opened) : result;
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }));
    }
}
