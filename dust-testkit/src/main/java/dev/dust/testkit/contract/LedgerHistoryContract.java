package dev.dust.testkit.contract;

import static dev.dust.testkit.contract.ContractLedger.change;
import static dev.dust.testkit.contract.ContractLedger.committed;
import static dev.dust.testkit.contract.ContractLedger.plainValues;
import static dev.dust.testkit.contract.ContractLedger.push;
import static dev.dust.testkit.contract.ContractLedger.response;
import static dev.dust.testkit.contract.ContractLedger.row;
import static dev.dust.testkit.contract.ContractLedger.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dust.server.ledger.ChangedRow;
import dev.dust.server.ledger.Event;
import dev.dust.server.ledger.History;
import dev.dust.server.ledger.KeyedRow;
import dev.dust.server.ledger.LedgerOp;
import dev.dust.server.ledger.OpId;
import dev.dust.server.ledger.Push;
import dev.dust.server.ledger.RowChanges;
import dev.dust.server.ledger.Rows;
import dev.dust.server.ledger.Snapshot;
import dev.dust.server.ledger.StoreView;
import dev.dust.server.ledger.StoredRow;
import dev.dust.server.ledger.Verdict;
import dev.dust.value.Value;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What was, comes back as it was: ops in order, rows as of a moment. */
public interface LedgerHistoryContract extends LedgerUnderTest {

    /** Every field of an op. */
    @Test
    default void ops_comeBackEqual() {
        try (var it = ContractLedger.open(this)) {
            var ops = new ArrayList<Event>();
            var id = new OpId("dev_a", "op_1");
            ops.add(ContractLedger.event(1, "set", "a/b~1c", Value.from(Map.of("x", Map.of("y", 1.0))), id));
            ops.add(ContractLedger.event(2, "increment", "n", Value.of(5), new OpId("dev_a", "op_2")).withSent(Value.of(2)));
            ops.add(ContractLedger.event(3, "delete", "a", Value.NULL, null));
            ops.add(ContractLedger.event(4, "add", "l", Value.from(List.of(1, 2)), null).withSent(Value.NULL));
            ops.add(new Event(5, "set", List.of("d"), "d", Value.of(1), "dev_b", null));
            ops.add(new Event(6, "set", List.of("c"), "c", Value.of(1), null, "op_3"));
            for (String text : Texts.HOSTILE) {
                ops.add(new Event(ops.size() + 1, "set", ContractLedger.segments(text), text, Value.of(text), text, text));
            }
            for (Event op : ops) {
                it.writeOne(push(store -> committed(List.of(new LedgerOp(op, ContractLedger.removed("none"))))));
            }
            List<Event> back = it.store().after(0, Integer.MAX_VALUE).events();
            assertThat(back).as("how many ops").hasSameSizeAs(ops);
            for (int i = 0; i < ops.size(); i++) {
                assertThat(back.get(i)).as("op %d", i + 1).isEqualTo(ops.get(i));
            }
            assertThat(it.writeOne(push(store -> Verdict.unchanged(response("same",
                    store.opsAfter(0).equals(ops) && store.opsAfter(ops.size()).isEmpty())))).response())
                    .as("ops for the rules").isEqualTo(response("same", true));
        }
    }

    /** Ops come in order, piece by piece, without a hole, from wherever one begins. */
    @Test
    default void after_givesPiecesWithoutAHole() {
        try (var it = ContractLedger.open(this)) {
            IntStream.rangeClosed(1, 20).forEach(i -> it.putAll("k" + i, i));
            for (int most : new int[]{1, 3, 20, 100}) {
                var all = new ArrayList<Long>();
                long seq = 0;
                History piece;
                do {
                    piece = it.store().after(seq, most);
                    assertThat(piece.fromSeq()).as("where a piece begins").isEqualTo(seq);
                    assertThat(piece.events()).as("a piece of at most %d", most).hasSizeBetween(1, most);
                    assertThat(piece.lastSeq()).as("how far the store is").isEqualTo(20);
                    piece.events().forEach(event -> all.add(event.storeSeq()));
                    seq = piece.throughSeq();
                } while (!piece.isLast());
                assertThat(all).as("numbers of all pieces of at most %d", most)
                        .containsExactlyElementsOf(IntStream.rangeClosed(1, 20).mapToObj(Long::valueOf).toList());
            }
            assertThat(it.historyAfter(17)).as("after 17").containsExactly("18 k18", "19 k19", "20 k20");
            assertThat(it.store().after(20, 5)).as("after the last op").isEqualTo(new History(20, List.of(), 20));
            assertThat(it.store().after(25, 5)).as("after what is yet to come").isEqualTo(new History(20, List.of(), 20));
            assertThat(it.store().last(3)).extracting(Event::storeSeq).as("the last three").containsExactly(18L, 19L, 20L);
            assertThat(it.store().last(100)).as("as many as there are").hasSize(20);
        }
    }

