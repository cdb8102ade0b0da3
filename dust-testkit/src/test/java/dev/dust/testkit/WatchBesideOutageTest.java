package dev.dust.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.Dust;
import dev.dust.DustOptions;
import dev.dust.DustStore;
import dev.dust.adapter.jackson.JacksonCodecs;
import dev.dust.cache.Cache;
import dev.dust.cache.CacheException;
import dev.dust.cache.StoreCache;
import dev.dust.testkit.time.VirtualTime;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who watches objects in a cache that is away hears of them when it is back, by the client's clock. */
class WatchBesideOutageTest {
    private final VirtualTime time = new VirtualTime();
    private final CallbackThreads threads = new CallbackThreads();
    private volatile boolean away;
    private volatile int reads;
    private final Dust dust = new Dust(proxy(Cache.class, new NaiveCache()), new TestingServer(time, threads),
            new JacksonCodecs(), DustOptions.defaults().deviceId("dev_testing").time(time).executor(threads)
                    .engineExecutor(threads).random(new Random(1)));
    private final DustStore store = dust.store("org/away");

    @AfterEach
    void close() {
        dust.close();
    }

    @Test
    void objects_areToldOnceTheCacheIsBack() {
        store.put("posts/a", 1);
        threads.awaitRest();
        Queue<String> told = new ConcurrentLinkedQueue<>();
        away = true;
        store.watch("posts/*", Long.class, found -> told.add(found.path() + "=" + found.value()));
        threads.awaitRest();
        int before = reads;
        threads.awaitRest();
        assertThat(reads).as("it is not asked without a pause").isEqualTo(before);
        for (int i = 0; i < 3; i++) {
            time.advance(Duration.ofMillis(200), threads::awaitRest);
        }
        assertThat(told).isEmpty();
        assertThat(reads).as("it is asked again and again").isGreaterThan(before);

        away = false;
        time.advance(Duration.ofMillis(200), threads::awaitRest);
        assertThat(List.copyOf(told)).containsExactly("posts/a=1");
        store.put("posts/b", 2);
        threads.awaitRest();
        assertThat(List.copyOf(told)).containsExactly("posts/a=1", "posts/b=2");
    }

    private <T> T proxy(Class<T> port, T real) {
        return port.cast(Proxy.newProxyInstance(port.getClassLoader(), new Class<?>[]{port}, (proxy, method, args) -> {
            if (method.getName().equals("snapshot") && away) {
                reads++;
                throw new CacheException("away on purpose");
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
