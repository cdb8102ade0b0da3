package dev.dust.server.memory;

import dev.dust.server.ledger.Event;
import dev.dust.server.ledger.LedgerOp;
import dev.dust.server.ledger.OpId;
import dev.dust.server.ledger.Push;
import dev.dust.server.ledger.RowChanges;
import dev.dust.server.ledger.StoreView;
import dev.dust.server.ledger.StoredRow;
import dev.dust.server.ledger.Verdict;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Puts a value at a key, and is answered with what it became: now, or when it came first. */
record Put(@Nullable OpId opId, String key, Value value) implements Push {
    /** What an event of such a push does to the rows. */
    static RowChanges written(Event event) {
        return new RowChanges(List.of(), List.of(),
                Map.of(event.path(), new StoredRow(event.value(), event.value().type(), event.storeSeq())));
    }

    static MapValue answer(Map<String, Value> fields) {
        return MapValue.envelope(new LinkedHashMap<>(fields));
    }

    @Override
    public Verdict judge(StoreView view) {
        var event = new Event(view.seq() + 1, "set", List.of(key), key, value, opId == null ? null : opId.deviceId(),
                opId == null ? null : opId.clientOpId());
        return new Verdict(true, answer(Map.of("seq", Value.of(event.storeSeq()))),
                List.of(new LedgerOp(event, written(event))), true);
    }

    @Override
    public Verdict again(List<Event> ops) {
        return Verdict.unchanged(
                answer(Map.of("again", Value.of(ops.getLast().storeSeq()), "value", ops.getLast().value())));
    }
}
