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

    /** How far an op has come. */
    public enum Stage {
        /** Waits to be sent; can be taken back unless it was sent before. */
        QUEUED,
        /** Cannot be sent, and waits to be taken back. */
        HELD,
        /** Sent, and not answered yet. */
        SENT,
        /** Accepted; the committed form is on its way. */
        ACCEPTED
    }

    static PendingInfo of(PendingOp op) {
        return new PendingInfo(op.id, op.op, op.createdAt, switch (op.state) {
            case QUEUED -> Stage.QUEUED;
            case HELD -> Stage.HELD;
            case SENT, UNCERTAIN -> Stage.SENT;
            case ACKED -> Stage.ACCEPTED;
        });
    }
}
