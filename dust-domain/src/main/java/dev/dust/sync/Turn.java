package dev.dust.sync;

import dev.dust.op.OpSize;

/**
 * Whether ops whose order matters may be under way together (docs/protocol.md#in-turn): they may where the server promises to
 * take none of them out of turn, which it tells by how many refusals the client has heard of.
 */
final class Turn {
    /** How many bytes it takes to tell, at most. */
    private static final int MARK_BYTES = 64;

    private final long frameBytes;
    private boolean promised;
    private long refusals;

    /** {@code frameBytes}: how many bytes the server takes in a frame. */
    Turn(long frameBytes) {
        this.frameBytes = frameBytes;
    }

    /** A membership begins. */
    void begin(boolean serverPromises) {
        promised = serverPromises;
        refusals = 0;
    }

    /** The server has answered a push of this membership with an error. */
    void refusalHeard() {
        refusals++;
    }

    /** Whether the server can be told not to take {@code op} out of turn: it promises that, and the frame has room. */
    boolean mayBeToldOf(PendingOp op) {
        return promised && !op.isApart() && op.size * OpSize.MOST_GROWTH + MARK_BYTES <= frameBytes;
    }

    /** How many refusals were heard on this membership. */
    long refusals() {
        return refusals;
    }
}
