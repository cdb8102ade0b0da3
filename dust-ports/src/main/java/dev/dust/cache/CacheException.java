package dev.dust.cache;

import org.jspecify.annotations.Nullable;

/**
 * A cache cannot be read or written now: the database is away, the disk is full. The message says which, and what helps. To try
 * the same again later may help, unless it is one of the subclasses.
 */
public sealed class CacheException extends RuntimeException permits ClaimLostException, UnreadableRowException {
    private static final long serialVersionUID = 1L;

    /** With what went wrong. */
    public CacheException(String message) {
        super(message);
    }

    /** With what went wrong, and where it came from. */
    public CacheException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
