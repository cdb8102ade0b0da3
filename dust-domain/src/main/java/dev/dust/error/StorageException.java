package dev.dust.error;

import dev.dust.value.MapValue;

/** The cache cannot be read or written now. A write that met this was not stored and will not be sent. */
public final class StorageException extends DustException {
    private static final long serialVersionUID = 1L;

    /** With words for people, and where it came from (may be null). */
    public StorageException(String message, Throwable cause) {
        super("storage", message, MapValue.EMPTY, cause);
    }
}
