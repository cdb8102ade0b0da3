package dev.dust.error;

import dev.dust.value.MapValue;

/** The application took the write back before it was sent. */
public final class DiscardedException extends DustException {
    private static final long serialVersionUID = 1L;

    /** With words for people. */
    public DiscardedException(String message) {
        super("discarded", message, MapValue.EMPTY, null);
    }
}
