package dev.dust.adapter.postgres;

import static dev.dust.adapter.postgres.Caches.STORE;
import static dev.dust.adapter.postgres.Caches.add;
import static dev.dust.adapter.postgres.Caches.appliedSeq;
import static dev.dust.adapter.postgres.Caches.entry;
import static dev.dust.adapter.postgres.Caches.get;
import static dev.dust.adapter.postgres.Caches.put;
import static dev.dust.adapter.postgres.Caches.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dust.cache.CacheException;
import dev.dust.cache.CacheSnapshot;
import dev.dust.cache.Commit;
import dev.dust.cache.CommitResult;
import dev.dust.cache.OutboxChange;
import dev.dust.cache.Row;
import dev.dust.cache.StoreCache;
import dev.dust.testkit.postgres.TestDatabase;
import dev.dust.testkit.postgres.TestPostgres;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The database goes away, in the middle of something, and comes back. */
@Tag("postgres")
class DatabaseFailureTest {
    private final TestDatabase database = TestPostgres.newDatabase();

    @Test
    void snapshotWhoseSessionWasKilledSaysSo_andTheNextOneReads() {
        try (var cache = Caches.open(database)) {
            StoreCache store = cache.open(STORE, "dev");
            store.commit(put(0, 1, "a"));
            try (CacheSnapshot now = store.snapshot()) {
                killSessions();
                assertThatThrownBy(() -> now.get("a")).isInstanceOf(CacheException.class)
                        .hasMessageContaining("the database is away");
            }
            assertThat(soon(() -> get(store, "a"))).isEqualTo(row("a", 1));
        }
    }

    /** One call finds out that the sessions are gone; the others that wait in the pool are not tried one by one. */
    @Test
    void afterOneCallFailed_theNextOneHasANewSession() {
        try (var cache = Caches.open(database)) {
            StoreCache store = cache.open(STORE, "dev");
            try (CacheSnapshot one = store.snapshot();
                    CacheSnapshot two = store.snapshot();
                    CacheSnapshot three = store.snapshot()) {
                assertThat(List.of(one.appliedSeq(), two.appliedSeq(), three.appliedSeq())).containsOnly(0L);
            }
            killSessions();
            assertThatThrownBy(() -> appliedSeq(store)).isInstanceOf(CacheException.class);
            for (int i = 1; i <= 5; i++) {
                assertThat(store.commit(put(i - 1, i, "a"))).isInstanceOf(CommitResult.Done.class);
                assertThat(get(store, "a")).isEqualTo(row("a", i));
            }
        }
    }

    @Test
    void commitWhoseSessionWasKilledHasDoneNothing_andMayBeTriedAgain() {
        try (var cache = Caches.open(database)) {
            StoreCache store = cache.open(STORE, "dev");
            store.commit(put(0, 1, "a"));
            var killed = new AtomicReference<Runnable>(this::killSessions);
            Iterable<Row> replacement = () -> {
                killed.getAndSet(() -> {
                }).run();
                return List.of(row("b", 2)).iterator();
            };
            var commit = Commit.ofReplacement(1, 2, replacement).outbox(add("op_1", 1).outbox());
            assertThatThrownBy(() -> store.commit(commit)).isInstanceOf(CacheException.class)
                    .hasMessageContaining("the database is away");
            assertThat(soon(() -> appliedSeq(store))).isEqualTo(1);
            assertThat(soon(store::outbox)).isEmpty();
            assertThat(soon(() -> store.commit(commit))).isInstanceOf(CommitResult.Done.class);
            assertThat(get(store, "b")).isEqualTo(row("b", 2));
            assertThat(store.outbox()).containsExactly(entry("op_1", 1));
        }
    }

