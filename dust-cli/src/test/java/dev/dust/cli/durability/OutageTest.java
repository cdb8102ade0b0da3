package dev.dust.cli.durability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.dust.Dust;
import dev.dust.DustStore;
import dev.dust.PageOptions;
import dev.dust.adapter.postgres.PostgresCache;
import dev.dust.adapter.postgres.PostgresOptions;
import dev.dust.cli.chaos.process.Await;
import dev.dust.error.StorageException;
import dev.dust.subscribe.DustEvent;
import dev.dust.subscribe.Mode;
import dev.dust.subscribe.SubscriptionOptions;
import dev.dust.testkit.postgres.PrivatePostgres;
import dev.dust.testkit.postgres.TestDatabase;
import dev.dust.testkit.postgres.TestPostgres;
import dev.dust.testkit.server.DustServer;
import dev.dust.value.Value;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The database goes away from a client that lives, and comes back (docs/architecture.md#durable-cache). */
@Execution(ExecutionMode.CONCURRENT)
class OutageTest {
    private static final Duration TIMEOUT = Duration.ofMillis(700);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /**
     * Whoever waited for the database itself would wait for ever; whoever did not hear of the timeout would wait for this one.
     */
    private static final Duration BOUND = Duration.ofSeconds(15);
    private static final Duration OUTAGE = Duration.ofSeconds(3);
    private static final Duration PAUSE = Duration.ofMillis(2);

    private final PrivatePostgres postgres = TestPostgres.privateServer(
            Map.of("max_connections", Integer.toString(Outage.Full.CONNECTIONS)));
    private final TestDatabase database = postgres.newDatabase();
    private final DustServer server = DustServer.start();
    private final CountingDataSource pool = new CountingDataSource(database.url(), TIMEOUT.toMillis());
    private final Dust dust = Clients.over(
            new PostgresCache(pool, Clients.CODECS, PostgresOptions.defaults().timeout(TIMEOUT)), server.url());
    private final DustStore store = dust.store(Clients.STORE);
    private final List<Long> heard = Collections.synchronizedList(new ArrayList<>());

    @BeforeEach
    void listen() {
        store.ready().join();
        store.matching("**").on(this::hear, SubscriptionOptions.defaults().mode(Mode.COMMITTED).maxQueue(Integer.MAX_VALUE));
    }

    private void hear(DustEvent event) {
        heard.add(((DustEvent.Committed) event).storeSeq());
    }

    @AfterEach
    void close() {
        dust.close();
        pool.close();
        server.close();
        postgres.close();
    }

    static Stream<Outage> outages() {
        return Stream.of(new Outage.Stopped(), new Outage.Killed(), new Outage.Paused(), new Outage.Full(),
                new Outage.DiskFull());
    }

    @ParameterizedTest
    @MethodSource("outages")
    void whileTheDatabaseIsAway_callsFailSoon_andAfterwardsNothingIsMissing(Outage outage) throws Exception {
        store.put("before", 1).committed().join();
        outage.begin(postgres, database);
        try {
            assertThat(server.store(Clients.STORE).set("meanwhile/0", 0)).isEqualTo(2);
            checkCalls(outage);
            for (int i = 1; i < 100; i++) {
                server.store(Clients.STORE).set("meanwhile/" + i, i);
            }
            checkPatience(outage);
        } finally {
            outage.end(postgres, database);
        }

        Await.until(PATIENCE, "it is where the server is", () -> store.status().lastStoreSeq() == 101);
        store.put("after", 1).committed().join();
        assertThat(store.status().problem()).isNull();
        assertThat(store.pending()).isEmpty();
        assertThat(store.keys("meanwhile/*", PageOptions.defaults().limit(1_000)).items()).hasSize(100);
        assertThat(server.store(Clients.STORE).rows()).containsKeys("before", "after").doesNotContainKey("refused");
        checkHeard(102);
    }

    private void checkCalls(Outage outage) {
        // The first thing to go wrong may be a session that ends.
        Await.until(PATIENCE, "the store says what is wrong",
                () -> store.status().problem() != null && store.status().problem().contains(outage.says()));
        for (int i = 0; i < 2; i++) {
            assertThat(failsSoon(() -> store.put("refused", 1))).hasMessageContaining(outage.says());
            if (outage.readable()) {
                assertThat(store.get("before").as(Integer.class)).isEqualTo(1);
            } else {
                assertThat(failsSoon(() -> store.get("before"))).hasMessageContaining(outage.says());
                assertThat(failsSoon(() -> store.enumerate("**"))).hasMessageContaining(outage.says());
            }
        }
    }

    private static Throwable failsSoon(ThrowingCallable call) {
        long begin = System.nanoTime();
        Throwable failure = catchThrowable(call);
        assertThat(failure).isInstanceOf(StorageException.class);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(BOUND);
        return failure;
    }

    /** It tries again now and then, and shows nothing of what it cannot keep. */
    private void checkPatience(Outage outage) {
        int asked = pool.asked();
        long end = System.nanoTime() + OUTAGE.toNanos();
        Await.until(PATIENCE, "a while has passed", () -> System.nanoTime() > end);
        assertThat(pool.asked() - asked).as("connections asked for in %s", OUTAGE).isLessThan(12);
        assertThat(heard).containsExactly(1L);
        assertThat(store.status().problem()).contains(outage.says());
    }

    private void checkHeard(long lastSeq) {
        Await.until(PATIENCE, "all is heard", () -> heard.size() >= lastSeq);
        assertThat(heard).isEqualTo(LongStream.rangeClosed(1, lastSeq).boxed().toList());
    }

    /** A call that fails has written nothing, even if the session ended in the middle of its commit. */
    @Test
    void whileSessionsAreKilled_everyCallCountsOnceOrFails() throws Exception {
        var done = new AtomicBoolean();
        var succeeded = new AtomicInteger();
        var killer = Thread.ofVirtual().start(() -> {
            while (!done.get()) {
                database.execute("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'dust'");
                int before = succeeded.get();
                // A busy machine takes longer for one call than sessions are given.
                do {
                    LockSupport.parkNanos(Duration.ofMillis(500).toNanos());
                } while (succeeded.get() == before && !done.get());
            }
        });
        int failed = 0;
        long begin = System.nanoTime();
        // A session is often killed between two calls: it takes some of both kinds to tell.
        for (int i = 0; isWithin(OUTAGE, begin) || (failed == 0 || succeeded.get() == 0) && isWithin(PATIENCE, begin); i++) {
            server.store(Clients.STORE).set("others/" + i, i);
            try {
                store.increment("counter");
                succeeded.incrementAndGet();
            } catch (StorageException refused) {
                failed++;
            }
            // Calls fail at once while the database is away: without a pause there would be hundreds of thousands of events.
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        done.set(true);
        killer.join();
        Await.until(PATIENCE, "the database is back", this::canWrite);
        Await.until(PATIENCE, "nothing is pending", () -> store.pending().isEmpty());

        assertThat(failed).as("calls that failed").isPositive();
        assertThat(succeeded.get()).as("calls that succeeded").isPositive();
        assertThat(server.store(Clients.STORE).get("counter")).isEqualTo(Value.of(succeeded.get()));
        checkHeard(server.store(Clients.STORE).seq());
    }

    private static boolean isWithin(Duration time, long beginNanos) {
        return System.nanoTime() - beginNanos < time.toNanos();
    }

    private boolean canWrite() {
        try {
            store.put("after", 1);
            return true;
        } catch (StorageException still) {
            return false;
        }
    }
}
