package dev.dust.testkit.contract;

import static dev.dust.testkit.contract.ContractLedger.committed;
import static dev.dust.testkit.contract.ContractLedger.plainValues;
import static dev.dust.testkit.contract.ContractLedger.push;
import static dev.dust.testkit.contract.ContractLedger.put;
import static dev.dust.testkit.contract.ContractLedger.refused;
import static dev.dust.testkit.contract.ContractLedger.response;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.dust.server.ledger.ChangedRow;
import dev.dust.server.ledger.Event;
import dev.dust.server.ledger.Head;
import dev.dust.server.ledger.KeyedRow;
import dev.dust.server.ledger.OpId;
import dev.dust.server.ledger.Outcome;
import dev.dust.server.ledger.Push;
import dev.dust.server.ledger.StoreLedger;
import dev.dust.server.ledger.StoreView;
import dev.dust.server.ledger.StoredRow;
import dev.dust.server.ledger.Verdict;
import dev.dust.value.IntValue;
import dev.dust.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A batch is one step, and each push in it is one for itself. */
public interface LedgerBatchContract extends LedgerUnderTest {

    /** A new store has no ops and no rows. */
    @Test
    default void newStore_isEmptyAndAtSeqZero() {
        try (var it = ContractLedger.open(this)) {
            assertThat(it.store().name()).isEqualTo(ContractLedger.STORE);
            assertThat(it.store().head()).as("head of a new store").isEqualTo(new Head(0, 0, 0, false));
            assertThat(it.rows()).as("rows of a new store").isEmpty();
            assertThat(it.store().row("a")).as("a row of a new store").isNull();
            assertThat(it.historyAfter(0)).as("ops of a new store").isEmpty();
            assertThat(it.store().last(10)).as("last ops of a new store").isEmpty();
        }
    }

    /** There are the stores that were made, under their names, each with rows and ops of its own. */
    @Test
    default void stores_areApart() {
        try (var it = ContractLedger.open(this)) {
            assertThat(it.ledger().find("org/other")).as("a store that nobody has made").isNull();
            StoreLedger other = it.ledger().make("org/other");
            it.putAll("a", 1, "b", 2);
            other.write(List.of(put("a", 3)));
            assertThat(it.ledger().stores()).as("names of stores").containsExactly(ContractLedger.STORE, "org/other");
            assertThat(plainValues(it.rows())).as("rows of a store beside another").isEqualTo(Map.of("a", 1L, "b", 2L));
            StoreLedger found = Objects.requireNonNull(it.ledger().find("org/other"), "a store that was made");
            assertThat(found.head()).as("head of the other store").isEqualTo(new Head(1, 0, 1, false));
            assertThat(it.ledger().make("org/other").row("a")).as("a row of the other store, made again")
                    .isEqualTo(new StoredRow(Value.of(3), "integer", 1));
        }
    }

    /** Law 1: each op has the next number, however ops are spread over pushes and batches. */
    @Test
    default void ops_areNumberedWithoutAHole() {
        try (var it = ContractLedger.open(this)) {
            it.write(put("a", 1), refused("no"), put("b", 2));
            it.write(refused("no"));
            it.write(push(store -> committed(List.of(put(store.seq() + 1, "c", 3, null), put(store.seq() + 2, "d", 4, null)))));
            it.write();
            it.write(put("e", 5));
            assertThat(it.historyAfter(0)).as("law 1: the history").containsExactly("1 a", "2 b", "3 c", "4 d", "5 e");
            assertThat(it.seq()).as("law 1: how far the store is").isEqualTo(5);
        }
    }

    /** An op that claims another number than the next one fails its push. */
    @Test
    default void opOfAnotherNumber_isNotWritten() {
        try (var it = ContractLedger.open(this)) {
            it.putAll("a", 1);
            for (long seq : new long[]{0, 1, 3, 4}) {
                Outcome outcome = it.write(push(store -> committed(List.of(put(seq, "b", 2, null))))).getFirst();
                assertThat(outcome).as("an op of the number %d on a store at 1", seq).isInstanceOf(Outcome.Failed.class);
            }
            assertThat(it.historyAfter(0)).as("ops").containsExactly("1 a");
        }
    }

    /** Each push has its own answer, in its place. */
    @Test
    default void batch_isAnsweredPushByPush() {
        try (var it = ContractLedger.open(this)) {
            List<Outcome> outcomes = it.write(put("a", 1), refused("no"),
                    push(store -> Verdict.unchanged(response("released", false))), put("b", 2));
            List<Verdict> verdicts = outcomes.stream().map(Outcome::orThrow).toList();
            assertThat(verdicts).extracting(Verdict::ok).as("whether accepted").containsExactly(true, false, true, true);
            assertThat(verdicts).extracting(Verdict::response).as("answers").containsExactly(response("seqs", List.of(1)),
                    response("reason", "no"), response("released", false), response("seqs", List.of(2)));
            assertThat(verdicts.stream().map(verdict -> verdict.events().stream().map(Event::path).toList())).as("ops of each")
                    .containsExactly(List.of("a"), List.of(), List.of(), List.of("b"));
        }
    }

