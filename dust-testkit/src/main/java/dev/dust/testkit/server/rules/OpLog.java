package dev.dust.testkit.server.rules;

import dev.dust.value.MapValue;
import dev.dust.value.TypedValue;
import dev.dust.value.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/** A store's history: the rows as of the compaction point, and every op since. */
final class OpLog {
    private final Rows base = new Rows();
    private final List<Event> events = new ArrayList<>();
    private long baseSeq;

    /** The store_seq of the last op. */
    long lastSeq() {
        return baseSeq + events.size();
    }

    /** The compaction point: ops up to here are forgotten. */
    long baseSeq() {
        return baseSeq;
    }

    void append(Event event) {
        if (event.storeSeq() != lastSeq() + 1) {
            throw new IllegalArgumentException("op " + event.storeSeq() + " cannot follow op " + lastSeq());
        }
        events.add(event);
    }

    /** Folds the ops up to {@code seq} into the base. */
    void compact(long seq) {
        int count = (int) Math.max(0, Math.min(seq - baseSeq, events.size()));
        List<Event> folded = events.subList(0, count);
        replay(folded, base);
        folded.clear();
        baseSeq += count;
    }

    /** The rows as they were when {@code seq} was the last op; it must lie between the compaction point and the end. */
    Rows at(long seq) {
        Rows rows = base.copy();
        replay(events.subList(0, (int) (seq - baseSeq)), rows);
        return rows;
    }

    CatchUp after(long seq, int maxEvents) {
        boolean forgotten = seq < baseSeq;
        long from = Math.clamp(seq, baseSeq, lastSeq());
        long through = Math.min(from + maxEvents, lastSeq());
        List<Event> batch = List.copyOf(events.subList((int) (from - baseSeq), (int) (through - baseSeq)));
        return new CatchUp(forgotten ? Optional.of(snapshot()) : Optional.empty(), batch, through, through == lastSeq());
    }

    /** The payload of a {@code snapshot} frame (PROTOCOL 3): scalars and lists wrapped, everything else as it is. */
    private MapValue snapshot() {
        var entries = new LinkedHashMap<String, Value>();
        base.all().forEach((key, row) -> entries.put(key, Wire.mapOf("value", wrap(row.value()), "type", row.type())));
        return Wire.mapOf("snapshot_seq", baseSeq, "entries", MapValue.envelope(entries));
    }

    private static Value wrap(Value value) {
        return value instanceof MapValue || value instanceof TypedValue ? value : Wire.mapOf("_scalar", value);
    }

    private static void replay(List<Event> events, Rows rows) {
        for (Event event : events) {
            ServerOp.ofEvent(event.op()).changeOf(rows, event.path(), event.value()).commit(event.storeSeq());
        }
    }
}
