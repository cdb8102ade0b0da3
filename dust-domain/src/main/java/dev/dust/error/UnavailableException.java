package dev.dust.error;

import dev.dust.value.MapValue;

/** A lease op was asked for without a connection, or the connection was lost before its answer came. It was not, or will not be, sent again. */
public final class UnavailableException extends DustException {
    private static final long serialVersionUID = 1L;

    /** With words for people. */
    public UnavailableException(String message) {
        super("unavailable", message, MapValue.EMPTY, null);
    }
}
