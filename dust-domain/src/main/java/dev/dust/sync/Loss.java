package dev.dust.sync;

import dev.dust.error.RefusedException;
import dev.dust.transport.CloseReason;
import org.jspecify.annotations.Nullable;

/** How a membership ended. */
enum Loss {
    /** In good order: this client joined again, or the server shut the store. */
    LEFT(false, false, null),
    /** The server failed in this store; the connection stands. */
    CRASHED(true, false, RefusedException.ServerFailed.CRASHED),
    /** The connection is gone, by nobody's fault. */
    CONNECTION_LOST(false, true, null),
    /** The server ended the connection without a word. */
    CONNECTION_CUT(true, true, RefusedException.ServerFailed.CRASHED),
    /** The server ended the connection because a frame was too large for it. */
    FRAME_TOO_LARGE(true, true, RefusedException.ServerFailed.TOO_LARGE);

    /** Whether what was under way may have been the cause. */
    final boolean byServer;
    /** Whether the connection went with it, so that a copy of what was sent may yet arrive. */
    final boolean ofConnection;
    /** The reason for refusing the op that causes this again and again; null where it cannot be the cause. */
    final @Nullable String reason;

    Loss(boolean byServer, boolean ofConnection, @Nullable String reason) {
        this.byServer = byServer;
        this.ofConnection = ofConnection;
        this.reason = reason;
    }

    static Loss of(CloseReason.By by) {
        return switch (by) {
            case NETWORK -> CONNECTION_LOST;
            case SERVER -> CONNECTION_CUT;
            case TOO_LARGE -> FRAME_TOO_LARGE;
        };
    }
}