    /** The database is there, and it is the snapshot that took too long. */
    @Test
    void snapshotThatTheDatabaseFoundTooIdle_saysSo() {
        try (var cache = Caches.open(database)) {
            // The tables are made without haste.
            cache.open(STORE, "dev").commit(put(0, 1, "a"));
        }
        database.execute("alter database " + database.name() + " set idle_in_transaction_session_timeout = '1s'");
        try (var cache = Caches.open(database)) {
            StoreCache store = cache.open(STORE, "dev");
            try (CacheSnapshot now = store.snapshot()) {
                awaitThatNobodyIsInATransaction();
                assertThatThrownBy(() -> now.get("a")).isInstanceOf(CacheException.class)
                        .hasMessageContaining("close snapshots soon")
                        .hasMessageNotContaining("away");
            }
            assertThat(get(store, "a")).isEqualTo(row("a", 1));
        }
    }

    private void awaitThatNobodyIsInATransaction() {
        database.execute("do $$ begin while exists (select 1 from pg_stat_activity where datname = current_database()"
                + " and state = 'idle in transaction') loop perform pg_sleep(0.01); perform pg_stat_clear_snapshot(); end loop;"
                + " end $$");
    }

    /** The answer to a commit is lost: the caller is told that the write was not kept, so it must not be there later. */
    @Test
    void writeWhoseCommitIsInDoubtIsTakenBackByTheNextCommit() {
        var connections = new LosingDataSource(database);
        try (var cache = new PostgresCache(connections, Caches.CODECS, PostgresOptions.defaults())) {
            StoreCache store = cache.open(STORE, "dev");
            connections.loseAnswersToCommits(true);
            assertThatThrownBy(() -> store.commit(add("op_lost", 1))).isInstanceOf(CacheException.class);
            assertThatThrownBy(() -> store.commit(add("op_lost_too", 2))).isInstanceOf(CacheException.class);
            connections.loseAnswersToCommits(false);
            assertThat(store.commit(add("op_kept", 3))).isInstanceOf(CommitResult.Done.class);
            assertThat(store.outbox()).containsExactly(entry("op_kept", 3));
        }
    }

    /** Rows and outbox in one commit: the next try says that the rows are in, and adds no entry a second time. */
    @Test
    void commitOfRowsAndOutboxInDoubt_takesEffectOnce() {
        var connections = new LosingDataSource(database);
        try (var cache = new PostgresCache(connections, Caches.CODECS, PostgresOptions.defaults())) {
            StoreCache store = cache.open(STORE, cache.deviceId(null, () -> "dev"));
            store.commit(add("op_0", 1));
            var commit = Commit.of(0, 7).changes(put(0, 7, "a").changes())
                    .outbox(List.of(new OutboxChange.Remove("op_0"), new OutboxChange.Add(entry("op_1", 2))));
            connections.loseAnswersToCommits(true);
            assertThatThrownBy(() -> store.commit(commit)).isInstanceOf(CacheException.class);
            connections.loseAnswersToCommits(false);
            assertThat(store.commit(commit)).isEqualTo(new CommitResult.Stale(7));
            assertThat(store.commit(Commit.ofOutbox(commit.outbox()))).isInstanceOf(CommitResult.Done.class);
            assertThat(store.commit(Commit.ofOutbox(commit.outbox()))).isInstanceOf(CommitResult.Done.class);
            assertThat(store.outbox()).containsExactly(entry("op_1", 2));
            assertThat(get(store, "a")).isEqualTo(row("a", 7));
        }
    }

    /** The replacement of all rows, too, which is gone through once for each try. */
    @Test
    void replacementInDoubt_takesEffectOnce() {
        var connections = new LosingDataSource(database);
        try (var cache = new PostgresCache(connections, Caches.CODECS, PostgresOptions.defaults())) {
            StoreCache store = cache.open(STORE, "dev");
            var commit = Commit.ofReplacement(0, 7, List.of(row("a", 7), row("b", 7)));
            connections.loseAnswersToCommits(true);
            assertThatThrownBy(() -> store.commit(commit)).isInstanceOf(CacheException.class);
            connections.loseAnswersToCommits(false);
            assertThat(store.commit(commit)).isEqualTo(new CommitResult.Stale(7));
            try (CacheSnapshot now = store.snapshot()) {
                assertThat(now.count()).isEqualTo(2);
            }
        }
    }

