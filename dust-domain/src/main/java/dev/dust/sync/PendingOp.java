package dev.dust.sync;

import dev.dust.op.Op;
import dev.dust.op.RowStep;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An op that the server has not settled: one state, moved by {@link Outbox}, and one history. {@link Suspects} notes the
 * failures that it may be the cause of, {@link Callers} its caller.
 */
final class PendingOp {
    final String id;
    final long order;
    final Op op;
    final List<RowStep> steps;
    final long createdAt;
    final long size;

    /** Written by {@link Outbox#move} alone. */
    OpState state;
    /** How it came there, as far as that counts. */
    OpHistory history;
    /** The ref of its newest sending; null before. */
    @Nullable
    String ref;
    /** When that was. */
    long sentAtNanos;
    /** How many refusals had been heard on the membership by then. */
    long refusalsHeard;
    /** Whether the server is told that, so that it does not take the op out of turn. */
    boolean inTurn;
    /** The store_seq that the server named; 0 if unknown. */
    long ackedSeq;

    /** Whether it was under way when the server failed, and has not been answered since: it may be what the server fails on. */
    boolean suspect;
    /** How often in a row the server failed while nothing but this op was under way. */
    int failures;
    /** How it failed the last time; null if it did not. */
    @Nullable
    Loss failedBy;

    /** Whether its caller has been told what has become of it. */
    boolean answered;
    /** Of {@link Deadlines}. */
    long deadlineNanos;
    /** Of {@link Deadlines}. */
    @Nullable
    PendingOp sooner;
    /** Of {@link Deadlines}. */
    @Nullable
    PendingOp later;

    PendingOp(String id, long order, Op op, long createdAt, long size, OpState state, OpHistory history) {
        this.id = id;
        this.order = order;
        this.op = op;
        this.steps = op.steps();
        this.createdAt = createdAt;
        this.size = size;
        this.state = state;
        this.history = history;
    }

    /** For people. */
    String describe() {
        return "the " + op.name().wire() + " of " + op.path() + " (" + id + ")";
    }

    boolean isLeaseOp() {
        return op instanceof Op.LeaseOp;
    }

    /** Whether its content waits beside the outbox, and is brought before it: what is sent after it may be there first. */
    private boolean bringsContent() {
        return op instanceof Op.PutFile file && file.content() == null;
    }

    /** Whether no op whose order to it matters may be under way with it, whatever the server promises. */
    boolean isApart() {
        return isLeaseOp() || bringsContent();
    }
}
