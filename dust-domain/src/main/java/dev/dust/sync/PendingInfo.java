package dev.dust.sync;

import dev.dust.op.Op;

/**
 * What can be told of a pending op.
 *
 * @param opId      its client_op_id
 * @param op        the op
 * @param createdAt when it was made, Unix milliseconds
 * @param stage     how far it has come
 */
public record PendingInfo(String opId, Op op, long createdAt, Stage stage) {

    /** How far an op has come, as far as a later run of this client would know it too. */
    public enum Stage {
        /** It has not been sent. */
        QUEUED,
        /** It cannot be sent, and waits to be taken back. */
        HELD,
        /** It was sent, or may have been, and is not answered yet. */
        SENT,
        /** Accepted; the committed form is on its way. */
        ACCEPTED
    }

    static PendingInfo of(PendingOp op) {
        boolean maySent = op.isLeaseOp() ? op.state != OpState.QUEUED : op.history.keptAsSent();
        Stage stage = op.state == OpState.HELD
                ? Stage.HELD
                : op.state.isAccepted() ? Stage.ACCEPTED : maySent ? Stage.SENT : Stage.QUEUED;
        return new PendingInfo(op.id, op.op, op.createdAt, stage);
    }
}
