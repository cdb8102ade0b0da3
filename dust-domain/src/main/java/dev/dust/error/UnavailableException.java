package dev.dust.error;

import dev.dust.value.MapValue;

/**
 * There is no server to ask, or nobody here to hear its answer. A lease op was asked for without a connection, or the
 * connection was lost before its answer came: it was not, or will not be, sent again. Or a file cannot be fetched. Or another
 * process has taken over this client's device id, and with it a write, which it sends: what becomes of it cannot be told here.
 */
public final class UnavailableException extends DustException {
    private static final long serialVersionUID = 1L;

    /** With words for people. */
    public UnavailableException(String message) {
        super("unavailable", message, MapValue.EMPTY, null);
    }
}
