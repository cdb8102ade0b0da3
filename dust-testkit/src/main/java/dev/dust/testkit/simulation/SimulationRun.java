package dev.dust.testkit.simulation;

import dev.dust.ConnectionStatus;
import dev.dust.StoreStatus;
import dev.dust.server.ledger.Event;
import dev.dust.server.ledger.StoredRow;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;

/** The course of a run: steps, then peace, then the reckoning. */
final class SimulationRun {
    private static final Duration LONGEST_TICK = Duration.ofMillis(60);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);
    private static final Duration LONGEST_ABSENCE = Duration.ofMinutes(1);
    private static final Duration LONGEST_UNREST = Duration.ofMinutes(20);
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration PEACE = Duration.ofMinutes(2);

    private final World world;
    private final AppCalls calls;
    private final FaultInjector faults;

    SimulationRun(World world) {
        this.world = world;
        this.calls = new AppCalls(world);
        this.faults = new FaultInjector(world);
    }

    void run(int steps) {
        world.clients().forEach(this::begin);
        for (int i = 0; i < steps; i++) {
            step();
        }
        heal();
        comeToRest();
        stayAtRest();
        world.clients().forEach(this::reckon);
        world.server().stores().forEach(this::checkLeaseOps);
    }

    private void begin(SimulatedClient client) {
        if (world.has(Dimension.NEWCOMERS) && world.random().chance(0.5)) {
            world.later(world.random().upTo(LONGEST_ABSENCE), client::start);
        } else {
            client.start();
        }
    }

    private void step() {
        if (!faults.happens()) {
            SimulatedClient client = world.random().pick(world.clients());
            if (world.random().chance(0.1)) {
                world.pass(world.random().anyUpTo(LONGEST_WAIT));
            } else if (client.isUp()) {
                calls.make(client.process());
            }
        }
        world.settle();
        if (world.random().chance(0.6)) {
            world.pass(world.random().upTo(LONGEST_TICK));
        }
    }

    private void heal() {
        world.trace().note("everything heals");
        world.faults().heal();
        world.server().heal();
        world.clients().forEach(SimulatedClient::heal);
        if (world.has(Dimension.FAILOVER)) {
            // A cache that went back is noticed when there is something to commit.
            world.server().stores().forEach(faults::writeAt);
        }
    }

    private void comeToRest() {
        Duration waited = Duration.ZERO;
        do {
            if (waited.compareTo(LONGEST_UNREST) > 0) {
                throw new SimulationFailure("no rest after " + LONGEST_UNREST + ": " + unrest());
            }
            // Also before the first look: what was done last may have begun just now.
            world.pass(LOOK);
            waited = waited.plus(LOOK);
        } while (!isAtRest());
        world.trace().note("at rest");
    }

    private boolean isAtRest() {
        return world.server().isAtRest() && world.clients().stream().allMatch(this::isAtRest);
    }

    private String unrest() {
        var text = new StringBuilder(world.server().isAtRest() ? "" : "the server is busy; ");
        for (SimulatedClient client : world.clients()) {
            for (ProcessStore store : client.process().stores()) {
                client.process().ask(() -> text.append(store.store().status()).append(' ').append(store.store().pending()));
                text.append(", and the server is at ").append(store.client().records().lastSeq()).append("; ");
            }
        }
        return text.toString();
    }

    private boolean isAtRest(SimulatedClient client) {
        boolean allDone = !world.has(Dimension.BLOCKING_CACHE) || client.process().isSettled();
        return allDone && !Objects.requireNonNull(client.process().link(), "link").isBusy()
                && client.process().stores().stream().allMatch(this::isAtRest);
    }

    private boolean isAtRest(ProcessStore store) {
        StoreStatus status = store.store().status();
        // A store that waits for its cache may have more to do than it tells: what it has applied is not kept, nor what came
        // after it read.
        return status.connection() == ConnectionStatus.CONNECTED && status.pendingOps() == 0 && !store.isWithoutCache(status)
                && status.lastStoreSeq() == store.client().records().lastSeq();
    }

    /** Who is in step with the server has no reason to join again. */
    private void stayAtRest() {
        world.clients().forEach(client -> client.process().drain());
        world.settle();
        int joins = world.server().joins();
        world.pass(PEACE);
        world.clients().forEach(client -> client.process().drain());
        world.settle();
        if (world.server().joins() != joins) {
            throw new SimulationFailure("a client that was in step has joined again");
        }
    }

    private void reckon(SimulatedClient client) {
        client.process().stores().forEach(this::reckon);
    }

    private void reckon(ProcessStore process) {
        ClientStore client = process.client();
        process.process().ask(() -> ViewCheck.check(world, process));
        List<StoredRow> rows = client.atServer().rows();
        List<StoredRow> expected = List.copyOf(client.replay().at(client.records().lastSeq()).all().values());
        if (!rows.equals(expected)) {
            throw new SimulationFailure("the simulated server has " + rows + ", and the model " + expected);
        }
        for (int number = 1; number <= process.process().number(); number++) {
            client.writes().checkAnswered(number);
        }
        client.leases().checkAnswered();
        client.writes().checkEffects();
    }

    /** Lease ops are never sent twice (docs/architecture.md#outbox), and nothing is written that nobody asked for. */
    private void checkLeaseOps(SimulatedStore store) {
        var ids = new HashSet<String>();
        for (Event event : store.records().history()) {
            if (event.clientOpId() == null) {
                continue;
            }
            boolean known = Leases.OPS.contains(event.op())
                    ? ids.add(event.clientOpId())
                    : world.clients().stream().anyMatch(client -> client.device().equals(event.deviceId())
                            && client.store(store).writes().find(event.clientOpId()) != null);
            if (!known) {
                throw new SimulationFailure("nobody asked for " + event + ", or it was sent twice");
            }
        }
    }
}
