package dev.dust.sync;

import dev.dust.op.Op;
import org.jspecify.annotations.Nullable;

/** Tells what of an earlier run's outbox cannot be sent: it may have been made for another server, or another format. */
@FunctionalInterface
public interface SendCheck {

    /**
     * Why the op cannot be sent, for people; null if it can. Never throws, and does not block.
     *
     * @param opId its client_op_id
     * @param op   the op
     */
    @Nullable
    String problem(String opId, Op op);
}
