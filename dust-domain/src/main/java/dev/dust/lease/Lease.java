package dev.dust.lease;

import dev.dust.path.DustPath;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A lease that this client took. Holding this object does not mean that the lease is still held: its time may be over. Fence
 * the writes that must not happen after that.
 *
 * @param key             where it stands
 * @param token           the fencing token, which grows with every new holder
 * @param holder          what its taker is called, or null
 * @param expiresAtMillis when it ends, Unix milliseconds by the server's clock
 */
public record Lease(DustPath key, long token, @Nullable String holder, long expiresAtMillis) {
    /** Checks that there is a key. */
    public Lease {
        Objects.requireNonNull(key, "key");
    }

    /** When it ends, by the server's clock. */
    public Instant expiresAt() {
        return Instant.ofEpochMilli(expiresAtMillis);
    }
}
