package dev.dust.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.server.ledger.Event;
import dev.dust.server.ledger.Ledger;
import dev.dust.server.ledger.LedgerOp;
import dev.dust.server.ledger.MembershipId;
import dev.dust.server.ledger.OpId;
import dev.dust.server.ledger.Outcome;
import dev.dust.server.ledger.Push;
import dev.dust.server.ledger.RowChanges;
import dev.dust.server.ledger.Snapshot;
import dev.dust.server.ledger.StoreLedger;
import dev.dust.server.ledger.StoreView;
import dev.dust.server.ledger.StoredRow;
import dev.dust.server.ledger.Verdict;
import dev.dust.value.MapValue;
import dev.dust.value.Types;
import dev.dust.value.Value;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A new ledger with one store, and short ways to write and read it. */
record ContractLedger(Ledger ledger, StoreLedger store) implements AutoCloseable {
    static final String STORE = "org/contract";
    private static final List<String> NONE = List.of();

    static ContractLedger open(LedgerUnderTest contract) {
        Ledger ledger = contract.openLedger();
        return new ContractLedger(ledger, ledger.make(STORE));
    }

    /** The same ledger with a new store, beside those that there are. */
    ContractLedger beside(String store) {
        return new ContractLedger(ledger, ledger.make(store));
    }

    /** A push that is decided by {@code rule}. */
    static Push push(Function<StoreView, Verdict> rule) {
        return new Rule(null, null, rule);
    }

    /** The same under an id. */
    static Push push(OpId id, Function<StoreView, Verdict> rule) {
        return new Rule(id, null, rule);
    }

    /** What {@code push} does, on behalf of a membership. */
    static Push by(MembershipId member, Push push) {
        Rule rule = (Rule) push;
        return new Rule(rule.opId(), member, rule.rule());
    }

    private record Rule(@Nullable OpId opId, @Nullable MembershipId membership, Function<StoreView, Verdict> rule)
            implements
                Push {
        @Override
        public Verdict takenOver() {
            return Verdict.refused(response("reason", "taken over"));
        }

        @Override
        public Verdict judge(StoreView store) {
            return rule.apply(store);
        }

        @Override
        public Verdict again(List<Event> ops) {
            return Verdict
                    .unchanged(response("again", ops.stream().map(event -> event.storeSeq() + " " + event.path()).toList()));
        }
    }

    /** Sets {@code key} to {@code value}, and leaves everything else. */
    static Push put(String key, Object value) {
        return push(store -> committed(List.of(put(store.seq() + 1, key, value, null))));
    }

    /** The same under an id. */
    static Push put(OpId id, String key, Object value) {
        return push(id, store -> committed(List.of(put(store.seq() + 1, key, value, id))));
    }

    /** Does {@code changes}, by an op whose path is {@code key}. */
    static Push change(String key, Function<Long, RowChanges> changes) {
        return push(store -> committed(List.of(new LedgerOp(event(store.seq() + 1, "change", key, Value.NULL, null),
                changes.apply(store.seq() + 1)))));
    }

    static Push refused(String reason) {
        return push(store -> Verdict.refused(response("reason", reason)));
    }

    static Verdict committed(List<LedgerOp> ops) {
        return new Verdict(true, response("seqs", ops.stream().map(op -> op.event().storeSeq()).toList()), ops, true);
    }

    static LedgerOp put(long seq, String key, Object value, @Nullable OpId id) {
        return new LedgerOp(event(seq, "set", key, Value.from(value), id), written(seq, key, value));
    }

    static Event event(long seq, String op, String key, Value value, @Nullable OpId id) {
        return new Event(seq, op, segments(key), key, value, id == null ? null : id.deviceId(),
                id == null ? null : id.clientOpId());
    }

    /** What {@code key} renders; each key here is one that can be. */
    static List<String> segments(String key) {
        return Arrays.stream(key.split("/", -1)).map(segment -> segment.replace("~1", "/").replace("~0", "~")).toList();
    }

    static RowChanges written(long seq, String key, Object value) {
        return new RowChanges(NONE, NONE, Map.of(key, row(value, seq)));
    }

    static RowChanges removed(String... keys) {
        return new RowChanges(NONE, List.of(keys), Map.of());
    }

    static RowChanges removedBelow(String... keys) {
        return new RowChanges(List.of(keys), NONE, Map.of());
    }

    static StoredRow row(Object value, long revision) {
        Value stored = Value.from(value);
        return new StoredRow(stored, stored.isLeaf() ? stored.type() : Types.MAP, revision);
    }

    static MapValue response(String key, Object value) {
        return MapValue.envelope(Map.of(key, Value.from(value)));
    }

    /** Writes a batch; what became of each. */
    List<Outcome> write(Push... batch) {
        List<Outcome> outcomes = store.write(List.of(batch));
        assertThat(outcomes).as("outcomes of a batch of %d", batch.length).hasSize(batch.length);
        return outcomes;
    }

    /** Writes one push, which must be decided. */
    Verdict writeOne(Push push) {
        return write(push).getFirst().orThrow();
    }

    /** Puts rows, one push and one batch for each, in this order: key, value, key, value... */
    void putAll(Object... keysAndValues) {
        for (int i = 0; i < keysAndValues.length; i += 2) {
            assertThat(writeOne(put((String) keysAndValues[i], keysAndValues[i + 1])).ok()).as("a push that puts a row")
                    .isTrue();
        }
    }

    long seq() {
        return store.head().seq();
    }

    SortedMap<String, StoredRow> rows() {
        return rows(store.snapshot());
    }

    /** All rows of a snapshot, which is closed then. */
    static SortedMap<String, StoredRow> rows(Snapshot snapshot) {
        try (snapshot) {
            return snapshot.toMap();
        }
    }

    /** The plain values of rows, by key. */
    static Map<String, Object> plainValues(Map<String, StoredRow> rows) {
        var values = new LinkedHashMap<String, Object>();
        rows.forEach((key, row) -> values.put(key, row.value().toPlain()));
        return values;
    }

    /** What has been committed since {@code seq}: numbers and paths. */
    List<String> historyAfter(long seq) {
        return store.after(seq, Integer.MAX_VALUE).events().stream().map(event -> event.storeSeq() + " " + event.path())
                .toList();
    }

    @Override
    public void close() {
        ledger.close();
    }
}
