package dev.dust.server.node;

import dev.dust.server.frame.Frame;
import org.jspecify.annotations.Nullable;

/** What a client sent cannot be read. */
class UnreadableFrame extends Exception {
    private static final long serialVersionUID = 1L;

    private final int closeStatus;

    /**
     * A message that ends its connection.
     *
     * @param closeStatus what the connection is closed with
     */
    UnreadableFrame(int closeStatus, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.closeStatus = closeStatus;
    }

    int closeStatus() {
        return closeStatus;
    }

    /** A frame whose payload cannot be digested. It ends the membership that it is addressed to, and not the connection. */
    static final class Payload extends UnreadableFrame {
        private static final long serialVersionUID = 1L;

        private final transient Frame head;

        Payload(int closeStatus, String message, @Nullable Throwable cause, Frame head) {
            super(closeStatus, message, cause);
            this.head = head;
        }

        /** The frame without its payload. */
        Frame head() {
            return head;
        }
    }
}
