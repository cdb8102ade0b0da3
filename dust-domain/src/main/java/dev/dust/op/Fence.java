package dev.dust.op;

import dev.dust.path.DustPath;
import java.util.Objects;

/**
 * Lets a write pass only while a lease is held (docs/protocol.md#preconditions).
 *
 * @param key   the lease's key
 * @param token the token that it was taken with
 */
public record Fence(DustPath key, long token) {
    /** Checks that there is a key. */
    public Fence {
        Objects.requireNonNull(key, "key");
    }
}
