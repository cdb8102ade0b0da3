package dev.dust.testkit.contract;

import static dev.dust.testkit.contract.ContractLedger.change;
import static dev.dust.testkit.contract.ContractLedger.committed;
import static dev.dust.testkit.contract.ContractLedger.plainValues;
import static dev.dust.testkit.contract.ContractLedger.push;
import static dev.dust.testkit.contract.ContractLedger.put;
import static dev.dust.testkit.contract.ContractLedger.response;
import static dev.dust.testkit.contract.ContractLedger.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dust.server.ledger.ChangedRow;
import dev.dust.server.ledger.Head;
import dev.dust.server.ledger.History;
import dev.dust.server.ledger.OpId;
import dev.dust.server.ledger.Push;
import dev.dust.server.ledger.Retention;
import dev.dust.server.ledger.StoreView;
import dev.dust.server.ledger.StoredRow;
import dev.dust.server.ledger.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Law 8: compaction takes ops away, and nothing else. */
public interface LedgerCompactionContract extends LedgerUnderTest {

    /** The ops up to the compaction point are gone; rows, numbers and later ops are what they were. */
    @Test
    default void compaction_takesOldOpsAndNothingElse() {
        try (var it = ContractLedger.open(this)) {
            it.putAll("a", 1, "b", 2, "a", 3, "c", 4);
            SortedMap<String, StoredRow> before = it.rows();
            it.store().compact(2);
            assertThat(it.store().head()).as("law 8: head").isEqualTo(new Head(4, 2, 3, false));
            assertThat(it.rows()).as("law 8: rows").isEqualTo(before);
            assertThat(it.store().after(0, 10).fromSeq()).as("law 8: where the history begins").isEqualTo(2);
            assertThat(it.historyAfter(0)).as("law 8: ops that are left").containsExactly("3 a", "4 c");
            assertThat(it.store().last(10)).as("law 8: last ops").hasSize(2);
            it.putAll("d", 5);
            assertThat(it.historyAfter(3)).as("law 8: the history goes on").containsExactly("4 c", "5 d");
            assertThat(it.writeOne(push(store -> Verdict.unchanged(response("point", store.compactedSeq())))).response())
                    .as("law 8: the point, for the rules").isEqualTo(response("point", 2));
        }
    }

    /** There may be no ops left; the numbers go on from where they were. */
    @Test
    default void compactionOfAll_leavesTheNumber() {
        try (var it = ContractLedger.open(this)) {
            it.store().compact(5);
            assertThat(it.store().head()).as("head of an empty store, compacted").isEqualTo(new Head(0, 0, 0, false));
            it.putAll("a", 1, "b", 2);
            it.store().compact(Long.MAX_VALUE);
            assertThat(it.store().head()).as("law 8: head").isEqualTo(new Head(2, 2, 2, false));
            assertThat(it.store().after(0, 10)).as("law 8: ops").isEqualTo(new History(2, List.of(), 2));
            it.putAll("c", 3);
            assertThat(it.historyAfter(0)).as("law 1: the next number").containsExactly("3 c");
        }
    }

    /** The compaction point does not go back. */
    @Test
    default void compactionPoint_staysWhereItIs() {
        try (var it = ContractLedger.open(this)) {
            it.putAll("a", 1, "b", 2, "c", 3);
            it.store().compact(2);
            it.store().compact(1);
            it.store().compact(0);
            assertThat(it.store().head()).as("law 8: head").isEqualTo(new Head(3, 2, 3, false));
            assertThat(it.historyAfter(0)).as("law 8: ops").containsExactly("3 c");
        }
    }

    /** What rows were is known back to the compaction point, and not beyond. */
    @Test
    default void oldRows_areKnownBackToTheCompactionPoint() {
        try (var it = ContractLedger.open(this)) {
            it.putAll("a", 1, "b/x", 2, "a", 3);
            it.writeOne(change("b", seq -> ContractLedger.removedBelow("b")));
            it.putAll("a", 5);
            it.store().compact(3);
            assertThat(plainValues(rows(it.store().snapshotAt(3)))).as("law 8: rows at the compaction point")
                    .isEqualTo(Map.of("a", 3L, "b/x", 2L));
            assertThat(plainValues(rows(it.store().snapshotAt(4)))).as("law 8: rows after it").isEqualTo(Map.of("a", 3L));
            assertThat(it.writeOne(push(store -> Verdict.unchanged(response("changed",
                    changedKeys(store))))).response())
                    .as("law 8: what has changed since").isEqualTo(response("changed", List.of("a", "b/x")));
            assertThatThrownBy(() -> it.store().snapshotAt(2)).as("rows before the compaction point")
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> it.writeOne(push(store -> {
                store.rowsAt(2);
                return Verdict.unchanged(response("done", true));
            }))).as("the same for the rules").isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> it.writeOne(push(store -> {
                store.changedSince(2, null).close();
                return Verdict.unchanged(response("done", true));
            }))).as("what has changed since then").isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static List<String> changedKeys(StoreView store) {
        try (Stream<ChangedRow> changes = store.changedSince(3, null)) {
            return changes.map(ChangedRow::key).sorted().toList();
        }
    }

