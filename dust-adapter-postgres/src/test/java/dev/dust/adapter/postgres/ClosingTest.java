package dev.dust.adapter.postgres;

import static dev.dust.adapter.postgres.Caches.STORE;
import static dev.dust.adapter.postgres.Caches.put;
import static dev.dust.adapter.postgres.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dust.cache.CacheException;
import dev.dust.cache.CacheSnapshot;
import dev.dust.cache.StoreCache;
import dev.dust.testkit.postgres.TestDatabase;
import dev.dust.testkit.postgres.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;

/** A cache can be closed in a few seconds, whatever the database does: the options let a commit wait for far longer. */
@Tag("postgres")
class ClosingTest {
    private static final Duration BOUND = Duration.ofSeconds(20);
    private static final Executor THREADS = Thread::startVirtualThread;
    private static final PostgresOptions PATIENT = PostgresOptions.defaults().timeout(Duration.ofHours(1))
            .bulkTimeout(Duration.ofHours(1));

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void commitThatWaitsForALock_isCutOff(boolean ownPool) throws Exception {
        TestDatabase database = TestPostgres.newDatabase();
        PostgresCache cache = open(database, ownPool);
        cache.deviceId(null, () -> "dev");
        StoreCache store = cache.open(STORE, "dev");
        try (Connection blocker = database.connect()) {
            blocker.setAutoCommit(false);
            blocker.createStatement().execute("select * from dust.stores for update");
            CompletableFuture<Object> commit = CompletableFuture.supplyAsync(() -> store.commit(put(0, 1, "a")), THREADS);
            eventually("the commit waits for its lock", () -> isSomebodyWaiting(database));
            assertThat(CompletableFuture.runAsync(cache::close, THREADS)).succeedsWithin(BOUND);
            assertThat(commit).failsWithin(BOUND).withThrowableThat().havingCause().isInstanceOf(CacheException.class)
                    .withMessageContaining("closed");
            eventually("the database has ended it", () -> !isSomebodyWaiting(database));
        }
    }

    @Test
    void databaseThatIsHalted_isLeft() {
        try (var server = TestPostgres.privateServer()) {
            PostgresCache cache = open(server.newDatabase(), true);
            cache.deviceId(null, () -> "dev");
            StoreCache store = cache.open(STORE, "dev");
            store.commit(put(0, 1, "a"));
            CacheSnapshot open = store.snapshot();
            server.pause();
            CompletableFuture<Object> read = CompletableFuture.supplyAsync(() -> store.find("a"), THREADS);
            CompletableFuture<Object> commit = CompletableFuture.supplyAsync(() -> store.commit(put(1, 2, "a")), THREADS);
            assertThat(CompletableFuture.runAsync(cache::close, THREADS)).succeedsWithin(BOUND);
            assertThat(read).failsWithin(BOUND).withThrowableThat().havingCause().isInstanceOf(CacheException.class);
            assertThat(commit).failsWithin(BOUND).withThrowableThat().havingCause().isInstanceOf(CacheException.class);
            assertThatThrownBy(() -> open.get("a")).isInstanceOf(CacheException.class);
            assertThat(CompletableFuture.runAsync(open::close, THREADS)).succeedsWithin(BOUND);
        }
    }

    /** Nobody has closed the cache a second time by then: it does nothing. */
    @Test
    void secondCloseDoesNothing() {
        PostgresCache cache = open(TestPostgres.newDatabase(), true);
        cache.close();
        cache.close();
        assertThatThrownBy(() -> cache.open(STORE, "dev")).isInstanceOf(CacheException.class).hasMessageContaining("closed");
    }

    private static PostgresCache open(TestDatabase database, boolean ownPool) {
        if (ownPool) {
            return Caches.open(database, PATIENT);
        }
        var connections = new PGSimpleDataSource();
        connections.setUrl(database.url());
        return new PostgresCache(connections, Caches.CODECS, PATIENT);
    }

    private static boolean isSomebodyWaiting(TestDatabase database) {
        try (Connection connection = database.connect();
                var waiting = connection.createStatement().executeQuery("select 1 from pg_stat_activity"
                        + " where datname = current_database() and wait_event_type = 'Lock'")) {
            return waiting.next();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
