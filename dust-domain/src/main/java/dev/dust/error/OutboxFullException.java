package dev.dust.error;

import dev.dust.value.MapValue;

/** Too many writes wait for the server, or too large ones. Nothing was stored: try again when the connection is back. */
public final class OutboxFullException extends DustException {
    private static final long serialVersionUID = 1L;

    /** With words for people. */
    public OutboxFullException(String message) {
        super("outbox_full", message, MapValue.EMPTY, null);
    }
}
