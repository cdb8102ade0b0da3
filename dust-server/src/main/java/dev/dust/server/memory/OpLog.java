package dev.dust.server.memory;

import dev.dust.cache.Keys;
import dev.dust.keymap.KeyMap;
import dev.dust.server.ledger.Event;
import dev.dust.server.ledger.OpId;
import dev.dust.server.ledger.Push;
import dev.dust.server.ledger.StoredRow;
import dev.dust.value.FileRef;
import dev.dust.value.LeaseValue;
import dev.dust.value.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A store's history since the compaction point: every op, and what it replaced, by which older rows are found. */
final class OpLog {
    /**
     * A row before an op.
     *
     * @param row null if there was none
     */
    record Before(String key, @Nullable StoredRow row) {
    }

    /** An op, when it was decided, and what it replaced, in the order in which it did. */
    private record Logged(Event event, long atMillis, List<Before> replaced) {
    }

    /** What is left of the ops of a push, some of which are not in the history any more. */
    private record Remembered(List<Event> events, long atMillis) {
    }

    /** The ops that one push became. */
    private record Span(long firstSeq, long lastSeq) {
        /** Both, if {@code next} is the next op of the same push; else {@code next}. */
        Span with(Span next) {
            return next.firstSeq() == lastSeq + 1 ? new Span(firstSeq, next.lastSeq()) : next;
        }
    }

    private final List<Logged> ops = new ArrayList<>();
    private final Map<OpId, Span> named = new HashMap<>();
    /** In the order in which they were decided. */
    private final Map<OpId, Remembered> remembered = new LinkedHashMap<>();
    private final RememberedOps bound;
    private long compactedSeq;
    /** The rows at the compaction point; null as long as nobody has asked for them. */
    private @Nullable KeyMap<StoredRow> base = KeyMap.empty();

    /** @param bound of what is remembered beyond the history */
    OpLog(RememberedOps bound) {
        this.bound = bound;
    }

    /** The seq of the last op. */
    long lastSeq() {
        return compactedSeq + ops.size();
    }

    long compactedSeq() {
        return compactedSeq;
    }

    /** How many ops there are. */
    int size() {
        return ops.size();
    }

    void append(Event event, long atMillis, List<Before> replaced) {
        if (event.storeSeq() != lastSeq() + 1) {
            throw new IllegalArgumentException("op " + event.storeSeq() + " cannot follow op " + lastSeq());
        }
        ops.add(new Logged(event, atMillis, replaced));
        OpId id = event.opId();
        if (id != null) {
            named.merge(id, new Span(event.storeSeq(), event.storeSeq()), Span::with);
        }
    }

    /** Takes back what came after {@code seq}, none of whose ids was in the history before. */
    void cutBack(long seq) {
        List<Logged> undone = ops.subList(indexAfter(seq), ops.size());
        forgetIds(undone);
        undone.clear();
    }

    /** The last op that was decided before that time, or the compaction point if none was. */
    long lastBefore(long millis) {
        int count = 0;
        while (count < ops.size() && ops.get(count).atMillis() < millis) {
            count++;
        }
        return compactedSeq + count;
    }

    /**
     * Forgets the ops up to {@code seq}, or as far as there are any; {@code now} is how the last one has left the rows.
     *
     * @param rememberSince whose ops that were decided since then are remembered by their ids, as many as there is room for
     */
    void compact(long seq, KeyMap<StoredRow> now, long rememberSince) {
        int count = Math.clamp(seq - compactedSeq, 0, ops.size());
        remember(ops.subList(0, count), rememberSince);
        if (count == ops.size()) {
            base = now;
        } else if (count > 0) {
            base = null;
        }
        List<Logged> forgotten = ops.subList(0, count);
        forgetIds(forgotten);
        forgotten.clear();
        compactedSeq += count;
    }

