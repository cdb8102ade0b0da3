package dev.dust.sync;

import org.jspecify.annotations.Nullable;

/**
 * The ops whose callers wait, in the order in which that comes to an end: they all wait equally long. The list runs through the
 * ops themselves, because there may be many.
 */
final class Deadlines {
    private @Nullable PendingOp first;
    private @Nullable PendingOp last;

    boolean isEmpty() {
        return first == null;
    }

    /** The op whose time is over first; null if there is none. */
    @Nullable
    PendingOp first() {
        return first;
    }

    /** Adds an op whose deadline is not before those here. */
    void add(PendingOp op, long deadlineNanos) {
        op.deadlineNanos = deadlineNanos;
        op.sooner = last;
        if (last == null) {
            first = op;
        } else {
            last.later = op;
        }
        last = op;
    }

    /** Takes an op out, if it is here. */
    void remove(PendingOp op) {
        if (op != first && op.sooner == null) {
            return;
        }
        if (op.sooner == null) {
            first = op.later;
        } else {
            op.sooner.later = op.later;
        }
        if (op.later == null) {
            last = op.sooner;
        } else {
            op.later.sooner = op.sooner;
        }
        op.sooner = null;
        op.later = null;
    }
}
