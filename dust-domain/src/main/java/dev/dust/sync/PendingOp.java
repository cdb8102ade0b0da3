package dev.dust.sync;

import dev.dust.op.Op;
import dev.dust.op.Step;
import java.util.List;

/** An op that the server has not settled. Belongs to the core, which alone changes it. */
final class PendingOp {
    /** How far an op has come. */
    enum State {
        /** Waits to be sent. */
        QUEUED,
        /** Cannot be sent: waits to be taken back, and nothing waits for it. */
        HELD,
        /** Sent on the present membership, not answered. */
        SENT,
        /** Sent on an earlier membership, not answered: the catch-up will tell, or it is sent again. */
        UNCERTAIN,
        /** Accepted; its echo is on its way. */
        ACKED
    }

    final String id;
    final long order;
    final Op op;
    final List<Step> steps;
    final long createdAt;
    final long size;

    State state = State.QUEUED;
    /** The ref of its newest sending. */
    String ref;
    /** When that was. */
    long sentAtNanos;
    /** The store_seq that the server named; 0 if unknown. */
    long ackedSeq;
    /** Whether its event is here, and waits for those before it. */
    boolean eventIsHere;
    /** Whether it may have reached the server before now. */
    boolean sentBefore;
    /** Whether the history that would hold its echo may have been compacted since. */
    boolean echoMayBeGone;
    /** Whether it was sent again without knowing. */
    boolean maybeDuplicate;
    /** Whether it was under way when the server failed, and has not been answered since: it may be what the server fails on. */
    boolean suspect;
    /** How often in a row the server failed while nothing but this op was under way. */
    int failures;
    /** How it failed the last time; null if it did not. */
    Loss failedBy;
    /** Whether a copy may yet reach the server by a connection that is gone, or a busy server may yet get to it. */
    boolean copyMayCome;
    /** Whether an earlier run was told {@link #ackedSeq}: whatever is joined from now on has that far to go. */
    boolean ackedBefore;
    /** Why it cannot be sent; null unless it is {@link State#HELD}. */
    String problem;
    /** Whether its caller has been answered. */
    boolean answered;
    /** Of {@link Deadlines}. */
    long deadlineNanos;
    /** Of {@link Deadlines}. */
    PendingOp sooner;
    /** Of {@link Deadlines}. */
    PendingOp later;

    PendingOp(String id, long order, Op op, long createdAt, long size) {
        this.id = id;
        this.order = order;
        this.op = op;
        this.steps = op.steps();
        this.createdAt = createdAt;
        this.size = size;
    }

    /** For people. */
    String describe() {
        return "the " + op.name().wire() + " of " + op.path() + " (" + id + ")";
    }

    boolean isLeaseOp() {
        return op instanceof Op.LeaseOp;
    }
}
