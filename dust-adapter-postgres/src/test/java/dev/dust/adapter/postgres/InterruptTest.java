package dev.dust.adapter.postgres;

import static dev.dust.adapter.postgres.Caches.STORE;
import static dev.dust.adapter.postgres.Caches.put;
import static dev.dust.adapter.postgres.Caches.row;
import static dev.dust.adapter.postgres.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.cache.CacheException;
import dev.dust.cache.StoreCache;
import dev.dust.testkit.postgres.TestDatabase;
import dev.dust.testkit.postgres.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A virtual thread that is interrupted while it waits for the database loses its connection: Java closes the socket. */
@Tag("postgres")
class InterruptTest {
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final int OTHERS = 40;

    private final TestDatabase database = TestPostgres.newDatabase();

    /** What came of a read, and whether its thread was interrupted then. */
    private record Read(Object found, boolean interrupted) {
    }

    @Test
    void interruptedReadFailsAlone_andKeepsItsInterrupt() throws Exception {
        PostgresOptions options = PostgresOptions.defaults().timeout(LONG).connectionTimeout(LONG);
        try (var cache = Caches.open(database, options); Connection blocker = database.connect()) {
            StoreCache store = cache.open(STORE, "dev");
            store.commit(put(0, 1, "a"));
            blocker.setAutoCommit(false);
            blocker.createStatement().execute("lock table dust.entries");
            var interrupted = new CompletableFuture<Read>();
            Thread reader = Thread.ofVirtual().start(() -> read(store, interrupted));
            eventually("the first waits for its lock", () -> waiting() == 1);
            var others = new ArrayList<CompletableFuture<Read>>();
            for (int i = 0; i < 4; i++) {
                others.add(reading(store));
            }
            eventually("four more wait", () -> waiting() == 5);
            reader.interrupt();
            Read read = interrupted.get();
            for (int i = 0; i < OTHERS; i++) {
                others.add(reading(store));
            }
            blocker.rollback();
            assertThat(read.interrupted).as("the interrupt is kept").isTrue();
            assertThat(read.found).isInstanceOfSatisfying(CacheException.class,
                    failure -> assertThat(failure).hasMessageContaining("interrupted").hasMessageNotContaining("away"));
            assertAllFound(others);
        }
    }

    /** While other reads come and go all the time. */
    @Test
    void interruptedReadersFailAlone_amongOthersThatGoOn() throws Exception {
        try (var cache = Caches.open(database)) {
            StoreCache store = cache.open(STORE, "dev");
            store.commit(put(0, 1, "a"));
            var stop = new AtomicBoolean();
            var goingOn = new ArrayList<CompletableFuture<Read>>();
            for (int i = 0; i < OTHERS; i++) {
                var last = new CompletableFuture<Read>();
                goingOn.add(last);
                Thread.ofVirtual().start(() -> {
                    Read read = read(store);
                    while (!stop.get() && read.found instanceof StoreCache.Found) {
                        read = read(store);
                    }
                    last.complete(read);
                });
            }
            for (int i = 0; i < 20; i++) {
                var last = new CompletableFuture<Read>();
                Thread reader = Thread.ofVirtual().start(() -> {
                    Read read = read(store);
                    while (read.found instanceof StoreCache.Found && !read.interrupted) {
                        read = read(store);
                    }
                    last.complete(read.interrupted && read.found instanceof StoreCache.Found ? read(store) : read);
                });
                LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
                reader.interrupt();
                assertThat(last.get().found).isInstanceOfSatisfying(CacheException.class,
                        failure -> assertThat(failure).hasMessageContaining("interrupted").hasMessageNotContaining("away"));
            }
            stop.set(true);
            assertAllFound(goingOn);
        }
    }

    private static void assertAllFound(List<CompletableFuture<Read>> reads) throws Exception {
        for (CompletableFuture<Read> other : reads) {
            assertThat(other.get().found).as("what another read came to")
                    .isEqualTo(new StoreCache.Found(1, row("a", 1), false));
        }
    }

    private static CompletableFuture<Read> reading(StoreCache store) {
        var read = new CompletableFuture<Read>();
        Thread.ofVirtual().start(() -> read(store, read));
        return read;
    }

    private static void read(StoreCache store, CompletableFuture<Read> into) {
        into.complete(read(store));
    }

    private static Read read(StoreCache store) {
        try {
            return new Read(store.find("a"), Thread.currentThread().isInterrupted());
        } catch (RuntimeException failure) {
            return new Read(failure, Thread.currentThread().isInterrupted());
        }
    }

    private long waiting() {
        try (Connection connection = database.connect();
                var count = connection.createStatement().executeQuery("select count(*) from pg_stat_activity"
                        + " where datname = current_database() and wait_event_type = 'Lock'")) {
            count.next();
            return count.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
