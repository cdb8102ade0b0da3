package dev.dust;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How one store stands, see {@link Health}. Immutable.
 *
 * @param store            its name
 * @param standing         where it stands
 * @param reason           what is wrong, for people; null if nothing is
 * @param lastStoreSeq     up to where the server's history is applied here
 * @param outboxSize       how many writes the server has not settled
 * @param oldestWrite      when the oldest of them was made, by the time of day; null if there is none
 * @param storageAwaySince since when the cache is away, by the time of day; null while it is there
 * @param missing          how many events and rows of the server's could not be read, and are missing here
 */
public record StoreHealth(String store, Standing standing, @Nullable String reason, long lastStoreSeq, int outboxSize,
        @Nullable Instant oldestWrite, @Nullable Instant storageAwaySince, long missing) {

    /** Checks that nothing is null that must not be. */
    public StoreHealth {
        Objects.requireNonNull(store, "store");
        Objects.requireNonNull(standing, "standing");
    }

    /** Where a store stands. */
    public enum Standing {
        /** It has joined, and caught up. */
        JOINED,
        /** The client is not enabled to connect: there is nothing to catch up with. */
        LOCAL,
        /** It is cut off from the server, or catches up. Reads give what is here, writes wait. */
        BEHIND,
        /** The server does not let this client in. Reads give what is here, writes wait. */
        REFUSED,
        /** The cache is away: writes fail, reads may, and what comes from the server waits. */
        STUCK
    }

    /** How well the store is. */
    public Health.Level level() {
        return switch (standing) {
            case JOINED, LOCAL -> reason == null ? Health.Level.UP : Health.Level.DEGRADED;
            case BEHIND -> Health.Level.DEGRADED;
            case REFUSED, STUCK -> Health.Level.DOWN;
        };
    }
}
