package dev.dust.testkit.simulation;

import dev.dust.server.rules.PushKind;
import dev.dust.server.rules.Wire;
import java.time.Duration;
import java.util.List;

/** The faults that are steps of their own. */
final class FaultInjector {
    private static final Duration LONGEST_OFFLINE = Duration.ofMinutes(1);
    private static final Duration LONGEST_STALL = Duration.ofSeconds(10);
    private static final Duration LONGEST_WITHOUT_CACHE = Duration.ofSeconds(20);

    private final World world;
    private final SeededRandom random;

    FaultInjector(World world) {
        this.world = world;
        this.random = world.random();
    }

    /** Does one of them, perhaps; returns whether it did. */
    boolean happens() {
        return strikes(Fault.CUT, this::cut)
                || strikes(Fault.OFFLINE, () -> anyClient().goOffline(random.anyUpTo(LONGEST_OFFLINE)))
                || strikes(Fault.STALL, this::stall) || strikes(Fault.END_MEMBERSHIP, this::endMembership)
                || strikes(Fault.COMPACT, () -> world.server().anyStore().compact()) || strikes(Fault.BACK_DOOR, this::write)
                || strikes(Fault.ROLLBACK, this::rollback) || strikes(Fault.CRASH, () -> anyClient().crash())
                || strikes(Fault.KILL_AT_COMMIT, this::killAtCommit) || strikes(Fault.RESTART, () -> anyClient().restart())
                || strikes(Fault.CACHE_AWAY, () -> anyClient().loseCache(random.anyUpTo(LONGEST_WITHOUT_CACHE)))
                || strikes(Fault.HOLD, this::hold) || strikes(Fault.FAILOVER, () -> anyClient().failOver(false))
                || strikes(Fault.FAILOVER_WHILE_DOWN, () -> anyClient().failOver(true))
                || strikes(Fault.LOSE_TAIL, () -> world.server().loseTail()) || world.server().fails();
    }

    private boolean strikes(Fault fault, Runnable action) {
        boolean now = world.faults().strikes(fault);
        if (now) {
            action.run();
        }
        return now;
    }

    private SimulatedClient anyClient() {
        return random.pick(world.clients());
    }

    private void cut() {
        List<Link> joined = world.server().joined();
        if (!joined.isEmpty()) {
            Link link = random.pick(joined);
            world.trace().note("%s: cut", link);
            link.cut();
        }
    }

    private void stall() {
        List<Link> joined = world.server().joined();
        if (!joined.isEmpty()) {
            Link link = random.pick(joined);
            Duration duration = random.anyUpTo(LONGEST_STALL);
            world.trace().note("%s: stalled for %s", link, duration);
            link.stall(duration);
        }
    }

    private void hold() {
        List<Link> joined = world.server().joined();
        if (!joined.isEmpty()) {
            Link link = random.pick(joined);
            Duration duration = random.anyUpTo(LONGEST_STALL);
            world.trace().note("%s: what is sent is held for %s, and then cut off", link, duration);
            link.hold(duration);
        }
    }

    private void endMembership() {
        SimulatedStore store = world.server().anyStore();
        List<Link> joined = store.joined();
        if (!joined.isEmpty()) {
            Link link = random.pick(joined);
            world.trace().note("%s: its membership ends", link);
            store.endMembership(link);
        }
    }

    private void write() {
        writeAt(world.server().anyStore());
    }

    /** Writes something, past the clients. */
    void writeAt(SimulatedStore store) {
        WriteCall call = WriteGenerator.write(random);
        store.backDoor(PushKind.WRITE, Wire.mapOf("op", call.op(), "path", call.path(), "value", call.value()));
    }

    private void rollback() {
        SimulatedStore store = world.server().anyStore();
        long toSeq = random.between(store.compactedSeq(), store.storeSeq());
        store.backDoor(PushKind.ROLLBACK, random.chance(0.5)
                ? Wire.mapOf("to_seq", toSeq)
                : Wire.mapOf("path", WriteGenerator.path(random), "to_seq", toSeq));
    }

    private void killAtCommit() {
        SimulatedClient client = anyClient();
        if (client.isUp()) {
            client.process().cache().killAtCommit(random.chance(0.5));
        }
    }
}
