package dev.dust.server.rules;

import dev.dust.value.MapValue;
import dev.dust.value.TypedValue;
import dev.dust.value.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** A store's history: the rows as of the compaction point, and every op since. */
final class OpLog {
    /** The name of an op: what a client called it, and which client that was. */
    private record OpId(String deviceId, String clientOpId) {
    }

    /** The ops that one push became. */
    private record Span(long firstSeq, long lastSeq) {
        /** Both, if {@code next} is the next op of the same push; else {@code next}. */
        Span with(Span next) {
            return next.firstSeq() == lastSeq + 1 ? new Span(firstSeq, next.lastSeq()) : next;
        }
    }

    private final Rules rules;
    private final Rows base = new Rows();
    private final List<Event> events = new ArrayList<>();
    private final Map<OpId, Span> named = new HashMap<>();
    private long baseSeq;

    OpLog(Rules rules) {
        this.rules = rules;
    }

    /** The store_seq of the last op. */
    long lastSeq() {
        return baseSeq + events.size();
    }

    /** The compaction point: ops up to here are forgotten. */
    long baseSeq() {
        return baseSeq;
    }

    /** How many ops there are since the compaction point. */
    int size() {
        return events.size();
    }

    /** The last ops, {@code most} at most, in order. */
    List<Event> last(int most) {
        return List.copyOf(events.subList(Math.max(0, events.size() - most), events.size()));
    }

    void append(Event event) {
        if (event.storeSeq() != lastSeq() + 1) {
            throw new IllegalArgumentException("op " + event.storeSeq() + " cannot follow op " + lastSeq());
        }
        events.add(event);
        OpId id = idOf(event);
        if (id != null) {
            named.merge(id, new Span(event.storeSeq(), event.storeSeq()), Span::with);
        }
    }

    private static OpId idOf(Event event) {
        return event.deviceId() == null || event.clientOpId() == null ? null : new OpId(event.deviceId(), event.clientOpId());
    }

    /** The ops of the history that a device sent under an id, in order; empty where there are none, or one of both is null. */
    List<Event> named(String deviceId, String clientOpId) {
        Span span = named.get(new OpId(deviceId, clientOpId));
        return span == null || span.firstSeq() <= baseSeq
                ? List.of()
                : List.copyOf(events.subList((int) (span.firstSeq() - baseSeq - 1), (int) (span.lastSeq() - baseSeq)));
    }

    /** Folds the ops up to {@code seq} into the base. */
    void compact(long seq) {
        int count = (int) Math.max(0, Math.min(seq - baseSeq, events.size()));
        List<Event> folded = events.subList(0, count);
        replay(folded, base);
        folded.stream().map(OpLog::idOf).forEach(named::remove);
        folded.clear();
        baseSeq += count;
    }

    /** The rows as they were when {@code seq} was the last op; it must lie between the compaction point and the end. */
    Rows at(long seq) {
        return at(seq, op -> true);
    }

    /** The same, as if of the ops since the compaction point there were only some. */
    Rows at(long seq, Predicate<ServerOp> counts) {
        Rows rows = base.copy();
        replay(upTo(seq).stream().filter(event -> counts.test(ServerOp.ofEvent(event.op()))).toList(), rows);
        return rows;
    }

    private List<Event> upTo(long seq) {
        return events.subList(0, (int) (seq - baseSeq));
    }

    CatchUp after(long seq, int maxEvents) {
        boolean forgotten = seq < baseSeq;
        long from = Math.clamp(seq, baseSeq, lastSeq());
        long through = Math.min(from + maxEvents, lastSeq());
        List<Event> batch = List.copyOf(events.subList((int) (from - baseSeq), (int) (through - baseSeq)));
        return new CatchUp(forgotten ? Optional.of(snapshot()) : Optional.empty(), batch, through,
                through == lastSeq() ? CatchUp.End.COMPLETE : CatchUp.End.GOES_ON);
    }

    /**
     * The payload of a {@code snapshot} frame (docs/protocol.md#snapshots): scalars and lists wrapped, everything else as it
     * is.
     */
    private MapValue snapshot() {
        var entries = new LinkedHashMap<String, Value>();
        base.all().forEach((key, row) -> entries.put(key, rules.tellsRevisions()
                ? Wire.mapOf("value", wrap(row.value()), "type", row.type(), "revision", row.revision())
                : Wire.mapOf("value", wrap(row.value()), "type", row.type())));
        return Wire.mapOf("snapshot_seq", baseSeq, "entries", MapValue.envelope(entries));
    }

    private static Value wrap(Value value) {
        return value instanceof MapValue || value instanceof TypedValue ? value : Wire.mapOf("_scalar", value);
    }

    private void replay(List<Event> ops, Rows rows) {
        for (Event event : ops) {
            ServerOp.ofEvent(event.op()).changeOf(rules, rows, event.path(), event.value()).commit(event.storeSeq());
        }
    }
}
