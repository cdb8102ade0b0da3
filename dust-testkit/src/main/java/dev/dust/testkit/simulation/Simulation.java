package dev.dust.testkit.simulation;

import dev.dust.cache.Cache;
import dev.dust.server.ledger.Ledger;
import dev.dust.testkit.CacheSource;
import dev.dust.transport.Transport;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * Clients, a server, a network and crashes, in one thread, on virtual time, from one seed (docs/architecture.md#testing).
 *
 * <p>The clients are real {@link dev.dust.Dust} objects; the server's rules are written from docs/protocol.md and not borrowed
 * from them. In a part of the runs there are several servers on one ledger, which are real ones, too. A run makes a number of
 * steps: calls on a client, faults of network, server, processes and caches, or time that passes; the frames take their time
 * meanwhile, and arrive in any order that docs/protocol.md#order does not exclude. Then everything heals and comes to rest.
 *
 * <p>Checked at every moment: a client shows the server's rows as far as it has applied them, under its own pending writes;
 * nothing is counted twice or lost on the way from pending to committed; each subscription hears every op once and in order, or
 * of the snapshot that took its place; and each change of a leaf. What a node sends a member is the ledger's history: each op
 * once, in order, without a hole, not before it is committed, and in time. Checked at rest: every client is where the server
 * is; every write took effect exactly once, in its client's order, or was refused, or said that it cannot know; every caller
 * was answered; and nothing goes on for ever.
 */
public final class Simulation {
    private Simulation() {
    }

    /** Runs one. The same options give the same result; never throws for what it finds. */
    public static SimulationResult run(SimulationOptions options) {
        return run(options, transport -> transport);
    }

    /**
     * The same, with something between the clients and the network.
     *
     * @param wire called with each process's transport
     */
    static SimulationResult run(SimulationOptions options, UnaryOperator<Transport> wire) {
        SimulationResult silent = run(options, wire, false);
        if (silent.ok()) {
            return silent;
        }
        SimulationResult traced = run(options, wire, true);
        return Objects.equals(silent.failure(), traced.failure())
                ? traced
                : new SimulationResult(options.seed(),
                        "this run cannot be repeated: first\n" + silent.failure() + "\nand then\n"
                                + traced.failure(),
                        traced.trace());
    }

    /** The same, once, whatever comes of it. */
    static SimulationResult run(SimulationOptions options, UnaryOperator<Transport> wire, boolean traced) {
        return run(options, wire, ledger -> ledger, traced);
    }

    /**
     * The same with something between nodes and their ledger.
     *
     * @param ledgers called with each node's ledger, each time that the node starts
     */
    static SimulationResult run(SimulationOptions options, UnaryOperator<Transport> wire, UnaryOperator<Ledger> ledgers,
            boolean traced) {
        var world = new World(options, ledgers, traced);
        try {
            CacheSource caches = options.sharedCache() ? sharing(options.caches().open()) : options.caches();
            for (int i = 1; i <= options.clients(); i++) {
                world.clients().add(new SimulatedClient(world, i, caches, wire));
            }
            new SimulationRun(world).run(options.steps());
            return new SimulationResult(options.seed(), null, world.trace().lines());
        } catch (Throwable found) {
            return new SimulationResult(options.seed(), FailureText.describe(found), world.trace().lines());
        } finally {
            world.clients().forEach(SimulatedClient::close);
        }
    }

    /** One for all. It is never opened again, because others use it when a process of theirs dies. */
    private static CacheSource sharing(Cache cache) {
        return () -> cache;
    }
}
