package dev.dust.error;

import dev.dust.value.MapValue;
import org.jspecify.annotations.Nullable;

/** A file cannot be read, fetched or stored. Nothing else has happened. */
public final class FileException extends DustException {
    private static final long serialVersionUID = 1L;

    /** With words for people, and where it came from (may be null). */
    public FileException(String message, @Nullable Throwable cause) {
        super("file", message, MapValue.EMPTY, cause);
    }
}
