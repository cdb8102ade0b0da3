package dev.dust.adapter.postgres;

import static dev.dust.adapter.postgres.Caches.add;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.dust.cache.CacheException;
import dev.dust.cache.CacheSnapshot;
import dev.dust.cache.CommitResult;
import dev.dust.cache.StoreCache;
import dev.dust.testkit.postgres.TestDatabase;
import dev.dust.testkit.postgres.TestPostgres;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Who reads long takes no connection that a commit needs. */
class ConnectionUseTest {
    private static final int CONNECTIONS = 10;
    private static final int READERS = 60;
    private static final int STORES = 6;
    private static final PostgresOptions OPTIONS = PostgresOptions.builder().poolSize(CONNECTIONS)
            .connectionTimeout(Duration.ofMillis(500)).build();

    private final TestDatabase database = TestPostgres.newDatabase();

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
        config.setConnectionTimeout(500);
        try (var pool = new HikariDataSource(config); var cache = new PostgresCache(pool, Caches.CODECS, OPTIONS)) {
            proveThatCommitsFindRoom(cache);
        }
    }

    private static void proveThatCommitsFindRoom(PostgresCache cache) throws InterruptedException {
        String device = cache.deviceId(null, () -> "dev");
        List<StoreCache> stores = IntStream.range(0, STORES).mapToObj(i -> cache.open("org/" + i, device)).toList();
        Queue<CacheSnapshot> held = new ConcurrentLinkedQueue<>();
        Queue<CacheException> refused = new ConcurrentLinkedQueue<>();
        var tried = new CountDownLatch(READERS);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < READERS; i++) {
                StoreCache store = stores.get(i % STORES);
                threads.execute(() -> {
                    try {
                        held.add(store.snapshot());
                    } catch (CacheException tooMany) {
                        refused.add(tooMany);
                    } finally {
                        tried.countDown();
                    }
                });
            }
            for (int round = 1; round <= 10; round++) {
                long position = round;
                List<CompletableFuture<CommitResult>> commits = stores.stream().map(
                        store -> CompletableFuture.supplyAsync(() -> store.commit(add("op_" + position, position)), threads))
                        .toList();
                assertThat(commits).allSatisfy(
                        commit -> assertThat(commit).succeedsWithin(Duration.ofSeconds(30))
                                .isEqualTo(CommitResult.Done.INSTANCE));
            }
            tried.await();
        }
        assertThat(held).as("readers that got a connection").hasSizeGreaterThan(1);
        assertThat(refused).as("readers that did not").isNotEmpty()
                .allSatisfy(tooMany -> assertThat(tooMany).hasMessageContaining("poolSize"));
        held.forEach(CacheSnapshot::close);
        assertThatCode(() -> stores.forEach(store -> store.snapshot().close())).as("reads after the snapshots were closed")
                .doesNotThrowAnyException();
    }
}
