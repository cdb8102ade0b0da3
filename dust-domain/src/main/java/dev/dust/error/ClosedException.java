package dev.dust.error;

import dev.dust.value.MapValue;

/** The client was closed. A write that was not answered yet stays in the outbox of a durable cache. */
public final class ClosedException extends DustException {
    private static final long serialVersionUID = 1L;

    /** For a call on a client that is closed. */
    public ClosedException() {
        this("this client is closed");
    }

    /** With words for people. */
    public ClosedException(String message) {
        super("closed", message, MapValue.EMPTY, null);
    }
}
