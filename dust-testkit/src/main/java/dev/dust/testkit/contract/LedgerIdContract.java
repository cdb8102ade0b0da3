package dev.dust.testkit.contract;

import static dev.dust.testkit.contract.ContractLedger.committed;
import static dev.dust.testkit.contract.ContractLedger.plainValues;
import static dev.dust.testkit.contract.ContractLedger.push;
import static dev.dust.testkit.contract.ContractLedger.put;
import static dev.dust.testkit.contract.ContractLedger.response;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.server.ledger.OpId;
import dev.dust.server.ledger.Outcome;
import dev.dust.server.ledger.Push;
import dev.dust.server.ledger.StoreLedger;
import dev.dust.server.ledger.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Law 4: what has an id takes effect once. */
public interface LedgerIdContract extends LedgerUnderTest {

    /** A push whose ops are in the history is told them, and neither decided nor written again. */
    @Test
    default void pushThatComesAgain_isToldItsOps() {
        try (var it = ContractLedger.open(this)) {
            var id = new OpId("dev_a", "op_1");
            it.putAll("x", 0);
            assertThat(it.writeOne(put(id, "a", 1)).response()).isEqualTo(response("seqs", List.of(2)));
            it.putAll("a", 2);
            Verdict again = it.writeOne(put(id, "a", 1));
            assertThat(again.response()).as("law 4: the answer to a push that comes again")
                    .isEqualTo(response("again", List.of("2 a")));
            assertThat(again.ops()).as("its ops, now").isEmpty();
            assertThat(it.historyAfter(0)).as("law 4: ops").containsExactly("1 x", "2 a", "3 a");
            assertThat(plainValues(it.rows())).as("law 4: rows").isEqualTo(Map.of("a", 2L, "x", 0L));
        }
    }

    /** The same where it comes again in one batch, as when a client sends over a new connection what hangs in the old one. */
    @Test
    default void pushThatComesAgainInItsBatch_isToldItsOps() {
        try (var it = ContractLedger.open(this)) {
            var id = new OpId("dev_a", "op_1");
            List<Outcome> outcomes = it.write(put(id, "a", 1), put("a", 2), put(id, "a", 1), put(id, "a", 1), put("b", 3));
            assertThat(outcomes).extracting(outcome -> outcome.orThrow().response()).as("law 4: answers").containsExactly(
                    response("seqs", List.of(1)), response("seqs", List.of(2)), response("again", List.of("1 a")),
                    response("again", List.of("1 a")), response("seqs", List.of(3)));
            assertThat(plainValues(it.rows())).as("law 4: rows").isEqualTo(Map.of("a", 2L, "b", 3L));
        }
    }

    /** What one push has become, it has become as a whole. */
    @Test
    default void pushOfSeveralOps_isToldAllOfThem() {
        try (var it = ContractLedger.open(this)) {
            Push several = several(new OpId("dev_a", "op_1"));
            it.putAll("x", 0);
            it.write(several, several(new OpId("dev_a", "op_2")));
            it.putAll("y", 0);
            assertThat(it.writeOne(several).response()).as("law 4: the answer to a push of several ops that comes again")
                    .isEqualTo(response("again", List.of("2 a", "3 b", "4 c")));
            assertThat(it.seq()).isEqualTo(8);
        }
    }

    private static Push several(OpId id) {
        return push(id, store -> {
            long seq = store.seq();
            return committed(List.of(put(seq + 1, "a", 1, id), put(seq + 2, "b", 2, id), put(seq + 3, "c", 3, id)));
        });
    }

    /** An op of another id than its push's could not be found again: it fails its push. */
    @Test
    default void opOfAnotherId_isNotWritten() {
        try (var it = ContractLedger.open(this)) {
            Outcome outcome = it.write(push(new OpId("dev_a", "op_1"),
                    store -> committed(List.of(put(1, "a", 1, new OpId("dev_a", "op_2")))))).getFirst();
            assertThat(outcome).as("an op that bears another id").isInstanceOf(Outcome.Failed.class);
            assertThat(it.historyAfter(0)).as("ops").isEmpty();
        }
    }

