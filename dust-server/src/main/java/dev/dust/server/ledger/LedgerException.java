package dev.dust.server.ledger;

import org.jspecify.annotations.Nullable;

/** A ledger cannot do what it was asked for, for reasons of its own. */
public abstract sealed class LedgerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private LedgerException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** Nothing has happened, nor will. Later it may be possible. */
    public static final class Unavailable extends LedgerException {
        private static final long serialVersionUID = 1L;

        /** For a reason, which is the message, and what is behind it, or null. */
        public Unavailable(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** What a push comes to cannot be written, now or ever; nothing has happened. Others can be written. */
    public static final class Refused extends LedgerException {
        private static final long serialVersionUID = 1L;

        /** For a reason, which is the message, and what is behind it, or null. */
        public Refused(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** Nobody can tell whether it has happened. */
    public static final class InDoubt extends LedgerException {
        private static final long serialVersionUID = 1L;

        /** For a reason, which is the message, and what is behind it, or null. */
        public InDoubt(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }
}
