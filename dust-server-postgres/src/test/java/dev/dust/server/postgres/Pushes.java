package dev.dust.server.postgres;

import dev.dust.server.ledger.Event;
import dev.dust.server.ledger.LedgerOp;
import dev.dust.server.ledger.OpId;
import dev.dust.server.ledger.Push;
import dev.dust.server.ledger.RowChanges;
import dev.dust.server.ledger.StoreView;
import dev.dust.server.ledger.StoredRow;
import dev.dust.server.ledger.Verdict;
import dev.dust.value.IntValue;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Pushes of the simplest kinds. */
final class Pushes {
    static final MapValue AGAIN = MapValue.envelope(Map.of("again", Value.of(true)));

    private Pushes() {
    }

    /** A push that is decided by {@code rule}. */
    static Push push(@Nullable OpId id, Function<StoreView, Verdict> rule) {
        return new Rule(id, rule);
    }

    private record Rule(@Nullable OpId opId, Function<StoreView, Verdict> rule) implements Push {
        @Override
        public Verdict judge(StoreView store) {
            return rule.apply(store);
        }

        @Override
        public Verdict again(List<Event> ops) {
            return Verdict.unchanged(AGAIN);
        }
    }

    /** Sets {@code key}. */
    static Push put(String key, long value) {
        return push(null, store -> committed(List.of(op(store.seq() + 1, null, key, written(store.seq() + 1, key, value)))));
    }

    /** Adds 1 to what is at {@code key}. */
    static Push increment(String key) {
        return increment(null, key);
    }

    /** The same under an id. */
    static Push increment(@Nullable OpId id, String key) {
        return push(id, store -> committed(List.of(op(store.seq() + 1, id, key,
                written(store.seq() + 1, key, number(store.rows().get(key)) + 1)))));
    }

    static Verdict committed(List<LedgerOp> ops) {
        return new Verdict(true, MapValue.EMPTY, ops, true);
    }

    static LedgerOp op(long seq, @Nullable OpId id, String key, RowChanges changes) {
        return new LedgerOp(new Event(seq, "change", List.of(key.split("/", -1)), key, Value.NULL,
                id == null ? null : id.deviceId(), id == null ? null : id.clientOpId()), changes);
    }

    static RowChanges written(long seq, String key, long value) {
        return new RowChanges(List.of(), List.of(), Map.of(key, new StoredRow(Value.of(value), "integer", seq)));
    }

    /** What an {@link #increment} has come to; 0 where there is no row. */
    static long number(@Nullable StoredRow row) {
        return row == null ? 0 : ((IntValue) row.value()).longValue();
    }
}