    private void remember(List<Logged> gone, long since) {
        for (Logged op : gone) {
            OpId id = op.event().opId();
            if (id != null && op.atMillis() >= since && !remembered.containsKey(id)) {
                List<Event> events = named(id);
                if (!events.isEmpty()) {
                    remembered.put(id, new Remembered(events.stream().map(OpLog::whatAnAnswerTells).toList(), op.atMillis()));
                    bound.add(events.size());
                }
            }
        }
        var oldest = remembered.values().iterator();
        while (oldest.hasNext()) {
            Remembered next = oldest.next();
            boolean tooOld = next.atMillis() < since;
            if (!tooOld && bound.hasRoom()) {
                break;
            }
            oldest.remove();
            bound.remove(next.events().size());
            if (!tooOld) {
                bound.noteForgottenEarly(next.atMillis());
            }
        }
    }

    /** The history is what keeps values, which may be large; leases and files are small, and answers tell of them. */
    private static Event whatAnAnswerTells(Event event) {
        Value value = event.value() instanceof LeaseValue || event.value() instanceof FileRef ? event.value() : Value.NULL;
        return new Event(event.storeSeq(), event.op(), List.of(), event.path(), value, event.deviceId(), event.clientOpId());
    }

    private void forgetIds(List<Logged> gone) {
        gone.forEach(op -> {
            OpId id = op.event().opId();
            if (id != null) {
                named.remove(id);
            }
        });
    }

    /**
     * The ops of an id, in order, or, beyond the history, what an answer tells of them ({@link Push#again}); empty where there
     * are none, or {@code id} is null.
     */
    List<Event> named(@Nullable OpId id) {
        Span span = id == null ? null : inHistory(id);
        if (span != null) {
            return events(span.firstSeq() - 1, (int) (span.lastSeq() - span.firstSeq() + 1));
        }
        Remembered before = id == null ? null : remembered.get(id);
        return before == null ? List.of() : before.events();
    }

    /** The last op of those that {@link #named} has; 0 where there are none. */
    long lastSeqOf(OpId id) {
        Span span = inHistory(id);
        if (span != null) {
            return span.lastSeq();
        }
        Remembered before = remembered.get(id);
        return before == null ? 0 : before.events().getLast().storeSeq();
    }

    /** The ops of an id, if the history has all of them; else null. */
    private @Nullable Span inHistory(OpId id) {
        Span span = named.get(id);
        return span != null && span.firstSeq() > compactedSeq ? span : null;
    }

    /** The ops after {@code seq}, which is not before the compaction point, {@code most} at most. */
    List<Event> events(long seq, int most) {
        int from = indexAfter(seq);
        int to = from + Math.min(most, ops.size() - from);
        var events = new ArrayList<Event>(to - from);
        for (int i = from; i < to; i++) {
            events.add(ops.get(i).event());
        }
        return List.copyOf(events);
    }

    /** The rows as they were when {@code seq} was the last op; {@code now} is how the last one has left them. */
    KeyMap<StoredRow> rowsAt(long seq, KeyMap<StoredRow> now) {
        KeyMap<StoredRow> known = base;
        if (seq == compactedSeq && known != null) {
            return known;
        }
        KeyMap<StoredRow> rows = now;
        for (Logged op : ops.subList(indexAfter(seq), ops.size()).reversed()) {
            for (Before before : op.replaced().reversed()) {
                rows = before.row() == null ? rows.remove(before.key()) : rows.put(before.key(), before.row());
            }
        }
        if (seq == compactedSeq) {
            base = rows;
        }
        return rows;
    }

    /** What was where something changed after {@code seq}; null where nothing was. */
    SortedMap<String, @Nullable StoredRow> replacedSince(long seq) {
        var replaced = new TreeMap<String, @Nullable StoredRow>(Keys.ORDER);
        for (Logged op : ops.subList(indexAfter(seq), ops.size())) {
            for (Before before : op.replaced()) {
                if (!replaced.containsKey(before.key())) {
                    replaced.put(before.key(), before.row());
                }
            }
        }
        return replaced;
    }

    /** Where in {@link #ops} the first op after {@code seq} is. */
    private int indexAfter(long seq) {
        if (seq < compactedSeq || seq > lastSeq()) {
            throw new IllegalArgumentException("the history is known from " + compactedSeq + " to " + lastSeq() + ", not at "
                    + seq);
        }
        return (int) (seq - compactedSeq);
    }
}
