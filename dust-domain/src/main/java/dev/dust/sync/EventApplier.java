package dev.dust.sync;

import dev.dust.cache.Commit;
import dev.dust.cache.OutboxChange;
import dev.dust.cache.Row;
import dev.dust.op.RowStep;
import dev.dust.subscribe.Change;
import dev.dust.subscribe.DustEvent;
import dev.dust.transport.ServerMessage;
import dev.dust.write.WriteBounds;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Keeps the committed rows equal to the server's: events in order, snapshots whole (docs/architecture.md#order). */
final class EventApplier {
    private final Ordering ordering;
    private final WriteQueue queue;
    private final String store;
    private final String deviceId;
    private final WriteBounds bounds;
    private final BooleanSupplier live;
    private final Missing missing = new Missing();
    private boolean sawOldEvents;

    /** {@code live}: whether what comes in happens now, and is no history that is caught up with. */
    EventApplier(String store, String deviceId, long applied, WriteQueue queue, WriteBounds bounds,
            BooleanSupplier live) {
        this.store = store;
        this.deviceId = deviceId;
        this.ordering = new Ordering(applied);
        this.queue = queue;
        this.bounds = bounds;
        this.live = live;
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
    boolean event(EffectBuffer out, ServerMessage message) {
        ServerEvent event = ServerEvent.of(message);
        if (event == null) {
            out.report("an event of store " + store + " has no store_seq, and what it told is fetched again");
            return false;
        }
        PendingOp own = queue.find(event.opId());
        if (own != null) {
            queue.verdicts().echoed(out, own, event, ordering.applied());
        }
        if (ordering.isDuplicate(event)) {
            sawOldEvents = true;
        } else {
            ordering.offer(event);
            if (ordering.isNext(event)) {
                ordering.next();
                apply(out, event, own, event.seq() - 1);
            }
            applyAllInOrder(out);
        }
        // Whatever was accepted as one of these, in a history that is gone perhaps, waits for nothing any more.
        queue.verdicts().settle(out, ordering.applied());
        return true;
    }

    private void applyAllInOrder(EffectBuffer out) {
        for (ServerEvent next = ordering.next(); next != null; next = ordering.next()) {
            apply(out, next, next.seq() - 1);
        }
    }

    /** Everything up to {@code seq} has come: holes up to there are none of ours. */
    void completeUpTo(EffectBuffer out, long seq) {
        long before = ordering.applied();
        for (ServerEvent next = ordering.nextUpTo(seq); next != null; next = ordering.nextUpTo(seq)) {
            apply(out, next, before);
            before = next.seq();
        }
        if (seq > before) {
            ordering.advanceTo(seq);
            out.commit(new Commit(before, seq, null, List.of(), queue.kept().putRightAgain(null)), List.of(),
                    Change.Cause.EVENT);
        }
        applyAllInOrder(out);
        queue.verdicts().settle(out, ordering.applied());
    }

    private void apply(EffectBuffer out, ServerEvent event, long expectedSeq) {
        apply(out, event, queue.find(event.opId()), expectedSeq);
    }

    /** {@code own}: the pending op that it is the event of; null if it is that of none. */
    private void apply(EffectBuffer out, ServerEvent event, @Nullable PendingOp own, long expectedSeq) {
        if (own != null) {
            queue.verdicts().applied(out, own);
        }
        List<OutboxChange> outbox = outboxOf(event, own);
        List<RowStep> steps;
        try {
            steps = event.steps(bounds);
        } catch (ServerEvent.InapplicableException why) {
            out.commit(new Commit(expectedSeq, event.seq(), null, List.of(), outbox),
                    own == null ? List.of() : RowStep.roots(own.steps), cause());
            missing.event(event, why.getMessage());
            out.report("event " + event.seq() + " (" + event.op() + (event.path() == null ? "" : " of " + event.path())
                    + ") of store " + store + " cannot be applied and is skipped: " + why.getMessage());
            return;
        }
        out.commit(
                new Commit(expectedSeq, event.seq(), null, ServerEvent.changes(steps, event.seq(), out.now.millis()), outbox),
                RowStep.roots(steps), cause());
        tell(out, event, own);
    }

    private List<OutboxChange> outboxOf(ServerEvent event, @Nullable PendingOp own) {
        List<OutboxChange> changes = own == null ? ackedOf(event) : EffectBuffer.removed(own);
        List<OutboxChange> again = queue.kept().putRightAgain(own);
        return again.isEmpty() ? changes : Stream.concat(again.stream(), changes.stream()).toList();
    }

    private Change.Cause cause() {
        return live.getAsBoolean() ? Change.Cause.EVENT : Change.Cause.HISTORY;
    }

    private void tell(EffectBuffer out, ServerEvent event, @Nullable PendingOp own) {
        String further = own == null ? queue.verdicts().sentAgain().furtherEffect(event.opId()) : null;
        if (further != null) {
            out.report("write " + event.opId() + " (" + event.op() + " of " + event.path() + ") of store " + store + ' '
                    + further + ", as " + event.seq() + ": it was sent again while its answer was open");
        }
        out.tell(new DustEvent.Committed(Objects.requireNonNull(event.path(), "path"),
                Objects.requireNonNull(event.name(), "name"), event.value(), event.seq(),
                own != null || deviceId.equals(event.deviceId()), live.getAsBoolean(), event.opId(), event.deviceId(),
                further != null || own != null && own.history.maybeDuplicate()));
    }

    /** The writer may share this cache, and never hear of it: after a restart it begins with these rows. */
    private List<OutboxChange> ackedOf(ServerEvent event) {
        String writer = event.deviceId();
        String opId = event.opId();
        return writer == null || opId == null || writer.equals(deviceId)
                ? List.of()
                : List.of(new OutboxChange.AckedOf(writer, opId, event.seq()));
    }

    /**
     * The whole store as of a seq. One that is not newer than what is here changes nothing.
     *
     * @return false if it does not tell its seq, so that nothing can be done with it
     */
    boolean snapshot(EffectBuffer out, ServerMessage message) {
        long seq = Seqs.of(message.payload(), "snapshot_seq");
        if (seq == 0) {
            out.report("a snapshot of store " + store + " does not tell its snapshot_seq, and is fetched again");
            return false;
        }
        if (seq > ordering.applied()) {
            var rows = new SnapshotRows(out.now.millis(), bounds);
            List<Row> all = rows.read(message);
            replace(out, all, seq);
            missing.snapshot(seq, rows.unreadable());
            if (!rows.unreadable().isEmpty()) {
                out.report(rows.unreadable().size() + " entries of the snapshot " + seq + " of store " + store
                        + " cannot be read, and are missing here; the first is " + rows.unreadable().getFirst());
            }
            queue.kept().historyGone(out);
            queue.verdicts().settle(out, ordering.applied());
            applyAllInOrder(out);
        }
        return true;
    }

    /** The server's history is shorter than what was seen of it: it has begun anew, and so does the mirror. */
    void historyRestarted(EffectBuffer out, long serverSeq) {
        out.report("store " + store + " is at " + serverSeq + " on the server, behind the " + ordering.applied()
                + " seen here: its history began anew, and everything is fetched again");
        long before = ordering.applied();
        ordering.reset(0);
        missing.nothing();
        queue.historyRestarted(out);
        out.commit(new Commit(before, 0, List.of(), List.of(), List.of()), null, Change.Cause.SNAPSHOT);
        out.tellSnapshot(0);
    }

    /** The rows have gone back to those of {@code seq}: what follows has to be fetched again. */
    void movedBack(EffectBuffer out, long seq) {
        out.report("the cache of store " + store + " has gone back from " + ordering.applied() + " to " + seq
                + "; what it lacks is fetched again");
        ordering.reset(seq);
        queue.eventsGone(out);
        out.tellSnapshot(seq);
    }

    private void replace(EffectBuffer out, List<Row> rows, long seq) {
        long before = ordering.applied();
        ordering.advanceTo(seq);
        out.commit(new Commit(before, seq, rows, List.of(), queue.kept().putRightAgain(null)), null, Change.Cause.SNAPSHOT);
        out.tellSnapshot(seq);
    }
}
