package dev.dust;

import dev.dust.engine.ConnectionManager;
import dev.dust.engine.EngineConfig;
import dev.dust.engine.EngineStatus;
import dev.dust.engine.StoreEngine;
import dev.dust.error.RefusedException;
import dev.dust.sync.ConnectionState;
import dev.dust.sync.Membership;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** How one store stands with its server: the client's connection, and the store's own membership on it. Thread-safe. */
final class StoreStatusReader {
    private final String name;
    private final ConnectionManager connections;
    private final StoreEngine engine;

    StoreStatusReader(String name, ConnectionManager connections, StoreEngine engine) {
        this.name = name;
        this.connections = connections;
        this.engine = engine;
    }

    /** Tells {@code listener} how the store stands, now and after each change of that; not after each write. */
    Listening listen(Consumer<? super StoreStatus> listener, EngineConfig config) {
        return StatusWatch.begin(this::standing, this::status, listener, config, changed -> {
            engine.watchLink(changed);
            engine.watchTurns(changed);
        }, changed -> {
            engine.forgetLink(changed);
            engine.forgetTurns(changed);
        });
    }

    private Object standing() {
        EngineStatus status = engine.status();
        ConnectionManager.Report report = connections.report();
        return List.of(connection(report, status), String.valueOf(problem(report, status)), status.missing(),
                Capabilities.of(status.welcome()));
    }

    /** Calls {@code listener} whenever this may stand otherwise, see {@link StoreEngine#watchLink}. */
    void watch(Runnable listener) {
        engine.watchLink(listener);
    }

    void forget(Runnable listener) {
        engine.forgetLink(listener);
    }

    /** Whether nothing can be asked of the server, and no first attempt is under way after which it may be. */
    boolean isAway() {
        return !engine.status().membership().hasConnection() && !isConnecting();
    }

    /** Whether the server can be asked. */
    boolean isConnected() {
        return !isConnecting() && !isAway();
    }

    /** Whether the first connection, or the first join, has neither succeeded nor failed. */
    boolean isConnecting() {
        return connection(connections.report(), engine.status()) == ConnectionStatus.CONNECTING;
    }

    StoreStatus status() {
        EngineStatus status = engine.status();
        ConnectionManager.Report report = connections.report();
        return new StoreStatus(name, connection(report, status), problem(report, status), status.applied(),
                status.pendingOps(), engine.reads().entryCount(), status.missing(), Capabilities.of(status.welcome()));
    }

    /** What a health check asks, which asks nothing of the cache. {@code enabled}: whether the client connects at all. */
    StoreHealth health(boolean enabled) {
        EngineStatus status = engine.status();
        ConnectionManager.Report report = connections.report();
        StoreHealth.Standing standing = standing(report, status, enabled);
        return new StoreHealth(name, standing, HealthCheck.reason(standing, problem(report, status)), status.applied(),
                status.pendingOps(), instant(status.oldestPendingAt()), instant(status.cacheAwaySince()), status.missing());
    }

    private static @Nullable Instant instant(long millis) {
        return millis == 0 ? null : Instant.ofEpochMilli(millis);
    }

    private static StoreHealth.Standing standing(ConnectionManager.Report report, EngineStatus status, boolean enabled) {
        if (status.fault() != null) {
            return StoreHealth.Standing.STUCK;
        }
        if (!enabled) {
            return StoreHealth.Standing.LOCAL;
        }
        if (connection(report, status) == ConnectionStatus.REFUSED) {
            return StoreHealth.Standing.REFUSED;
        }
        return status.membership() == Membership.LIVE ? StoreHealth.Standing.JOINED : StoreHealth.Standing.BEHIND;
    }

    private static ConnectionStatus connection(ConnectionManager.Report report, EngineStatus status) {
        if (report.state() != ConnectionState.CONNECTED || status.membership().isJoined()) {
            return Dust.status(report.state());
        }
        if (status.membership() == Membership.REFUSED) {
            return ConnectionStatus.REFUSED;
        }
        return status.welcome().isEmpty() ? ConnectionStatus.CONNECTING : ConnectionStatus.RECONNECTING;
    }

    private static @Nullable String problem(ConnectionManager.Report report, EngineStatus status) {
        if (status.fault() != null) {
            return status.fault();
        }
        boolean refused = report.state() == ConnectionState.CONNECTED && !status.refusal().isEmpty();
        if (refused) {
            return RefusedException.of(status.refusal()).getMessage();
        }
        return report.problem() == null ? status.trouble() : report.problem();
    }
}
