package dev.dust.adapter.postgres;

import static dev.dust.adapter.postgres.Caches.STORE;
import static dev.dust.adapter.postgres.Caches.add;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.dust.cache.CacheException;
import dev.dust.cache.CacheSnapshot;
import dev.dust.cache.CommitResult;
import dev.dust.cache.Scan;
import dev.dust.cache.StoreCache;
import dev.dust.testkit.postgres.TestDatabase;
import dev.dust.testkit.postgres.TestPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Who reads long takes no connection that a commit needs. */
@Tag("postgres")
class ConnectionUseTest {
    private static final int CONNECTIONS = 10;
    private static final int READS = 7;
    private static final int READERS = 60;
    private static final int STORES = 6;
    private static final int ROUNDS = 10;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final PostgresOptions OPTIONS = PostgresOptions.defaults().poolSize(CONNECTIONS)
            .connectionTimeout(PATIENCE);

    private final TestDatabase database = TestPostgres.newDatabase();
    private final CountDownLatch held = new CountDownLatch(READS);
    private final CountDownLatch enough = new CountDownLatch(1);
    private final AtomicInteger open = new AtomicInteger();

    @Test
    void readersThatHoldTheirSnapshots_leaveRoomForCommits_inTheCachesOwnPool() throws InterruptedException {
        try (PostgresCache cache = Caches.open(database, OPTIONS)) {
            proveThatCommitsFindRoom(cache);
        }
    }

    @Test
    void readersThatHoldTheirSnapshots_leaveRoomForCommits_inTheApplicationsPool() throws InterruptedException {
        var config = new HikariConfig();
        config.setJdbcUrl(database.url());
        config.setMaximumPoolSize(CONNECTIONS);
        config.setConnectionTimeout(PATIENCE.toMillis());
        try (var pool = new HikariDataSource(config); var cache = new PostgresCache(pool, Caches.CODECS, OPTIONS)) {
            proveThatCommitsFindRoom(cache);
        }
    }

    private void proveThatCommitsFindRoom(PostgresCache cache) throws InterruptedException {
        String device = cache.deviceId(null, () -> "dev");
        List<StoreCache> stores = IntStream.range(0, STORES).mapToObj(i -> cache.open("org/" + i, device)).toList();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<CompletableFuture<Void>> readers = IntStream.range(0, READERS)
                    .mapToObj(i -> CompletableFuture.runAsync(() -> hold(stores.get(i % STORES)), threads)).toList();
            held.await();
            for (int round = 1; round <= ROUNDS; round++) {
                long position = round;
                List<CompletableFuture<CommitResult>> commits = stores.stream().map(
                        store -> CompletableFuture.supplyAsync(() -> store.commit(add("op_" + position, position)), threads))
                        .toList();
                assertThat(commits).allSatisfy(
                        commit -> assertThat(commit).succeedsWithin(PATIENCE).isEqualTo(CommitResult.Done.INSTANCE));
            }
            assertThat(open).as("snapshots that were open meanwhile").hasValue(READS);
            enough.countDown();
            assertThat(readers).as("readers, those who had to wait among them")
                    .allSatisfy(reader -> assertThat(reader).succeedsWithin(PATIENCE));
        } finally {
            enough.countDown();
        }
    }

    private void hold(StoreCache store) {
        try (CacheSnapshot snapshot = store.snapshot()) {
            open.incrementAndGet();
            held.countDown();
            enough.await();
            assertThat(snapshot.appliedSeq()).isZero();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void whatAReadSetsForItself_isGoneFromTheApplicationsConnection() throws SQLException {
        try (Connection only = database.connect()) {
            DataSource pool = Calls.on(DataSource.class,
                    (method, args) -> Calls.on(Connection.class, (call, values) -> call.getName().equals("close")
                            ? null
                            : call.invoke(only, values)));
            try (var cache = new PostgresCache(pool, Caches.CODECS, OPTIONS)) {
                StoreCache store = cache.open(STORE, "dev");
                assertThat(store.first(Scan.ALL).rows()).isEmpty();
                assertThat(store.find("a").row()).isNull();
            }
            for (String setting : List.of("enable_seqscan", "enable_bitmapscan", "enable_sort", "plan_cache_mode")) {
                try (ResultSet shown = only.createStatement().executeQuery("show " + setting)) {
                    assertThat(shown.next()).isTrue();
                    assertThat(shown.getString(1)).as(setting).isIn("on", "auto");
                }
            }
        }
    }

    @Test
    void readThatFindsNoRoom_saysWhatHelps() {
        PostgresOptions narrow = PostgresOptions.defaults().poolSize(3).connectionTimeout(Duration.ofMillis(1));
        try (var cache = new PostgresCache(database.dataSource(), Caches.CODECS, narrow)) {
            StoreCache store = cache.open(STORE, "dev");
            try (CacheSnapshot only = store.snapshot()) {
                assertThat(only.count()).isZero();
                assertThatThrownBy(store::snapshot).isInstanceOf(CacheException.class).hasMessageContaining("poolSize");
                assertThatThrownBy(() -> store.find("a")).isInstanceOf(CacheException.class).hasMessageContaining("poolSize");
                assertThat(store.commit(add("op_1", 1))).isInstanceOf(CommitResult.Done.class);
            }
            assertThatCode(() -> store.find("a")).as("after the snapshot was closed").doesNotThrowAnyException();
        }
    }

    /** Hikari fails so, by a NullPointerException, when it closes and takes a connection away that is given back then. */
    @Test
    void poolThatFailsWhenItIsGivenAConnectionBack_failsNoRead() {
        var failing = new AtomicBoolean();
        DataSource pool = Calls.on(DataSource.class, (method, values) -> {
            Connection connection = database.connect();
            return Calls.on(Connection.class, (call, args) -> {
                Object result = call.invoke(connection, args);
                if (failing.get() && call.getName().equals("close")) {
                    throw new IllegalStateException("given back, and failing all the same, on purpose");
                }
                return result;
            });
        });
        try (var cache = new PostgresCache(pool, Caches.CODECS, OPTIONS)) {
            StoreCache store = cache.open(STORE, "dev");
            failing.set(true);
            for (int i = 0; i < 2 * CONNECTIONS; i++) {
                assertThat(store.find("a").row()).isNull();
            }
            failing.set(false);
        }
    }
}
