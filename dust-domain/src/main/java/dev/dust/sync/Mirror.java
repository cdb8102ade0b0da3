package dev.dust.sync;

import dev.dust.cache.Commit;
import dev.dust.cache.OutboxChange;
import dev.dust.cache.Row;
import dev.dust.op.Bounds;
import dev.dust.op.Step;
import dev.dust.subscribe.Change;
import dev.dust.subscribe.DustEvent;
import dev.dust.transport.ServerMessage;
import java.util.List;

/** Keeps the committed rows equal to the server's: events in order, snapshots whole (DESIGN 5). */
final class Mirror {
    private final Ordering ordering;
    private final Writes writes;
    private final String store;
    private final String deviceId;
    private final Bounds bounds;
    private final Missing missing = new Missing();
    private boolean sawOldEvents;

    Mirror(String store, String deviceId, long applied, Writes writes, Bounds bounds) {
        this.store = store;
        this.deviceId = deviceId;
        this.ordering = new Ordering(applied);
        this.writes = writes;
        this.bounds = bounds;
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

    void connectionLost() {
        ordering.connectionLost();
    }

    /** What of the server's history is not in the rows. */
    Missing missing() {
        return missing;
    }

    /** Whether events that are in already have come since this was last asked: the server may have begun a new history. */
    boolean takeSawOldEvents() {
        boolean saw = sawOldEvents;
        sawOldEvents = false;
        return saw;
    }

    /**
     * An event has come.
     *
     * @return false if it tells of nothing that could be applied, so that something is missing which has to be fetched again
     */
    boolean event(Turn turn, ServerMessage message) {
        ServerEvent event = ServerEvent.of(message);
        if (event == null) {
            turn.report("an event of store " + store + " has no store_seq, and what it told is fetched again");
            return false;
        }
        writes.echoed(turn, event, ordering.applied());
        if (ordering.isDuplicate(event)) {
            sawOldEvents = true;
            writes.settle(turn, ordering.applied());
            return true;
        }
        ordering.offer(event);
        applyAllInOrder(turn);
        // Whatever was accepted as one of these, in a history that is gone perhaps, waits for nothing any more.
        writes.settle(turn, ordering.applied());
        return true;
    }

    private void applyAllInOrder(Turn turn) {
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
        applyAllInOrder(turn);
        writes.settle(turn, ordering.applied());
    }

    private void apply(Turn turn, ServerEvent event, long expectedSeq) {
        PendingOp own = writes.take(event.opId());
        List<OutboxChange> outbox = own == null ? ackedOf(event) : Turn.removed(own);
        List<Step> steps;
        try {
            steps = event.steps(bounds);
        } catch (ServerEvent.InapplicableException why) {
            turn.store(new Commit(expectedSeq, event.seq(), null, List.of(), outbox),
                    own == null ? List.of() : Step.roots(own.steps), Change.Cause.EVENT);
            missing.event(event, why.getMessage());
            turn.report("event " + event.seq() + " (" + event.op() + (event.path() == null ? "" : " of " + event.path())
                    + ") of store " + store + " cannot be applied and is skipped: " + why.getMessage());
            return;
        }
        turn.store(
                new Commit(expectedSeq, event.seq(), null, ServerEvent.changes(steps, event.seq(), turn.now.millis()), outbox),
                Step.roots(steps), Change.Cause.EVENT);
        tell(turn, event, own);
    }

    private void tell(Turn turn, ServerEvent event, PendingOp own) {
        boolean again = own == null && writes.sentAgain().has(event.opId());
        if (again) {
            turn.report("write " + event.opId() + " (" + event.op() + " of " + event.path() + ") of store " + store
                    + " took effect a second time, as " + event.seq() + ": it was sent again while its answer was open");
        }
        turn.tell(new DustEvent(DustEvent.Kind.COMMITTED, event.path(), event.op(), event.value(), event.seq(),
                own != null || deviceId.equals(event.deviceId()), event.opId(), event.deviceId(), null, null,
                again || own != null && own.maybeDuplicate));
    }

    /** The writer may share this cache, and never hear of it: after a restart it begins with these rows. */
    private List<OutboxChange> ackedOf(ServerEvent event) {
        boolean foreign = event.deviceId() != null && event.opId() != null && !event.deviceId().equals(deviceId);
        return foreign ? List.of(new OutboxChange.AckedOf(event.deviceId(), event.opId(), event.seq())) : List.of();
    }

    /**
     * The whole store as of a seq. One that is not newer than what is here changes nothing.
     *
     * @return false if it does not tell its seq, so that nothing can be done with it
     */
    boolean snapshot(Turn turn, ServerMessage message) {
        long seq = Seqs.of(message.payload(), "snapshot_seq");
        if (seq == 0) {
            turn.report("a snapshot of store " + store + " does not tell its snapshot_seq, and is fetched again");
            return false;
        }
        if (seq > ordering.applied()) {
            var rows = new SnapshotRows(turn.now.millis(), bounds);
            List<Row> all = rows.read(message);
            replace(turn, all, seq);
            missing.snapshot(seq, rows.unreadable());
            if (!rows.unreadable().isEmpty()) {
                turn.report(rows.unreadable().size() + " entries of the snapshot " + seq + " of store " + store
                        + " cannot be read, and are missing here; the first is " + rows.unreadable().getFirst());
            }
            writes.settle(turn, ordering.applied());
            writes.historyGone(turn);
            applyAllInOrder(turn);
        }
        return true;
    }

    /** The server's history is shorter than what was seen of it: it has begun anew, and so does the mirror. */
    void historyRestarted(Turn turn, long serverSeq) {
        turn.report("store " + store + " is at " + serverSeq + " on the server, behind the " + ordering.applied()
                + " seen here: its history began anew, and everything is fetched again");
        long before = ordering.applied();
        ordering.reset(0);
        missing.nothing();
        writes.historyRestarted(turn);
        turn.store(new Commit(before, 0, List.of(), List.of(), List.of()), null, Change.Cause.SNAPSHOT);
        turn.tellSnapshot(0);
    }

    /** The rows have gone back to those of {@code seq}: what follows has to be fetched again. */
    void movedBack(Turn turn, long seq) {
        turn.report("the cache of store " + store + " has gone back from " + ordering.applied() + " to " + seq
                + "; what it lacks is fetched again");
        ordering.reset(seq);
        writes.eventsGone(turn);
        turn.tellSnapshot(seq);
    }

    private void replace(Turn turn, List<Row> rows, long seq) {
        long before = ordering.applied();
        ordering.advanceTo(seq);
        turn.store(new Commit(before, seq, rows, List.of(), List.of()), null, Change.Cause.SNAPSHOT);
        turn.tellSnapshot(seq);
    }
}
