package dev.dust.sync;

import dev.dust.cache.Commit;
import dev.dust.cache.Keys;
import dev.dust.cache.OutboxChange;
import dev.dust.cache.Row;
import dev.dust.error.InvalidRequestException;
import dev.dust.op.Fields;
import dev.dust.op.Step;
import dev.dust.path.Path;
import dev.dust.subscribe.Change;
import dev.dust.subscribe.DustEvent;
import dev.dust.value.MapValue;
import dev.dust.value.Types;
import dev.dust.value.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.OptionalLong;

/** Keeps the committed rows equal to the server's: events in order, snapshots whole (DESIGN 5). */
final class Mirror {
    private static final String SCALAR = "_scalar";

    private final Ordering ordering;
    private final Writes writes;
    private final String store;
    private final String deviceId;

    Mirror(String store, String deviceId, long applied, Writes writes) {
        this.store = store;
        this.deviceId = deviceId;
        this.ordering = new Ordering(applied);
        this.writes = writes;
    }

    long applied() {
        return ordering.applied();
    }

    boolean hasHole() {
        return ordering.hasHole();
    }

    void rejoining() {
        ordering.rejoining();
    }

    void event(Turn turn, MapValue payload) {
        ServerEvent event = ServerEvent.of(payload);
        if (event == null) {
            turn.report("an event of store " + store + " has no store_seq or no op, and is ignored");
            return;
        }
        writes.echoed(turn, event, ordering.applied());
        if (ordering.isDuplicate(event)) {
            writes.settle(turn, ordering.applied());
            return;
        }
        ordering.offer(event);
        for (ServerEvent next = ordering.next(); next != null; next = ordering.next()) {
            apply(turn, next, next.seq() - 1);
        }
    }

    /** Everything up to {@code seq} has come: holes up to there are none of ours. */
    void completeUpTo(Turn turn, long seq) {
        long before = ordering.applied();
        for (ServerEvent next = ordering.nextUpTo(seq); next != null; next = ordering.nextUpTo(seq)) {
            apply(turn, next, before);
            before = next.seq();
        }
        if (seq > before) {
            ordering.advanceTo(seq);
            turn.store(new Commit(before, seq, null, List.of(), List.of()), List.of(), Change.Cause.EVENT);
        }
        for (ServerEvent next = ordering.next(); next != null; next = ordering.next()) {
            apply(turn, next, next.seq() - 1);
        }
        writes.settle(turn, ordering.applied());
    }

    private void apply(Turn turn, ServerEvent event, long expectedSeq) {
        PendingOp own = writes.take(event.opId());
        List<OutboxChange> outbox = own == null ? ackedOf(event) : Turn.removed(own);
        List<Step> steps;
        try {
            steps = event.steps();
        } catch (ServerEvent.InapplicableException why) {
            turn.store(new Commit(expectedSeq, event.seq(), null, List.of(), outbox),
                    own == null ? List.of() : Step.roots(own.steps), Change.Cause.EVENT);
            turn.report("event " + event.seq() + " (" + event.op() + ") of store " + store
                    + " cannot be applied and is skipped: " + why.getMessage());
            return;
        }
        turn.store(
                new Commit(expectedSeq, event.seq(), null, ServerEvent.changes(steps, event.seq(), turn.now.millis()), outbox),
                Step.roots(steps), Change.Cause.EVENT);
        turn.tell(new DustEvent(DustEvent.Kind.COMMITTED, event.path(), event.op(), event.value(), event.seq(), own != null,
                event.opId(), event.deviceId(), null, null, own != null && own.maybeDuplicate));
    }

    /** The writer may share this cache, and never hear of it: after a restart it begins with these rows. */
    private List<OutboxChange> ackedOf(ServerEvent event) {
        boolean foreign = event.deviceId() != null && event.opId() != null && !event.deviceId().equals(deviceId);
        return foreign ? List.of(new OutboxChange.AckedOf(event.deviceId(), event.opId(), event.seq())) : List.of();
    }

    /** The whole store as of a seq. One that is not newer than what is here changes nothing. */
    void snapshot(Turn turn, MapValue payload) {
        OptionalLong seq = Fields.whole(payload, "snapshot_seq");
        if (seq.isEmpty()) {
            turn.report("a snapshot of store " + store + " has no snapshot_seq, and is ignored");
            return;
        }
        if (seq.getAsLong() > ordering.applied()) {
            replace(turn, rows(turn, Fields.map(payload, "entries"), seq.getAsLong()), seq.getAsLong());
            writes.settle(turn, ordering.applied());
            writes.historyGone(turn);
            for (ServerEvent next = ordering.next(); next != null; next = ordering.next()) {
                apply(turn, next, next.seq() - 1);
            }
        }
    }

    /** The server's history is shorter than what was seen of it: it has begun anew, and so does the mirror. */
    void historyRestarted(Turn turn, long serverSeq) {
        turn.report("store " + store + " is at " + serverSeq + " on the server, behind the " + ordering.applied()
                + " seen here: its history began anew, and everything is fetched again");
        long before = ordering.applied();
        ordering.reset(0);
        writes.historyRestarted(turn);
        turn.store(new Commit(before, 0, List.of(), List.of(), List.of()), null, Change.Cause.SNAPSHOT);
        turn.tellSnapshot(0);
    }

    /** Somebody else on the same cache has begun anew: what follows {@code seq} has to be fetched again. */
    void movedBack(Turn turn, long seq) {
        ordering.reset(seq);
        writes.historyRestarted(turn);
        turn.tellSnapshot(seq);
    }

    private void replace(Turn turn, List<Row> rows, long seq) {
        long before = ordering.applied();
        ordering.advanceTo(seq);
        turn.store(new Commit(before, seq, rows, List.of(), List.of()), null, Change.Cause.SNAPSHOT);
        turn.tellSnapshot(seq);
    }

    private List<Row> rows(Turn turn, MapValue entries, long seq) {
        var rows = new ArrayList<Row>(entries.size());
        // A frame spells the type out for each entry; in memory all rows share it.
        var types = new HashMap<String, String>();
        entries.forEach((key, entry) -> {
            MapValue fields = Fields.asMap(entry);
            String type = fields == null ? null : Fields.text(fields, "type");
            Value value = fields == null ? null : unwrap(fields.get("value"), type);
            if (value == null || !isPath(key)) {
                turn.report("the entry " + key + " of a snapshot of store " + store + " is none, and is skipped");
                return;
            }
            String shared = type == null ? value.type() : types.computeIfAbsent(type, same -> same);
            rows.add(new Row(key, value, shared, seq, turn.now.millis()));
        });
        rows.sort((a, b) -> Keys.compare(a.key(), b.key()));
        return rows;
    }

    /** Scalars and lists come wrapped; a MessagePack peer may leave a null out (PROTOCOL 2, 3). */
    private static Value unwrap(Value value, String type) {
        if (value instanceof MapValue map && map.size() == 1 && map.get(SCALAR) != null) {
            return map.get(SCALAR);
        }
        boolean nullLeftOut = Types.NULL.equals(type) && (value == null || value.equals(MapValue.EMPTY));
        return nullLeftOut ? Value.NULL : value;
    }

    private static boolean isPath(String key) {
        try {
            Path.requireKey(key);
            return true;
        } catch (InvalidRequestException invalid) {
            return false;
        }
    }
}
