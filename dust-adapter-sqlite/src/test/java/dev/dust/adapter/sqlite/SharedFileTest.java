package dev.dust.adapter.sqlite;

import static dev.dust.adapter.sqlite.Caches.STORE;
import static dev.dust.adapter.sqlite.Caches.add;
import static dev.dust.adapter.sqlite.Caches.appliedSeq;
import static dev.dust.adapter.sqlite.Caches.entry;
import static dev.dust.adapter.sqlite.Caches.get;
import static dev.dust.adapter.sqlite.Caches.put;
import static dev.dust.adapter.sqlite.Caches.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dust.cache.CacheException;
import dev.dust.cache.CacheSnapshot;
import dev.dust.cache.ClaimLostException;
import dev.dust.cache.Commit;
import dev.dust.cache.CommitResult;
import dev.dust.cache.Row;
import dev.dust.cache.StoreCache;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several caches on one file, as several processes have them. */
class SharedFileTest {
    @TempDir
    private Path directory;
    private Path file;

    @BeforeEach
    void name() {
        file = directory.resolve("a cache #1 100%.db");
    }

    private SqliteCache open() {
        return Caches.open(file);
    }

    /** As processes do that are started together for the first time. */
    @Test
    @Tag("slow")
    void whoeverMakesTheFileTogetherWithOthers_hasIt() throws Exception {
        int openers = 4;
        try (var threads = Executors.newFixedThreadPool(openers)) {
            for (int i = 0; i < 100; i++) {
                Path fresh = directory.resolve("fresh" + i + ".db");
                var together = new CyclicBarrier(openers);
                Callable<Void> opener = () -> {
                    together.await();
                    Caches.open(fresh).close();
                    return null;
                };
                for (Future<Void> opened : threads.invokeAll(Collections.nCopies(openers, opener))) {
                    assertThat(opened).as("attempt %d", i).succeedsWithin(Duration.ofSeconds(30));
                }
            }
        }
    }

    @Test
    void commitOnWhatAnotherMovedIsStale() {
        try (var one = open(); var other = open()) {
            StoreCache ours = one.open(STORE, "dev_one");
            StoreCache theirs = other.open(STORE, "dev_other");
            assertThat(ours.commit(put(0, 1, "a"))).isInstanceOf(CommitResult.Done.class);
            assertThat(theirs.commit(put(0, 1, "a"))).isEqualTo(new CommitResult.Stale(1));
            assertThat(get(theirs, "a")).isEqualTo(row("a", 1));
            assertThat(theirs.commit(put(1, 2, "b"))).isInstanceOf(CommitResult.Done.class);
            assertThat(appliedSeq(ours)).isEqualTo(2);
        }
    }

    @Test
    void whatWaitsInTheFile_isThatOfAllDevices_andOfOneStore() {
        try (var one = open(); var other = open()) {
            assertThat(one.waiting(STORE)).isZero();
            one.open(STORE, "dev_one").commit(add("op_1", 1));
            other.open(STORE, "dev_other").commit(add("op_2", 1));
            other.open("another/store", "dev_other").commit(add("op_3", 2));
            assertThat(one.waiting(STORE)).isEqualTo(2);
            assertThat(one.waiting("another/store")).isOne();
        }
    }

    @Test
    void staleReplacementIsNotGoneThrough() {
        try (var cache = open()) {
            StoreCache store = cache.open(STORE, "dev_one");
            store.commit(put(0, 1, "a"));
            Iterable<Row> replacement = () -> {
                throw new AssertionError("gone through although stale");
            };
            assertThat(store.commit(Commit.ofReplacement(0, 9, replacement))).isEqualTo(new CommitResult.Stale(1));
        }
    }

    /** Neither reads of this process nor of others wait for a commit, however long it takes. */
    @Test
    void readsAreNotHeldUpByACommit_andSeeNothingOfIt() {
        try (var one = open(); var other = open()) {
            StoreCache ours = one.open(STORE, "dev_one");
            StoreCache theirs = other.open(STORE, "dev_other");
            ours.commit(put(0, 1, "a"));
            Iterable<Row> replacement = () -> {
                for (StoreCache store : List.of(ours, theirs)) {
                    assertThat(store.find("a").row()).isEqualTo(row("a", 1));
                    assertThat(appliedSeq(store)).isEqualTo(1);
                }
                return List.of(row("b", 5)).iterator();
            };
            assertThat(ours.commit(Commit.ofReplacement(1, 5, replacement))).isInstanceOf(CommitResult.Done.class);
            assertThat(theirs.find("a").row()).isNull();
            assertThat(theirs.find("b").row()).isEqualTo(row("b", 5));
        }
    }

    @Test
    void replacementThatThrows_changesNothing_andTheNextCommitWorks() {
        try (var cache = open()) {
            StoreCache store = cache.open(STORE, "dev_one");
            store.commit(put(0, 1, "a"));
            Iterable<Row> broken = () -> {
                throw new IllegalStateException("broken");
            };
            assertThatThrownBy(() -> store.commit(Commit.ofReplacement(1, 5, broken))).hasMessage("broken");
            assertThat(get(store, "a")).isEqualTo(row("a", 1));
            assertThat(store.commit(put(1, 2, "b"))).isInstanceOf(CommitResult.Done.class);
        }
    }