    /** Law 7: a snapshot is one moment, however much is written while it is read. */
    @Test
    default void snapshot_isOfOneMoment() {
        try (var it = ContractLedger.open(this)) {
            var then = new TreeMap<String, StoredRow>(Texts.BY_UTF8);
            it.writeOne(push(store -> {
                var written = new TreeMap<String, StoredRow>();
                IntStream.range(0, 3_000).forEach(i -> written.put(String.format("k%05d", i), row(i, 1)));
                then.putAll(written);
                return committed(List.of(new LedgerOp(ContractLedger.event(1, "set", "k", Value.NULL, null),
                        new RowChanges(List.of(), List.of(), written))));
            }));
            it.putAll("k00000", "changed");
            then.put("k00000", row("changed", 2));
            try (Snapshot snapshot = it.store().snapshot(); Stream<KeyedRow> rows = snapshot.rows()) {
                it.putAll("k00001", "later", "k02999", "later", "new", "later");
                Iterator<KeyedRow> reading = rows.iterator();
                var read = new TreeMap<String, StoredRow>(Texts.BY_UTF8);
                for (int i = 0; reading.hasNext(); i++) {
                    KeyedRow row = reading.next();
                    read.put(row.key(), row.row());
                    if (i == 100) {
                        it.putAll("k02998", "later", "k00102", "later");
                        it.writeOne(change("k", seq -> ContractLedger.removed("k02000")));
                    }
                }
                assertThat(snapshot.seq()).as("law 7: the moment of a snapshot").isEqualTo(2);
                assertThat(read.equals(then)).as("law 7: whether the rows are those of the snapshot's moment").isTrue();
            }
            assertThat(it.rows()).as("rows of now").hasSize(3_000).containsEntry("new", row("later", 5))
                    .doesNotContainKey("k02000");
        }
    }

    /** Law 7: nobody is waited for where nobody else reads. */
    @Test
    default void snapshotThatNobodyWaitsFor_isOfNow() {
        try (var it = ContractLedger.open(this)) {
            it.putAll("a", 1L, "b", 2L);
            it.putAll("a", 3L);
            try (Snapshot now = it.store().trySnapshot()) {
                assertThat(now).as("law 7: a snapshot").isNotNull().satisfies(snapshot -> {
                    assertThat(snapshot.seq()).as("law 7: its moment").isEqualTo(3);
                    assertThat(plainValues(snapshot.toMap())).isEqualTo(Map.of("a", 3L, "b", 2L));
                });
            }
        }
    }

    /** What rows were is known for every moment of the history, to whoever reads and to whoever decides. */
    @Test
    default void rowsOfOldMoments_areThoseOfASortedMap() {
        try (var all = ContractLedger.open(this)) {
            for (long seed = 0; seed < 8; seed++) {
                var random = new Random(seed);
                ContractLedger it = all.beside("org/seed" + seed);
                var moments = new ArrayList<SortedMap<String, StoredRow>>(List.of(new TreeMap<>(Texts.BY_UTF8)));
                while (moments.size() < 15) {
                    it.write(Stream.generate(() -> randomOp(random, moments)).limit(1 + random.nextInt(3))
                            .toArray(Push[]::new)).forEach(outcome -> outcome.orThrow());
                }
                for (int seq = 0; seq < moments.size(); seq++) {
                    Snapshot snapshot = it.store().snapshotAt(seq);
                    assertThat(snapshot.seq()).as("the moment of a snapshot").isEqualTo(seq);
                    assertThat(rows(snapshot)).as("rows at %d of %d, seed %d", seq, moments.size() - 1, seed)
                            .isEqualTo(moments.get(seq));
                }
                it.writeOne(push(store -> {
                    assertHistory(store, moments);
                    return Verdict.unchanged(response("done", true));
                }));
            }
        }
    }

