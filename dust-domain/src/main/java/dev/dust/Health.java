package dev.dust;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a client stands, at one moment: what a health check answers by (docs/operations.md#health). Immutable.
 *
 * @param level      the worst of all that is told here
 * @param reason     what is wrong, for people, with no token in it; null if nothing is
 * @param connection how the connection stands
 * @param stores     each store that is open, by name
 */
public record Health(Level level, @Nullable String reason, ConnectionInfo connection, List<StoreHealth> stores) {

    /** Checks that nothing is null that must not be, and copies the list. */
    public Health {
        Objects.requireNonNull(level, "level");
        Objects.requireNonNull(connection, "connection");
        stores = List.copyOf(stores);
    }

    /** How well a client, or a store, is; the later, the worse. */
    public enum Level {
        /** All is as it should be. */
        UP,
        /**
         * Reads and writes work here, and what is wrong may mend itself: there is no connection, a store is behind, or
         * something of the server's could not be read.
         */
        DEGRADED,
        /**
         * Reads or writes fail, because the cache is away, or somebody has to do something, because the server refuses this
         * client, or the client is closed.
         */
        DOWN
    }

    /** Whether all is as it should be. */
    public boolean isHealthy() {
        return level == Level.UP;
    }
}