    /** Law 3: a push is decided over what those before it in the batch have left. */
    @Test
    default void push_seesWhatThoseBeforeItLeft() {
        try (var it = ContractLedger.open(this)) {
            it.putAll("t/a", 1, "t/b", 2, "u", 3);
            var seen = new ArrayList<String>();
            Push looking = push(store -> {
                seen.add(store.seq() + " " + store.rows().count() + " " + valueOf(store.rows().get("t/a")) + " "
                        + keys(store.rows().below("t")) + keys(store.rows().all()) + store.rows().countBelow("t") + " "
                        + store.opsAfter(3).size() + changedKeys(store, 3));
                return Verdict.refused(response("reason", "only looking"));
            });
            it.write(looking, put("t/a", 9), looking, put("t/c", 4), looking,
                    ContractLedger.change("t", seq -> ContractLedger.removedBelow("t")), looking,
                    ContractLedger.change("u", seq -> ContractLedger.removed("u", "none")), looking, put("t/d", 5), looking);
            assertThat(seen).as("law 3: what each push in a batch sees").containsExactly(
                    "3 3 1 [t/a, t/b][t/a, t/b, u]2 0[]",
                    "4 3 9 [t/a, t/b][t/a, t/b, u]2 1[t/a]",
                    "5 4 9 [t/a, t/b, t/c][t/a, t/b, t/c, u]3 2[t/a, t/c]",
                    "6 1 none [][u]0 3[t/a, t/b]",
                    "7 0 none [][]0 4[t/a, t/b, u]",
                    "8 1 none [t/d][t/d]1 5[t/a, t/b, t/d, u]");
        }
    }

    private static List<String> changedKeys(StoreView store, long seq) {
        try (Stream<ChangedRow> changes = store.changedSince(seq, null)) {
            return changes.map(ChangedRow::key).sorted(Texts.BY_UTF8).toList();
        }
    }

    private static String valueOf(@Nullable StoredRow row) {
        return row == null ? "none" : row.value().toString();
    }

    private static List<String> keys(Stream<KeyedRow> rows) {
        try (rows) {
            return rows.map(KeyedRow::key).toList();
        }
    }

    /** Law 3: what is refused is nowhere, and the others of its batch are. */
    @Test
    default void refusedPush_leavesNothing_andDisturbsNobody() {
        try (var it = ContractLedger.open(this)) {
            it.putAll("a", 1);
            it.write(put("b", 2), refused("no"), put("a", 3));
            assertThat(it.historyAfter(0)).as("law 3: ops").containsExactly("1 a", "2 b", "3 a");
            assertThat(plainValues(it.rows())).as("law 3: rows").isEqualTo(Map.of("a", 3L, "b", 2L));
            it.write(refused("no"));
            assertThat(it.store().head()).as("law 3: head after a batch of refusals").isEqualTo(new Head(3, 0, 2, false));
        }
    }

    /** Law 3: so with a push that cannot be decided; its writer learns why. */
    @Test
    default void failedPush_leavesNothing_andDisturbsNobody() {
        try (var it = ContractLedger.open(this)) {
            var failure = new IllegalStateException("on purpose");
            List<Outcome> outcomes = it.write(put("a", 1), push(store -> {
                throw failure;
            }), put("b", 2));
            assertThat(outcomes.get(1)).as("law 3: the outcome of a push that throws").isEqualTo(new Outcome.Failed(failure));
            assertThat(outcomes.getFirst().orThrow().ok()).as("the push before it").isTrue();
            assertThat(outcomes.getLast().orThrow().ok()).as("the push after it").isTrue();
            assertThat(it.historyAfter(0)).as("law 3: ops").containsExactly("1 a", "2 b");
            assertThat(plainValues(it.rows())).as("law 3: rows").isEqualTo(Map.of("a", 1L, "b", 2L));
        }
    }

    /** Law 2: a batch that breaks off in the middle has not begun. */
    @Test
    default void batchThatBreaksOff_changesNothing() {
        try (var it = ContractLedger.open(this)) {
            it.putAll("a", 1);
            var id = new OpId("dev_a", "op_1");
            Throwable thrown = catchThrowable(() -> it.store().write(List.of(put("a", 2), put(id, "b", 2),
                    ContractLedger.change("a", seq -> ContractLedger.removed("a")), push(store -> {
                        throw new BreakOff();
                    }))));
            assertThat(thrown).as("what a batch throws that breaks off").isInstanceOf(BreakOff.class);
            assertThat(it.store().head()).as("law 2: head").isEqualTo(new Head(1, 0, 1, false));
            assertThat(plainValues(it.rows())).as("law 2: rows").isEqualTo(Map.of("a", 1L));
            assertThat(it.historyAfter(0)).as("law 2: ops").containsExactly("1 a");
            assertThat(it.writeOne(put(id, "b", 2)).events()).as("law 2: a push of that batch, sent again").hasSize(1);
        }
    }

