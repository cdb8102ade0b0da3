package dev.dust;

import dev.dust.engine.Hub;
import dev.dust.engine.Standing;
import dev.dust.engine.StoreEngine;
import dev.dust.error.RefusedException;
import dev.dust.sync.ConnectionState;
import dev.dust.sync.Membership;

/** How one store stands with its server: the client's connection, and the store's own membership on it. Thread-safe. */
final class StoreLink {
    private final String name;
    private final Hub hub;
    private final StoreEngine engine;

    StoreLink(String name, Hub hub, StoreEngine engine) {
        this.name = name;
        this.hub = hub;
        this.engine = engine;
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
        return !engine.standing().membership().hasConnection() && !isConnecting();
    }

    /** Whether the first connection, or the first join, has neither succeeded nor failed. */
    boolean isConnecting() {
        return connection(hub.report(), engine.standing()) == ConnectionStatus.CONNECTING;
    }

    StoreStatus status() {
        Standing standing = engine.standing();
        Hub.Report report = hub.report();
        return new StoreStatus(name, connection(report, standing), problem(report, standing), standing.applied(),
                standing.pendingOps(), engine.entryCount(), standing.missing(), Capabilities.of(standing.welcome()));
    }

    private static ConnectionStatus connection(Hub.Report report, Standing standing) {
        if (report.state() != ConnectionState.CONNECTED || standing.membership().isJoined()) {
            return Dust.status(report.state());
        }
        if (standing.membership() == Membership.REFUSED) {
            return ConnectionStatus.REFUSED;
        }
        return standing.welcome().isEmpty() ? ConnectionStatus.CONNECTING : ConnectionStatus.RECONNECTING;
    }

    private static String problem(Hub.Report report, Standing standing) {
        if (standing.fault() != null) {
            return standing.fault();
        }
        boolean refused = report.state() == ConnectionState.CONNECTED && !standing.refusal().isEmpty();
        if (refused) {
            return RefusedException.of(standing.refusal()).getMessage();
        }
        return report.problem() == null ? standing.trouble() : report.problem();
    }
}