    /** Ids of ops that are left are known still. */
    @Test
    default void compaction_leavesLaterIds() {
        try (var it = ContractLedger.open(this)) {
            var id = new OpId("dev_a", "op_2");
            it.write(put(new OpId("dev_a", "op_1"), "a", 1), put(id, "b", 2));
            it.store().compact(1);
            assertThat(it.store().recognised(List.of(id, new OpId("dev_a", "op_1")))).as("law 4: what is recognised")
                    .isEqualTo(Map.of(id, 2L));
            assertThat(it.writeOne(put(id, "b", 2)).response()).as("law 4: a push whose op is left, again")
                    .isEqualTo(response("again", List.of("2 b")));
        }
    }

    /** What is left of a push tells of nothing: it would be decided anew. */
    @Test
    default void compactionWithinAPush_forgetsIt() {
        try (var it = ContractLedger.open(this)) {
            var id = new OpId("dev_a", "op_1");
            Push several = push(id, store -> committed(List.of(ContractLedger.put(store.seq() + 1, "a", 1, id),
                    ContractLedger.put(store.seq() + 2, "b", 2, id))));
            it.write(several);
            it.store().compact(1);
            assertThat(it.store().recognised(List.of(id))).as("law 4: what is recognised of a push that is cut").isEmpty();
            assertThat(it.writeOne(several).response()).as("law 4: the push, again").isEqualTo(response("seqs", List.of(3, 4)));
            assertThat(it.store().recognised(List.of(id))).as("law 4: what is recognised of it then").isEqualTo(Map.of(id, 4L));
        }
    }

    /** A retention takes what is beyond it, and leaves for a while whose ops those were. */
    @Test
    default void retention_takesOldOps_andKeepsTheirIdsForAWhile() {
        try (var it = ContractLedger.open(this)) {
            var id = new OpId("dev_a", "op_1");
            it.write(put(id, "a", 1), put(new OpId("dev_a", "op_2"), "b", 2), put(new OpId("dev_a", "op_3"), "b", 3));
            Retention usual = Retention.defaults();
            it.store().retain(usual);
            assertThat(it.historyAfter(0)).as("ops within the retention").hasSize(3);
            it.ledger().retain(usual.ops(1));
            assertThat(it.store().head()).as("law 8: head").isEqualTo(new Head(3, 2, 2, false));
            assertThat(it.historyAfter(0)).as("law 8: ops that are left").containsExactly("3 b");
            assertThat(it.store().last(10)).as("law 8: last ops").hasSize(1);
            assertThat(it.store().recognised(List.of(id))).as("law 4: what is recognised, within the time")
                    .isEqualTo(Map.of(id, 1L));
            assertThat(it.writeOne(put(id, "a", 1)).response()).as("law 4: a push that is sent again, within the time")
                    .isEqualTo(response("again", List.of("1 a")));
            assertThat(it.store().head().seq()).as("law 4: the last op").isEqualTo(3);
            it.store().retain(usual.ops(0).resends(Duration.ZERO));
            assertThat(it.store().head()).as("law 8: head").isEqualTo(new Head(3, 3, 2, false));
            it.store().retain(usual.ops(1));
            assertThat(it.store().head().compactedSeq()).as("law 8: the point").isEqualTo(3);
        }
    }

    /** Each op that goes is counted once. */
    @Test
    default void retention_saysHowManyOpsItTook() {
        try (var it = ContractLedger.open(this)) {
            it.putAll("a", 1, "b", 2, "c", 3, "d", 4);
            Retention usual = Retention.defaults();
            assertThat(it.store().retain(usual)).as("ops that went, of those within the retention").isZero();
            assertThat(it.store().retain(usual.ops(3))).as("ops that went").isEqualTo(1);
            assertThat(it.ledger().retain(usual.ops(1))).as("ops that went after that").isEqualTo(2);
            assertThat(it.ledger().retain(usual.ops(1))).as("ops that went when there were none to go").isZero();
        }
    }

    /** What is too old goes, however little there is. */
    @Test
    default void retention_takesWhatIsTooOld() throws InterruptedException {
        try (var it = ContractLedger.open(this)) {
            it.putAll("a", 1, "b", 2);
            Thread.sleep(20);
            it.store().retain(Retention.defaults().age(Duration.ofHours(1)));
            assertThat(it.historyAfter(0)).as("ops that are young").hasSize(2);
            it.store().retain(Retention.defaults().age(Duration.ofMillis(1)));
            assertThat(it.historyAfter(0)).as("ops that are old").isEmpty();
            assertThat(it.rows()).as("law 8: rows").hasSize(2);
        }
    }
}