    /** What committed nothing is not in the history: it is decided anew. */
    @Test
    default void pushThatCommittedNothing_isDecidedAnew() {
        try (var it = ContractLedger.open(this)) {
            var id = new OpId("dev_a", "op_1");
            it.writeOne(push(id, store -> Verdict.refused(response("reason", "no"))));
            it.writeOne(push(id, store -> Verdict.unchanged(response("released", false))));
            it.write(push(id, store -> {
                throw new IllegalStateException("on purpose");
            }));
            assertThat(it.writeOne(put(id, "a", 1)).response()).as("law 4: a push that was refused before")
                    .isEqualTo(response("seqs", List.of(1)));
        }
    }

    /** Who asks is told of each push what it would be told if it came again, and of no other. */
    @Test
    default void recognised_isWhatWouldBeToldItsOpsAgain() {
        try (var it = ContractLedger.open(this)) {
            var one = new OpId("dev_a", "op_1");
            var three = new OpId("dev_a", "op_2");
            var refused = new OpId("dev_a", "op_3");
            it.putAll("x", 0);
            it.write(put(one, "a", 1), several(three), push(refused, store -> Verdict.refused(response("reason", "no"))));
            assertThat(it.store().recognised(List.of(three, one, refused, new OpId("dev_b", "op_1"), one)))
                    .as("law 4: the last op of each push that was taken").isEqualTo(Map.of(one, 2L, three, 5L));
            assertThat(it.store().recognised(List.of())).as("what is recognised of nothing").isEmpty();
            assertThat(it.ledger().make("org/other").recognised(List.of(one))).as("law 4: in another store").isEmpty();
        }
    }

    /** Ids are those of a store and a device, whatever characters they have and however long they are. */
    @Test
    default void ids_areApartByStoreAndDevice() {
        try (var it = ContractLedger.open(this)) {
            StoreLedger other = it.ledger().make("org/other");
            String length = "long".repeat(2_000);
            var ids = new ArrayList<>(List.of(new OpId("a", "bc"), new OpId("ab", "c"), new OpId("A", "bc"),
                    new OpId("", "abc"), new OpId("abc", ""), new OpId("a\0", "b"), new OpId("a", "\0b"), new OpId("a", "\1b"),
                    new OpId(length, length), new OpId(length, length + "1"), new OpId(length + "1", length)));
            Texts.HOSTILE.forEach(text -> ids.add(new OpId(text, text)));
            it.write(ids.stream().map(id -> put(id, "k", id.clientOpId())).toArray(Push[]::new));
            assertThat(it.seq()).as("law 4: ops of ids that all differ").isEqualTo(ids.size());
            for (int i = 0; i < ids.size(); i++) {
                assertThat(it.writeOne(put(ids.get(i), "k", "again")).response()).as("law 4: the push of %s, again",
                        Texts.brief(ids.get(i))).isEqualTo(response("again", List.of(i + 1 + " k")));
            }
            assertThat(other.write(List.of(put(ids.getFirst(), "k", 1))).getFirst().orThrow().response())
                    .as("law 4: the same id in another store").isEqualTo(response("seqs", List.of(1)));
        }
    }

    /** A push without an id is another one each time, also if its ops bear names. */
    @Test
    default void pushWithoutAnId_isAnotherEachTime() {
        try (var it = ContractLedger.open(this)) {
            var id = new OpId("dev_a", "op_1");
            Push nameless = push(store -> committed(List.of(put(store.seq() + 1, "a", 1, id))));
            it.write(nameless, nameless);
            it.write(nameless);
            assertThat(it.historyAfter(0)).as("ops").containsExactly("1 a", "2 a", "3 a");
        }
    }
}
