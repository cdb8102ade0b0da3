package dev.dust.testkit.contract;

import static dev.dust.testkit.contract.ContractStore.add;
import static dev.dust.testkit.contract.ContractStore.assertRows;
import static dev.dust.testkit.contract.ContractStore.entry;
import static dev.dust.testkit.contract.ContractStore.put;
import static dev.dust.testkit.contract.ContractStore.remove;
import static dev.dust.testkit.contract.ContractStore.row;
import static dev.dust.testkit.contract.ContractStore.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dust.cache.CacheSnapshot;
import dev.dust.cache.Commit;
import dev.dust.cache.CommitResult;
import dev.dust.cache.OutboxChange;
import dev.dust.cache.Row;
import dev.dust.cache.RowChange;
import dev.dust.cache.StoreCache;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A commit is one step: all of it or nothing, and only on the applied seq that it builds on. */
public interface CommitContract extends CacheUnderTest {

    /** A store that was never synced has no rows, no outbox, and the applied seq 0. */
    @Test
    default void newStore_isEmptyAndAtSeqZero() {
        try (var it = ContractStore.open(this); CacheSnapshot now = it.store().snapshot()) {
            assertThat(now.appliedSeq()).as("applied seq of a new store").isZero();
            assertThat(now.count()).as("count of a new store").isZero();
            assertThat(now.get("a")).as("row of a new store").isNull();
            assertRows(it.rows(), List.of(), "scan of a new store");
            assertThat(it.store().outbox()).as("outbox of a new store").isEmpty();
        }
    }

    /** Rows, applied seq and outbox move together, and a snapshot taken afterwards shows them. */
    @Test
    default void commit_takesRowsSeqAndOutboxTogether() {
        try (var it = ContractStore.open(this)) {
            it.outbox(add("op_1", 1), add("op_2", 2));
            it.commit(Commit.of(0, 7).changes(List.of(put("a", 7), put("b", 7)))
                    .outbox(List.of(new OutboxChange.Remove("op_1"))));
            assertThat(it.appliedSeq()).as("law 3: applied seq after a commit to 7").isEqualTo(7);
            assertRows(it.rows(), rows(7, "a", "b"), "law 3: rows after the commit that put them");
            assertThat(it.store().outbox()).as("outbox after the commit that removed op_1").containsExactly(entry("op_2", 2));
        }
    }

    /** A commit that builds on another seq than the applied one is refused, says which it is, and changes nothing. */
    @Test
    default void staleCommit_changesNothing() {
        try (var it = ContractStore.open(this)) {
            it.commit(5, put("a", 5));
            it.outbox(add("op_1", 1));
            List<RowChange> changes = List.of(put("b", 6), remove("a"));
            for (long expected : new long[]{0, 4, 6}) {
                var commits = List.of(Commit.of(expected, 8).changes(changes).outbox(List.of(add("op_2", 2))),
                        Commit.of(expected, expected).changes(changes),
                        Commit.of(expected, 8),
                        Commit.ofReplacement(expected, 8, rows(8, "c")));
                for (Commit commit : commits) {
                    assertThat(it.store().commit(commit)).as("result of %s on a store at 5", commit)
                            .isEqualTo(new CommitResult.Stale(5));
                }
            }
            assertThat(it.appliedSeq()).as("applied seq after stale commits").isEqualTo(5);
            assertRows(it.rows(), rows(5, "a"), "rows after stale commits");
            assertThat(it.store().outbox()).as("outbox after stale commits").containsExactly(entry("op_1", 1));
        }
    }

