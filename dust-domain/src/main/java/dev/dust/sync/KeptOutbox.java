package dev.dust.sync;

import dev.dust.cache.OutboxChange;
import dev.dust.cache.OutboxEntry;
import dev.dust.op.Op;
import dev.dust.op.OpCodec;
import dev.dust.op.OpSize;
import dev.dust.sync.OpHistory.Reach;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The outbox of the cache beside the one in memory: what an earlier run left, and what a later one is to know. */
final class KeptOutbox {
    /** So many ops are marked in one commit before the first of them is sent. */
    private static final int MARKED_AT_ONCE = 256;

    private final String store;
    private final Outbox outbox;
    private final Stranded stranded;
    private final Untraceable untraceable;
    /** What was put right when the kept outbox had gone back, and is yet to be stored with what moves the rows on: ids. */
    private List<String> putRight = List.of();

    KeptOutbox(String store, Outbox outbox, Stranded stranded, Untraceable untraceable) {
        this.store = store;
        this.outbox = outbox;
        this.stranded = stranded;
        this.untraceable = untraceable;
    }

    /** Takes up what an earlier run of this client left. */
    void restore(EffectBuffer out, List<OutboxEntry> entries, SendCheck check) {
        for (OutboxEntry entry : entries) {
            try {
                outbox.add(restored(out, entry, check));
            } catch (RuntimeException e) {
                // What is made now has its place behind it, and must not take its position.
                outbox.passOver(entry.position());
                String why = entry.unreadable() == null ? String.valueOf(e.getMessage()) : entry.unreadable();
                stranded.unreadable(entry.opId(), why);
                out.report("write " + entry.opId() + " in the outbox of store " + store
                        + " cannot be read, and stays there until it is discarded: " + why);
            }
        }
        untraceable.historyGone(outbox.all());
    }

    private PendingOp restored(EffectBuffer out, OutboxEntry entry, SendCheck check) {
        Op op = OpCodec.stored(entry.op());
        boolean accepted = entry.ackedSeq() > 0;
        boolean doubtful = OpCodec.maybeDuplicate(entry.op());
        // That it was not sent is what people are told. A cache that went back may have lost that it was.
        OpHistory history = OpHistory.ofEarlierRun(!OpCodec.isUnsent(entry.op()) || accepted,
                entry.ackedSeq() == OutboxEntry.UNTRACEABLE || doubtful, doubtful, accepted);
        String problem = accepted ? null : check.problem(entry.opId(), op);
        OpState state = accepted ? OpState.ACCEPTED : problem == null ? OpState.UNCERTAIN : OpState.HELD;
        var pending = new PendingOp(entry.opId(), entry.position(), op, entry.createdAt(), OpSize.of(op), state, history);
        pending.ackedSeq = Math.max(0, entry.ackedSeq());
        pending.answered = true;
        if (problem != null) {
            stranded.held(pending.id, problem);
            out.report(pending.describe() + " in the outbox of store " + store
                    + " cannot be sent, and stays there until it is discarded: " + problem);
        }
        return pending;
    }

    /** Before ops are sent of which the kept form says that they were not. */
    void markAsSent(EffectBuffer out) {
        List<PendingOp> next = outbox.nextKeptUnsent(MARKED_AT_ONCE);
        next.forEach(op -> op.history = op.history.markedAsSent());
        out.keepAgain(next);
    }

    /** Takes over what others on the same cache have noted of ops that may have taken effect in a history that is gone. */
    void reread(List<OutboxEntry> entries) {
        for (OutboxEntry entry : entries) {
            PendingOp op = entry.ackedSeq() > 0 ? outbox.get(entry.opId()) : null;
            if (op == null) {
                continue;
            }
            boolean waits = op.state == OpState.UNCERTAIN || op.state == OpState.QUEUED || op.state == OpState.HELD;
            if (waits && !op.history.maybeDuplicate()) {
                outbox.accept(op, entry.ackedSeq());
            }
        }
    }

    /** The history is gone that would tell of what was sent: to be known after a restart too. */
    void historyGone(EffectBuffer out) {
        for (PendingOp op : outbox.all()) {
            op.history = op.history.historyGone();
        }
        untraceable.historyGone(outbox.all());
        out.keepAgain(outbox.all().stream().filter(
                op -> !op.isLeaseOp() && op.history.reach() == Reach.UNTRACEABLE && !op.state.isAccepted()).toList());
    }

    /**
     * The outbox that is kept has gone back in time: what it lacks is put in again, and what the server has settled since is
     * taken out, so that no later run sends it again.
     */
    void wentBackTo(EffectBuffer out, List<OutboxEntry> kept) {
        List<String> settled = kept.stream().filter(entry -> outbox.get(entry.opId()) == null && isReadable(entry))
                .map(OutboxEntry::opId).toList();
        Map<String, OutboxEntry> byId = kept.stream().collect(Collectors.toMap(OutboxEntry::opId, entry -> entry));
        List<PendingOp> lacking = outbox.all().stream().filter(op -> !op.isLeaseOp() && lacks(byId.get(op.id), op)).toList();
        out.forgetKept(settled);
        out.keepAgain(lacking);
        putRight = Stream.concat(settled.stream(), lacking.stream().map(op -> op.id)).toList();
    }

    /**
     * Goes with the first commit that moves the rows on after the kept outbox was put right: if a cache goes back once more and
     * takes that along, nobody sees it by the rows, which that did not move.
     *
     * @param except the op that the commit itself settles; null for none
     */
    List<OutboxChange> putRightAgain(@Nullable PendingOp except) {
        if (putRight.isEmpty()) {
            return List.of();
        }
        List<OutboxChange> changes = putRight.stream().filter(id -> except == null || !id.equals(except.id))
                .map(id -> {
                    PendingOp op = outbox.get(id);
                    return op == null ? new OutboxChange.Remove(id) : EffectBuffer.added(op);
                }).toList();
        putRight = List.of();
        return changes;
    }

    /** Whether {@code kept}, null for no entry, knows less than is known by now. */
    private static boolean lacks(@Nullable OutboxEntry kept, PendingOp op) {
        return kept == null || kept.ackedSeq() < op.ackedSeq
                || isReadable(kept) && OpCodec.isUnsent(kept.op()) && op.history.keptAsSent();
    }

    /** What cannot be read stays where it is. */
    private static boolean isReadable(OutboxEntry entry) {
        try {
            OpCodec.stored(entry.op());
            return true;
        } catch (RuntimeException unreadable) {
            return false;
        }
    }
}