    @Test
    void commitInDoubtThatIsTriedAgainTakesEffectOnce() {
        var connections = new LosingDataSource(database);
        try (var cache = new PostgresCache(connections, Caches.CODECS, PostgresOptions.defaults())) {
            StoreCache store = cache.open(STORE, "dev");
            connections.loseAnswersToCommits(true);
            assertThatThrownBy(() -> store.commit(add("op_1", 1))).isInstanceOf(CacheException.class);
            assertThatThrownBy(() -> store.commit(put(0, 1, "a"))).isInstanceOf(CacheException.class);
            connections.loseAnswersToCommits(false);
            assertThat(store.commit(put(0, 1, "a"))).as("somebody moved the store: this very commit")
                    .isEqualTo(new CommitResult.Stale(1));
            assertThat(store.commit(add("op_1", 1))).isInstanceOf(CommitResult.Done.class);
            assertThat(store.outbox()).containsExactly(entry("op_1", 1));
        }
    }

    @Test
    void urlThatIsNone_isToldWithoutItsPassword() {
        for (String url : List.of("jdbc:mysql://host/db?password=secret", "jdbc:postgresql://host:port/db?password=secret",
                "")) {
            assertThatThrownBy(() -> PostgresCache.connect(url, null, null, Caches.CODECS, PostgresOptions.defaults()))
                    .as(url).isInstanceOf(CacheException.class).hasMessageContaining("jdbc:postgresql://")
                    .hasMessageNotContaining("secret").hasNoCause();
        }
    }

    @Test
    void userThatTheDatabaseRefuses_isNamedInItsOwnWords() {
        PostgresOptions impatient = PostgresOptions.defaults().connectionTimeout(Duration.ofMillis(500));
        String url = database.url().replaceFirst("user=[^&]*", "user=no_such_user");
        assertThatThrownBy(() -> PostgresCache.connect(url, null, null, Caches.CODECS, impatient))
                .isInstanceOf(CacheException.class)
                .hasMessageContainingAll("refuses this user or password", "no_such_user");
    }

    @Test
    void serverThatKeepsSilentCountsAsAway() throws Exception {
        PostgresOptions impatient = PostgresOptions.defaults().timeout(Duration.ofMillis(300));
        try (var cache = Caches.open(database, impatient); var blocker = database.connect()) {
            StoreCache store = cache.open(STORE, "dev");
            blocker.setAutoCommit(false);
            blocker.createStatement().execute("lock table dust.stores");
            assertThatThrownBy(() -> appliedSeq(store)).isInstanceOf(CacheException.class)
                    .hasMessageContaining("the database is away");
            assertThatThrownBy(() -> store.commit(put(0, 1, "a"))).isInstanceOf(CacheException.class);
            blocker.rollback();
            assertThat(store.commit(put(0, 1, "a"))).isInstanceOf(CommitResult.Done.class);
        }
    }

    @Test
    void closedCacheSaysThatItIsClosed() {
        var cache = Caches.open(database);
        StoreCache store = cache.open(STORE, "dev");
        cache.close();
        assertThatThrownBy(store::snapshot).isInstanceOf(CacheException.class).hasMessageContaining("closed");
        assertThatThrownBy(() -> store.commit(put(0, 1, "a"))).isInstanceOf(CacheException.class)
                .hasMessageContaining("closed");
    }

    /** Each connection of the pool finds out for itself that it is dead. */
    private static <T> T soon(Supplier<T> attempt) {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (true) {
            try {
                return attempt.get();
            } catch (CacheException away) {
                if (System.nanoTime() > deadline) {
                    throw away;
                }
            }
        }
    }

    private void killSessions() {
        database.execute("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database()"
                + " and pid <> pg_backend_pid()");
    }
}