    @Test
    void commitWaitsForThatOfAnotherProcess_andSaysSoIfItTakesTooLong() throws SQLException {
        try (var cache = new SqliteCache(file, Caches.CODECS, SqliteOptions.defaults().busyTimeout(Duration.ofMillis(50)));
                Connection other = DriverManager.getConnection("jdbc:sqlite:" + file.toUri())) {
            StoreCache store = cache.open(STORE, "dev_one");
            other.createStatement().execute("BEGIN IMMEDIATE");
            assertThatThrownBy(() -> store.commit(put(0, 1, "a"))).isInstanceOf(CacheException.class)
                    .hasMessageContaining("in use", "busyTimeout");
            assertThat(appliedSeq(store)).isZero();
            other.createStatement().execute("COMMIT");
            assertThat(store.commit(put(0, 1, "a"))).isInstanceOf(CommitResult.Done.class);
        }
    }

    @Test
    void moreReadsThanAllowed_areToldWhatToDo() {
        SqliteOptions options = SqliteOptions.defaults().readers(2).busyTimeout(Duration.ofMillis(20));
        try (var cache = new SqliteCache(file, Caches.CODECS, options)) {
            StoreCache store = cache.open(STORE, "dev_one");
            try (CacheSnapshot one = store.snapshot(); CacheSnapshot two = store.snapshot()) {
                assertThatThrownBy(store::snapshot).isInstanceOf(CacheException.class).hasMessageContaining("readers");
                assertThat(store.commit(put(0, 1, "a"))).isInstanceOf(CommitResult.Done.class);
                assertThat(one.appliedSeq() + two.appliedSeq()).isZero();
            }
            assertThat(appliedSeq(store)).isEqualTo(1);
        }
    }

    @Test
    void eachCacheHasADeviceIdOfItsOwn_andTheNextFindsThatOfOneThatIsGone() {
        try (var one = open()) {
            assertThat(one.deviceId(null, () -> "dev_1")).isEqualTo("dev_1");
            try (var two = open()) {
                assertThat(two.deviceId(null, () -> "dev_2")).isEqualTo("dev_2");
            }
            try (var three = open(); var four = open()) {
                assertThat(three.deviceId(null, none())).isEqualTo("dev_2");
                assertThat(four.deviceId(null, () -> "dev_4")).isEqualTo("dev_4");
            }
        }
    }

    @Test
    void deviceIdWhoseOutboxWaitsIsTakenFirst() {
        try (var one = open(); var two = open(); var three = open()) {
            one.deviceId(null, () -> "dev_1");
            two.deviceId(null, () -> "dev_2");
            three.deviceId(null, () -> "dev_3");
            two.open(STORE, "dev_2").commit(add("op_1", 1));
        }
        try (var next = open()) {
            assertThat(next.deviceId(null, none())).isEqualTo("dev_2");
        }
    }

    /** Each may open another store, and the outbox of the one that nobody opens must not keep the others from theirs. */
    @Test
    void deviceIdsWhoseOutboxesWait_takeTurns() {
        try (var one = open(); var two = open()) {
            one.open(STORE, one.deviceId(null, () -> "dev_1")).commit(add("op_1", 1));
            two.open("org/other", two.deviceId(null, () -> "dev_2")).commit(add("op_2", 1));
        }
        var claimed = new ArrayList<String>();
        for (int i = 0; i < 4; i++) {
            try (var next = open()) {
                claimed.add(next.deviceId(null, none()));
            }
        }
        assertThat(claimed).containsExactly("dev_1", "dev_2", "dev_1", "dev_2");
    }

    @Test
    void freshIdThatSomebodyHas_isRefused_andNothingIsClaimed() {
        try (var one = open(); var two = open()) {
            one.deviceId(null, () -> "dev_1");
            assertThatThrownBy(() -> two.deviceId(null, () -> "dev_1")).isInstanceOf(CacheException.class)
                    .hasMessageContaining("dev_1", "by chance");
            assertThat(two.deviceId(null, () -> "dev_2")).isEqualTo("dev_2");
        }
    }

    /** Where another process took the id, which it may if the lock file was lost, this one writes no more under it. */
    @Test
    void claimThatWasLost_isToldByEveryTransactionInItsName_andAnotherIdIsGiven() throws SQLException {
        try (var cache = open()) {
            StoreCache store = cache.open(STORE, cache.deviceId(null, () -> "dev_1"));
            store.commit(add("op_1", 1));
            execute("UPDATE devices SET claim = claim + 1");
            assertThatThrownBy(() -> store.commit(put(0, 1, "a"))).isInstanceOf(ClaimLostException.class)
                    .hasMessageContaining("dev_1");
            assertThatThrownBy(store::outbox).isInstanceOf(ClaimLostException.class);
            try (CacheSnapshot now = store.snapshot()) {
                assertThat(now.appliedSeq()).isZero();
                assertThatThrownBy(now::settled).isInstanceOf(ClaimLostException.class);
            }
            try (var other = open()) {
                StoreCache theirs = other.open(STORE, other.deviceId(null, none()));
                assertThat(theirs.outbox()).containsExactly(entry("op_1", 1));
                assertThat(cache.deviceId(null, () -> "dev_2")).isEqualTo("dev_2");
            }
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file.toUri());
                var statement = connection.createStatement()) {
            assertThat(statement.executeUpdate(sql)).isOne();
        }
    }

    private static Supplier<String> none() {
        return () -> {
            throw new AssertionError("an id was made although one was free");
        };
    }
}
