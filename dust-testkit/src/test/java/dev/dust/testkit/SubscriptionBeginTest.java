package dev.dust.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dust.Dust;
import dev.dust.DustOptions;
import dev.dust.DustStore;
import dev.dust.adapter.jackson.JacksonCodecs;
import dev.dust.cache.CacheException;
import dev.dust.cache.CacheSnapshot;
import dev.dust.error.AnswerTimeoutException;
import dev.dust.error.StorageException;
import dev.dust.server.rules.Wire;
import dev.dust.subscribe.Change;
import dev.dust.subscribe.SubscriptionOptions;
import dev.dust.testkit.time.VirtualTime;
import dev.dust.value.Value;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A subscription that could not begin has left nothing behind: its caller has no handle to end it by. */
class SubscriptionBeginTest {
    private static final String STORE = "org/store";
    /** More than a subscription to changes reads at once. */
    private static final int MANY = 1_200;

    private final VirtualTime time = new VirtualTime();
    private final CallbackThreads threads = new CallbackThreads();
    private final TestingServer server = new TestingServer(time, threads);
    private final HookedCache cache = new HookedCache(false);
    private final Dust dust = new Dust(cache, server, new JacksonCodecs(),
            DustOptions.defaults().time(time).executor(threads).engineExecutor(threads));
    private final DustStore store = dust.store(STORE);
    private final List<Change> heard = new CopyOnWriteArrayList<>();
    private int scans;

    @AfterEach
    void close() {
        dust.close();
    }

    private void settle() {
        do {
            threads.awaitRest();
        } while (time.fireDue());
    }

    /** From now on, the scan of this number fails, and no other. */
    private void failScan(int number) {
        scans = 0;
        cache.reading = rows -> (CacheSnapshot) Proxy.newProxyInstance(CacheSnapshot.class.getClassLoader(),
                new Class<?>[]{CacheSnapshot.class}, (proxy, method, args) -> {
                    if (method.getName().equals("scan") && ++scans == number) {
                        throw new CacheException("it fails on purpose");
                    }
                    try {
                        return method.invoke(rows, args);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private void subscribe() {
        store.matching("**").onChange(heard::add, SubscriptionOptions.defaults().withCurrent());
    }

    @Test
    void whoseCacheDidNotAnswerInTime_hearsNothing_thoughItDoesLater() {
        var slow = new HookedCache(true);
        var answers = new CountDownLatch(1);
        try (Dust late = new Dust(slow, server, new JacksonCodecs(), DustOptions.defaults().time(time).executor(threads)
                .engineExecutor(threads).ackTimeout(Duration.ofMillis(50)))) {
            DustStore of = late.store(STORE);
            settle();
            slow.reading = rows -> {
                try {
                    answers.await();
                } catch (InterruptedException e) {
                    throw new CacheException("interrupted");
                }
                return rows;
            };
            assertThatThrownBy(() -> of.onChange("**", heard::add)).isInstanceOf(AnswerTimeoutException.class);
            slow.reading = rows -> rows;
            answers.countDown();
            settle();

            server.write(STORE, Wire.mapOf("op", "set", "path", "b", "value", 2));
            settle();
            assertThat(of.get("b").asLong()).isEqualTo(2);
            assertThat(heard).isEmpty();
        }
    }

    @Test
    void whatOneReadThatCouldNotBegin_isNoStateForTheNext() {
        store.write(batch -> {
            for (int i = 0; i < MANY; i++) {
                batch.put("rows/r" + i, 1);
            }
        });
        settle();
        failScan(2);
        assertThatThrownBy(this::subscribe).isInstanceOf(StorageException.class);

        store.put("rows/r0", 2);
        settle();
        subscribe();
        settle();
        heard.clear();
        store.put("rows/r0", 1);
        settle();
        assertThat(heard).extracting(change -> change.after().value()).containsExactly(Value.of(1));
    }
}
