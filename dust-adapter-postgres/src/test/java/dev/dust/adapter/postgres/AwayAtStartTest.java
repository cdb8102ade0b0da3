package dev.dust.adapter.postgres;

import static dev.dust.adapter.postgres.Caches.appliedSeq;
import static dev.dust.adapter.postgres.Caches.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.dust.cache.CacheException;
import dev.dust.testkit.postgres.PrivatePostgres;
import dev.dust.testkit.postgres.TestDatabase;
import dev.dust.testkit.postgres.TestPostgres;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A cache whose database is not there yet, or not as it has to be. */
@Tag("postgres")
class AwayAtStartTest {
    private static final String STORE = "org/store";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final PostgresOptions IMPATIENT = PostgresOptions.defaults().connectionTimeout(Duration.ofSeconds(1));

    private final PrivatePostgres postgres = TestPostgres.privateServer();
    private final TestDatabase database = postgres.newDatabase();

    @AfterEach
    void close() {
        postgres.close();
    }

    private void waits(PostgresCache cache) {
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> cache.deviceId(null, () -> "dev_fresh")).isInstanceOf(CacheException.class)
                    .hasMessageContaining("away");
            assertThatThrownBy(() -> cache.open(STORE, "dev")).isInstanceOf(CacheException.class).hasMessageContaining("away");
        }
        postgres.start();
        assertThat(onceItIsThere(() -> cache.deviceId(null, () -> "dev_fresh"))).isEqualTo("dev_fresh");
        var store = cache.open(STORE, "dev_fresh");
        store.commit(put(0, 1, "a"));
        assertThat(appliedSeq(store)).isEqualTo(1);
    }

    /** A pool of an application's may take a while to notice. */
    private static <T> T onceItIsThere(Supplier<T> call) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                return call.get();
            } catch (CacheException stillAway) {
                assertThat(System.nanoTime()).as("too late: %s", stillAway.getMessage()).isLessThan(end);
            }
        }
    }

    @Test
    void cacheOfItsOwnPool_isMade_andMakesItsTablesWhenTheDatabaseIsThere() {
        postgres.stop();
        try (var cache = PostgresCache.connect(database.url(), null, null, Caches.CODECS, IMPATIENT)) {
            waits(cache);
        }
    }

    @Test
    void cacheOverThePoolOfAnApplication_likewise() {
        postgres.stop();
        var config = new HikariConfig();
        config.setJdbcUrl(database.url());
        config.setConnectionTimeout(300);
        config.setInitializationFailTimeout(-1);
        try (var pool = new HikariDataSource(config); var cache = new PostgresCache(pool, Caches.CODECS, IMPATIENT)) {
            waits(cache);
        }
    }

    /** The machine takes connections for it, and nobody is answered. */
    @Test
    void databaseThatKeepsSilent_isWaitedForInVainNoLongerThanForAConnection() {
        postgres.pause();
        try (var cache = PostgresCache.connect(database.url(), null, null, Caches.CODECS, IMPATIENT)) {
            assertThatThrownBy(() -> cache.open(STORE, "dev")).isInstanceOf(CacheException.class).hasMessageContaining("away");
            postgres.resume();
            assertThat(appliedSeq(cache.open(STORE, "dev"))).isZero();
        }
    }

    /** One of those who come at once tries, and the others hear what came of it. */
    @Test
    void manyWhoComeAtOnce_waitForOneAttempt() throws Exception {
        postgres.pause();
        try (var cache = PostgresCache.connect(database.url(), null, null, Caches.CODECS, IMPATIENT);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            long begin = System.nanoTime();
            List<Callable<Object>> calls = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                calls.add(() -> cache.open(STORE, "dev"));
            }
            for (Future<Object> call : threads.invokeAll(calls)) {
                assertThat(call.state()).isEqualTo(Future.State.FAILED);
                assertThat(call.exceptionNow()).isInstanceOf(CacheException.class).hasMessageContaining("away");
            }
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).as("and not 50 s").isLessThan(Duration.ofSeconds(30));
        }
    }

    /** That it waits does not hide that it waits in vain: once the database is there, it is told what is wrong. */
    @Test
    void tablesThatAreMissing_andMustNotBeMade_areToldWhenTheDatabaseIsThere() {
        PostgresOptions asTheyAre = PostgresOptions.defaults().migrate(false).connectionTimeout(Duration.ofSeconds(1));
        postgres.stop();
        try (var cache = PostgresCache.connect(database.url(), null, null, Caches.CODECS, asTheyAre)) {
            postgres.start();
            assertThatThrownBy(() -> cache.open(STORE, "dev")).isInstanceOf(CacheException.class)
                    .hasMessageContaining("PostgresOptions.migrate(true)");
            assertThatThrownBy(() -> PostgresCache.connect(database.url(), null, null, Caches.CODECS, asTheyAre))
                    .as("and at once, where it is there from the beginning").isInstanceOf(CacheException.class)
                    .hasMessageContaining("PostgresOptions.migrate(true)");
        }
    }
}