    private static Push randomOp(Random random, List<SortedMap<String, StoredRow>> moments) {
        String key = Texts.randomKey(random);
        int what = random.nextInt(4);
        int value = random.nextInt(100);
        return push(store -> {
            var next = new TreeMap<>(moments.getLast());
            long seq = moments.size();
            RowChanges changes = switch (what) {
                case 0 -> ContractLedger.removed(key);
                case 1 -> new RowChanges(List.of(key), List.of(), Map.of(key, row(value, seq)));
                default -> ContractLedger.written(seq, key, value);
            };
            changes.removedBelow().forEach(above -> next.keySet().removeIf(other -> other.startsWith(above + "/")));
            changes.removed().forEach(next::remove);
            next.putAll(changes.written());
            moments.add(next);
            return committed(List.of(new LedgerOp(ContractLedger.event(seq, "change", key, Value.of(value), null), changes)));
        });
    }

    private static void assertHistory(StoreView store, List<SortedMap<String, StoredRow>> moments) {
        SortedMap<String, StoredRow> now = moments.getLast();
        for (int seq = 0; seq < moments.size(); seq++) {
            SortedMap<String, StoredRow> then = moments.get(seq);
            Rows rows = store.rowsAt(seq);
            var all = new TreeMap<String, StoredRow>(Texts.BY_UTF8);
            try (Stream<KeyedRow> stream = rows.all()) {
                stream.forEach(row -> all.put(row.key(), row.row()));
            }
            assertThat(all).as("rows at %d, for the rules", seq).isEqualTo(then);
            assertThat(rows.count()).as("how many rows at %d, for the rules", seq).isEqualTo(then.size());
            assertThat(rows.countBelow("a")).as("how many rows below a at %d, for the rules", seq)
                    .isEqualTo(then.keySet().stream().filter(key -> key.startsWith("a/")).count());
            changed(now, then).forEach(change -> assertThat(rows.get(change.key())).as("an old row, for the rules")
                    .isEqualTo(change.then()));
            assertThat(store.changedSince(seq, null)).as("what has changed since %d", seq)
                    .containsExactlyInAnyOrderElementsOf(changed(now, then));
            assertThat(store.changedSince(seq, "a")).as("what has changed below a since %d", seq)
                    .containsExactlyInAnyOrderElementsOf(
                            changed(now, then).stream().filter(change -> change.key().startsWith("a/")).toList());
        }
    }

    private static List<ChangedRow> changed(SortedMap<String, StoredRow> now, SortedMap<String, StoredRow> then) {
        return Stream.concat(now.keySet().stream(), then.keySet().stream()).distinct()
                .map(key -> new ChangedRow(key, then.get(key), now.get(key)))
                .filter(change -> !Objects.equals(change.then(), change.now())).toList();
    }

    /** Of what is yet to come nobody knows anything. */
    @Test
    default void rowsOfTheFuture_areNotToBeHad() {
        try (var it = ContractLedger.open(this)) {
            it.putAll("a", 1);
            assertThat(plainValues(rows(it.store().snapshotAt(1)))).isEqualTo(Map.of("a", 1L));
            for (long seq : new long[]{-1, 2, Long.MAX_VALUE}) {
                assertThatThrownBy(() -> it.store().snapshotAt(seq)).as("rows at %d of a store at 1", seq)
                        .isInstanceOf(IllegalArgumentException.class);
                assertThatThrownBy(() -> it.writeOne(push(store -> {
                    store.rowsAt(seq);
                    return Verdict.unchanged(response("done", true));
                }))).as("the same for the rules").isInstanceOf(IllegalArgumentException.class);
                assertThatThrownBy(() -> it.writeOne(push(store -> {
                    store.changedSince(seq, null).close();
                    return Verdict.unchanged(response("done", true));
                }))).as("what has changed since then").isInstanceOf(IllegalArgumentException.class);
            }
        }
    }
}
