package dev.dust.testkit.server;

import dev.dust.server.intercept.ConnectionInterceptor;
import dev.dust.server.intercept.InterceptedConnection;
import dev.dust.server.intercept.ServerInterceptor;
import dev.dust.server.rules.Refusal;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What is wrong with a server, and the connections that suffer from it. Safe for every thread. */
final class FaultBook implements ServerInterceptor {
    private final FaultState everybody = new FaultState();
    private final Map<String, FaultState> devices = new ConcurrentHashMap<>();
    private final Set<FaultyConnection> connections = ConcurrentHashMap.newKeySet();

    /** What is wrong for one client: what is wrong for everybody, and what is wrong for its device. */
    final class View {
        private final String deviceId;

        private View(String deviceId) {
            this.deviceId = deviceId;
        }

        private @Nullable FaultState own() {
            return devices.get(deviceId);
        }

        boolean any(Predicate<FaultState> fault) {
            FaultState own = own();
            return fault.test(everybody) || own != null && fault.test(own);
        }

        long delayNanos() {
            FaultState own = own();
            return everybody.delayNanos + (own == null ? 0 : own.delayNanos);
        }

        /** Whether the next reply to a write is lost; it is counted. */
        boolean swallowsReply() {
            return any(state -> state.repliesToSwallow.getAndUpdate(left -> Math.max(0, left - 1)) > 0);
        }

        /** Whether the next write takes effect unheard and is said to have timed out; it is counted. */
        boolean makesWriterUnavailable() {
            return any(state -> state.writesToTimeOut.getAndUpdate(left -> Math.max(0, left - 1)) > 0);
        }

        /** The refusal that the next write meets, or null; it is used up. */
        Refusal takeRefusal() {
            FaultState own = own();
            Refusal refusal = own == null ? null : own.refusals.poll();
            return refusal != null ? refusal : everybody.refusals.poll();
        }
    }

    FaultState everybody() {
        return everybody;
    }

    FaultState of(String deviceId) {
        return devices.computeIfAbsent(deviceId, device -> new FaultState());
    }

    @Override
    public boolean admits(String deviceId) {
        return !new View(deviceId).any(state -> state.connectsRefused);
    }

    @Override
    public ConnectionInterceptor connected(InterceptedConnection connection) {
        var faulty = new FaultyConnection(connection, new View(connection.deviceId()), connections::remove);
        connections.add(faulty);
        return faulty;
    }

    /** Those that are open. */
    Set<FaultyConnection> connections() {
        return connections;
    }

    void heal() {
        everybody.heal();
        devices.values().forEach(FaultState::heal);
    }
}
