package dev.dust.adapter.postgres;

import static dev.dust.adapter.postgres.Caches.STORE;
import static dev.dust.adapter.postgres.Caches.add;
import static dev.dust.adapter.postgres.Caches.appliedSeq;
import static dev.dust.adapter.postgres.Caches.entry;
import static dev.dust.adapter.postgres.Caches.get;
import static dev.dust.adapter.postgres.Caches.put;
import static dev.dust.adapter.postgres.Caches.row;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.cache.Commit;
import dev.dust.cache.CommitResult;
import dev.dust.cache.Row;
import dev.dust.cache.StoreCache;
import dev.dust.testkit.postgres.TestDatabase;
import dev.dust.testkit.postgres.TestPostgres;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Several processes on one database, each with a cache of its own. */
@Tag("postgres")
class SharedCacheTest {
    private final TestDatabase database = TestPostgres.newDatabase();

    @Test
    void commitOnWhatAnotherMovedIsStale() {
        try (var one = Caches.open(database); var other = Caches.open(database)) {
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
    void staleReplacementIsNotGoneThrough() {
        try (var cache = Caches.open(database)) {
            StoreCache store = cache.open(STORE, "dev_one");
            store.commit(put(0, 1, "a"));
            Iterable<Row> replacement = () -> {
                throw new AssertionError("gone through although stale");
            };
            assertThat(store.commit(Commit.ofReplacement(0, 9, replacement))).isEqualTo(new CommitResult.Stale(1));
        }
    }

    /** A snapshot may take minutes; a write of the application must not wait for it. */
    @Test
    void outboxIsNotHeldUpByAnothersReplacement() {
        try (var one = Caches.open(database); var other = Caches.open(database)) {
            StoreCache ours = one.open(STORE, "dev_one");
            StoreCache theirs = other.open(STORE, "dev_other");
            Iterable<Row> replacement = () -> {
                assertThat(theirs.commit(add("op_1", 1))).isInstanceOf(CommitResult.Done.class);
                return List.of(row("a", 5)).iterator();
            };
            assertThat(ours.commit(Commit.ofReplacement(0, 5, replacement))).isInstanceOf(CommitResult.Done.class);
            assertThat(theirs.outbox()).containsExactly(entry("op_1", 1));
        }
    }

    @Test
    void eachProcessHasADeviceIdOfItsOwn_andTheNextFindsThatOfOneThatIsGone() {
        try (var one = Caches.open(database)) {
            assertThat(one.deviceId(null, () -> "dev_1")).isEqualTo("dev_1");
            try (var two = Caches.open(database)) {
                assertThat(two.deviceId(null, () -> "dev_2")).isEqualTo("dev_2");
            }
            try (var three = Caches.open(database); var four = Caches.open(database)) {
                assertThat(three.deviceId(null, none())).isEqualTo("dev_2");
                assertThat(four.deviceId(null, () -> "dev_4")).isEqualTo("dev_4");
            }
        }
    }

    @Test
    void deviceIdWhoseOutboxWaitsIsTakenFirst() {
        try (var one = Caches.open(database); var two = Caches.open(database); var three = Caches.open(database)) {
            one.deviceId(null, () -> "dev_1");
            two.deviceId(null, () -> "dev_2");
            three.deviceId(null, () -> "dev_3");
            two.open(STORE, "dev_2").commit(add("op_1", 1));
        }
        try (var next = Caches.open(database)) {
            assertThat(next.deviceId(null, none())).isEqualTo("dev_2");
        }
    }

    /**
     * Each process may open another store, and the outbox of the one that nobody opens must not keep the others from theirs.
     */
    @Test
    void deviceIdsWhoseOutboxesWait_takeTurns() {
        try (var one = Caches.open(database); var two = Caches.open(database)) {
            one.open(STORE, one.deviceId(null, () -> "dev_1")).commit(add("op_1", 1));
            two.open("org/other", two.deviceId(null, () -> "dev_2")).commit(add("op_2", 1));
        }
        var claimed = new ArrayList<String>();
        for (int i = 0; i < 4; i++) {
            try (var next = Caches.open(database)) {
                claimed.add(next.deviceId(null, none()));
            }
        }
        assertThat(claimed).containsExactly("dev_1", "dev_2", "dev_1", "dev_2");
    }

    @Test
    void schemasShareNothing() {
        try (var one = Caches.open(database);
                var other = Caches.open(database, PostgresOptions.defaults().schema("Other \"one\""))) {
            one.open(STORE, "dev").commit(put(0, 1, "a"));
            assertThat(appliedSeq(other.open(STORE, "dev"))).isZero();
            assertThat(one.deviceId(null, () -> "dev_same")).isEqualTo(other.deviceId(null, () -> "dev_same"));
        }
    }

    private static Supplier<String> none() {
        return () -> {
            throw new AssertionError("an id was made although one was free");
        };
    }
}