    /** A cache may go back, as one does that is restored from a backup: what builds on more than it has is refused as well. */
    @Test
    default void commitOnACacheThatWentBack_changesNothing() {
        try (var it = ContractStore.open(this)) {
            it.commit(9, put("a", 9));
            it.replace(4, rows(4, "b"));
            for (Commit commit : List.of(Commit.of(9, 10).changes(List.of(put("c", 10))).outbox(List.of(add("op_1", 1))),
                    Commit.of(9, 9).changes(List.of(remove("b"))),
                    Commit.ofReplacement(9, 3, rows(3, "d")))) {
                assertThat(it.store().commit(commit)).as("result of %s on a store that went back to 4", commit)
                        .isEqualTo(new CommitResult.Stale(4));
            }
            assertThat(it.appliedSeq()).as("applied seq after commits that build on 9").isEqualTo(4);
            assertRows(it.rows(), rows(4, "b"), "rows after commits that build on 9");
            assertThat(it.store().outbox()).as("outbox after commits that build on 9").isEmpty();
        }
    }

    /**
     * Whoever does not know whether a commit took effect tries it again: its rows are stale then, and its entries are there
     * once.
     */
    @Test
    default void commitThatIsTriedAgain_takesEffectOnce() {
        try (var it = ContractStore.open(this)) {
            it.outbox(add("op_0", 1));
            var commit = Commit.of(0, 5).changes(List.of(put("a", 5)))
                    .outbox(List.of(new OutboxChange.Remove("op_0"), add("op_1", 2), add("op_2", 3),
                            new OutboxChange.Acked("op_1", 5)));
            it.commit(commit);
            assertThat(it.store().commit(commit)).as("the same commit, tried again").isEqualTo(new CommitResult.Stale(5));
            it.commit(Commit.ofOutbox(commit.outbox()));
            assertThat(it.store().outbox()).as("outbox after a commit that was tried again")
                    .containsExactly(entry("op_1", 2).acked(5), entry("op_2", 3));
            assertRows(it.rows(), rows(5, "a"), "rows after a commit that was tried again");
        }
    }

    /** A commit of the outbox alone takes effect whatever the applied seq is, and leaves it. */
    @Test
    default void outboxCommit_doesNotDependOnTheAppliedSeq() {
        try (var it = ContractStore.open(this)) {
            it.commit(5, put("a", 5));
            it.outbox(add("op_1", 1));
            it.commit(Commit.of(3, 3).outbox(List.of(add("op_2", 2))));
            it.commit(Commit.ofOutbox(List.of()));
            assertThat(it.store().outbox()).as("outbox").containsExactly(entry("op_1", 1), entry("op_2", 2));
            assertThat(it.appliedSeq()).as("applied seq after commits that touch no rows").isEqualTo(5);
            assertRows(it.rows(), rows(5, "a"), "rows after commits that touch no rows");
        }
    }

    /** The applied seq may move alone, by any distance, and rows may change while it stays. */
    @Test
    default void seqAndRows_moveWithoutEachOther() {
        try (var it = ContractStore.open(this)) {
            it.commit(1, put("a", 1));
            it.commit(Long.MAX_VALUE - 1);
            assertThat(it.appliedSeq()).as("applied seq, which is a long").isEqualTo(Long.MAX_VALUE - 1);
            assertRows(it.rows(), rows(1, "a"), "rows after a move of the applied seq");
            it.commit(Long.MAX_VALUE - 1, put("b", 2));
            assertRows(it.rows(), List.of(row("a", 1), row("b", 2)), "rows after a commit at the same seq");
        }
    }

    /** A commit whose rows cannot be had throws and has done nothing; the same store takes the next one. */
    @Test
    default void commitThatThrows_changesNothing() {
        try (var it = ContractStore.open(this)) {
            it.commit(5, put("a", 5));
            it.outbox(add("op_1", 1));
            for (int good : new int[]{0, 1, 3_000}) {
                var commit = Commit.ofReplacement(5, 9, failingAfter(good)).changes(List.of(put("z", 9)))
                        .outbox(List.of(add("op_2", 2)));
                assertThatThrownBy(() -> it.store().commit(commit)).as("commit of a replacement that fails after %d rows", good)
                        .isNotNull();
                assertThat(it.appliedSeq()).as("law 1: applied seq after a commit that threw").isEqualTo(5);
                assertRows(it.rows(), rows(5, "a"), "law 1: rows after a commit that threw");
                assertThat(it.store().outbox()).as("law 1: outbox after a commit that threw").containsExactly(entry("op_1", 1));
            }
            it.commit(6, put("b", 6));
            assertThat(it.get("b")).as("row of a commit after one that threw").isEqualTo(row("b", 6));
        }
    }

