package dev.dust.error;

import dev.dust.value.MapValue;

/** There is no value at the path. */
public final class NotFoundException extends DustException {
    private static final long serialVersionUID = 1L;

    /** With words for people. */
    public NotFoundException(String message) {
        super("not_found", message, MapValue.EMPTY, null);
    }
}
