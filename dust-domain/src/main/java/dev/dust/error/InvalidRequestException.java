package dev.dust.error;

import dev.dust.value.MapValue;
import org.jspecify.annotations.Nullable;

/**
 * A call that no server could accept: a bad path or pattern, an empty map key, preconditions that exclude each other, a limit
 * of 0. Thrown at the call; nothing was stored or sent. The reason is the server's where it has one.
 */
public final class InvalidRequestException extends DustException {
    private static final long serialVersionUID = 1L;

    /** With a reason as the server would give it, and words for people. */
    public InvalidRequestException(String reason, @Nullable String message) {
        super(reason, message, MapValue.EMPTY, null);
    }
}