    private static Iterable<Row> failingAfter(int good) {
        Iterator<Row> rows = IntStream.iterate(0, i -> i + 1).mapToObj(i -> {
            if (i == good) {
                throw new IllegalStateException("the replacement ends here, on purpose");
            }
            return row(String.format("k%06d", i), 9);
        }).iterator();
        return () -> rows;
    }

    /** A replacement leaves no other row, takes the seq back or on, and changes follow it. */
    @Test
    default void replacement_leavesNoOtherRow() {
        try (var it = ContractStore.open(this)) {
            it.commit(9, put("a", 9), put("a/b", 9), put("m", 9), put("z", 9));
            it.replace(12, rows(12, "a/c", "m"));
            assertRows(it.rows(), rows(12, "a/c", "m"), "rows after a replacement");
            assertThat(it.appliedSeq()).as("applied seq after a replacement").isEqualTo(12);
            it.replace(4, rows(4, "b"));
            assertRows(it.rows(), rows(4, "b"), "rows after a replacement of a lower seq");
            assertThat(it.appliedSeq()).as("applied seq after a replacement of a lower seq").isEqualTo(4);
            it.commit(Commit.ofReplacement(4, 5, rows(5, "c", "d")).changes(List.of(remove("c"), put("e", 5))));
            assertRows(it.rows(), rows(5, "d", "e"), "rows after a replacement with changes");
            it.replace(5, List.of());
            assertRows(it.rows(), List.of(), "rows after a replacement without rows");
            try (CacheSnapshot now = it.store().snapshot()) {
                assertThat(now.count()).as("count after a replacement without rows").isZero();
            }
        }
    }

    /** A replacement is gone through once, and no more after the commit: it may be a stream from the wire. */
    @Test
    default void replacement_isGoneThroughOnce() {
        try (var it = ContractStore.open(this)) {
            var begun = new AtomicInteger();
            var list = IntStream.range(0, 20_000).mapToObj(i -> row(String.format("k%06d", i), 3)).toList();
            it.replace(3, () -> {
                begun.incrementAndGet();
                return list.iterator();
            });
            assertThat(begun).as("how often the replacement was begun").hasValue(1);
            assertRows(it.rows(), list, "rows after a replacement of 20,000");
            assertThat(begun).as("how often the replacement was begun, after reads").hasValue(1);
        }
    }

    /** Stores share nothing; a store that is opened again, or by another device, has the same rows. */
    @Test
    default void rows_belongToTheStore() {
        try (var it = ContractStore.open(this)) {
            it.commit(1, put("a", 1));
            for (String other : new String[]{"org/other", "ORG/CONTRACT", ContractStore.STORE + " ", "%", "org_contract"}) {
                StoreCache store = it.cache().open(other, ContractStore.DEVICE);
                assertRows(ContractStore.rows(store), List.of(), "rows of the store '%s', which nobody wrote", other);
                ContractStore.assertDone(store.commit(Commit.ofReplacement(0, 8, rows(8, "b"))));
            }
            assertRows(it.rows(), rows(1, "a"), "rows after other stores were written");
            assertThat(it.appliedSeq()).as("applied seq after other stores were written").isEqualTo(1);
            StoreCache again = it.cache().open(ContractStore.STORE, ContractStore.DEVICE);
            StoreCache otherDevice = it.cache().open(ContractStore.STORE, "dev_other");
            ContractStore.assertDone(again.commit(Commit.of(1, 2).changes(List.of(put("b", 2)))));
            assertRows(it.rows(), List.of(row("a", 1), row("b", 2)),
                    "rows after a commit through the same store, opened again");
            assertRows(ContractStore.rows(otherDevice), it.rows(), "rows as another device sees them");
        }
    }
}