    /** Law 2: whoever reads beside a writer sees whole batches. */
    @Test
    default void reader_seesWholeBatches() {
        try (var it = ContractLedger.open(this)) {
            it.write(put("a", 0), put("b", 0));
            var reading = new CountDownLatch(1);
            Future<Long> reader = Background.start(() -> {
                long seq = 0;
                while (seq < 2 * 101) {
                    seq = it.seq();
                    assertThat(seq % 2).as("law 2: seq %d, of batches of two", seq).isZero();
                    Map<String, Object> rows = plainValues(it.rows());
                    assertThat(rows.get("a")).as("law 2: two rows that are always written together").isEqualTo(rows.get("b"));
                    reading.countDown();
                }
                return seq;
            });
            Background.await(reading, patience());
            for (int i = 1; i <= 100; i++) {
                it.write(put("a", i), put("b", i));
            }
            Background.get(reader, patience(), "a reader beside a writer");
        }
    }

    /** Law 3: nobody writes between what a push reads and what it writes, and no write is lost. */
    @Test
    default void writesOfManyThreads_areOneAfterTheOther() {
        int threads = 6;
        int batches = 15;
        try (var it = ContractLedger.open(this)) {
            Push increment = push(store -> {
                StoredRow row = store.rows().get("n");
                long before = row == null ? 0 : ((IntValue) row.value()).longValue();
                return committed(List.of(put(store.seq() + 1, "n", before + 1, null)));
            });
            List<Future<Integer>> writers = IntStream.range(0, threads).mapToObj(writer -> Background.start(() -> {
                int answered = 0;
                for (int i = 0; i < batches; i++) {
                    answered += it.write(increment, refused("no"), increment).size();
                }
                return answered;
            })).toList();
            writers.forEach(writer -> Background.get(writer, patience(), "one of several writers"));
            long all = (long) threads * batches * 2;
            assertThat(plainValues(it.rows())).as("law 3: a sum to which all have added").isEqualTo(Map.of("n", all));
            assertThat(it.store().after(0, Integer.MAX_VALUE).events()).extracting(Event::storeSeq).as("law 1: numbers")
                    .containsExactlyElementsOf(LongStream.rangeClosed(1, all).boxed().toList());
        }
    }

    /** Law 6: while a push of one store is decided, another store is written. */
    @Test
    default void stores_doNotWaitForEachOther() {
        try (var it = ContractLedger.open(this)) {
            StoreLedger other = it.ledger().make("org/other");
            var deciding = new CountDownLatch(1);
            var written = new CountDownLatch(1);
            Future<List<Outcome>> slow = Background.start(() -> it.write(push(store -> {
                deciding.countDown();
                Background.await(written, patience());
                return committed(List.of(put(store.seq() + 1, "a", 1, null)));
            })));
            Background.await(deciding, patience());
            Future<List<Outcome>> quick = Background.start(() -> other.write(List.of(put("b", 2))));
            Background.get(quick, patience().dividedBy(2), "law 6: a write beside one in another store");
            written.countDown();
            assertThat(Background.get(slow, patience(), "the slow write").getFirst().orThrow().ok()).isTrue();
        }
    }

    /** Law 5: the time by which one decides never goes back. */
    @Test
    default void time_neverGoesBack() {
        try (var it = ContractLedger.open(this)) {
            var last = new AtomicReference<>(0L);
            Push looking = push(store -> {
                assertThat(store.nowMillis()).as("law 5: the time, in Unix milliseconds").isGreaterThanOrEqualTo(last.get());
                last.set(store.nowMillis());
                return Verdict.refused(response("reason", "only looking"));
            });
            for (int i = 0; i < 20; i++) {
                it.write(looking, looking).forEach(Outcome::orThrow);
            }
            assertThat(last.get()).as("the time of the ledger, after 2001 and before 2100").isBetween(1_000_000_000_000L,
                    4_100_000_000_000L);
        }
    }

    /** That a store is archived is the rules' to judge: the ledger tells it, and goes on writing. */
    @Test
    default void archivedStore_saysSo() {
        try (var it = ContractLedger.open(this)) {
            it.putAll("a", 1);
            Push asking = push(store -> Verdict.unchanged(response("archived", store.archived())));
            assertThat(it.writeOne(asking).response()).isEqualTo(response("archived", false));
            it.store().archive();
            it.store().archive();
            assertThat(it.store().head()).as("head of an archived store").isEqualTo(new Head(1, 0, 1, true));
            assertThat(it.writeOne(asking).response()).as("what a push is told").isEqualTo(response("archived", true));
            it.putAll("a", 2);
            assertThat(it.seq()).as("an archived store is written by whom the rules let").isEqualTo(2);
        }
    }
}
