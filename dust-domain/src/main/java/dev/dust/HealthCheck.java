package dev.dust;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes one verdict of how connection and stores stand. */
final class HealthCheck {
    private HealthCheck() {
    }

    /** {@code stores}: those that are open, by name. */
    static Health of(ConnectionInfo connection, List<StoreHealth> stores, boolean closed) {
        if (closed) {
            return new Health(Health.Level.DOWN, "this client is closed", connection, List.of());
        }
        Health.Level level = levelOf(connection, stores.isEmpty());
        var reasons = new ArrayList<String>();
        if (level != Health.Level.UP) {
            reasons.add("connection: " + (connection.problem() == null ? "it is being made" : connection.problem()));
        }
        for (StoreHealth store : stores) {
            level = worse(level, store.level());
            if (store.reason() != null && !store.reason().equals(connection.problem())) {
                reasons.add("store " + store.store() + ": " + store.reason());
            }
        }
        return new Health(level, reasons.isEmpty() ? null : String.join("; ", reasons), connection, stores);
    }

    /** {@code idle}: nobody has asked for a connection. */
    private static Health.Level levelOf(ConnectionInfo connection, boolean idle) {
        return switch (connection.status()) {
            case CONNECTED, DISCONNECTED -> Health.Level.UP;
            case CONNECTING, RECONNECTING -> idle ? Health.Level.UP : Health.Level.DEGRADED;
            case REFUSED -> Health.Level.DOWN;
        };
    }

    private static Health.Level worse(Health.Level one, Health.Level other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    /** What is wrong with a store that stands there; null if nothing is. */
    static @Nullable String reason(StoreHealth.Standing standing, @Nullable String problem) {
        return problem != null || standing != StoreHealth.Standing.BEHIND
                ? problem
                : "it has not caught up with the server yet";
    }
}
