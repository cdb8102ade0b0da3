package dev.dust.testkit.server;

import dev.dust.testkit.server.rules.Refusal;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/** What is wrong with a server. Safe for every thread. */
final class FaultBook {
    private final FaultState everybody = new FaultState();
    private final Map<String, FaultState> devices = new ConcurrentHashMap<>();

    /** What is wrong for one client: what is wrong for everybody, and what is wrong for its device. */
    final class View {
        private final String deviceId;

        private View(String deviceId) {
            this.deviceId = deviceId;
        }

        private FaultState own() {
            return deviceId == null ? null : devices.get(deviceId);
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

    /** What is wrong for a client, now and later; {@code deviceId} may be null. */
    View viewOf(String deviceId) {
        return new View(deviceId);
    }

    void heal() {
        everybody.heal();
        devices.values().forEach(FaultState::heal);
    }
}
