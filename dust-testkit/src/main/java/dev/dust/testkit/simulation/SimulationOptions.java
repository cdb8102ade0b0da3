package dev.dust.testkit.simulation;

import dev.dust.testkit.CacheSource;
import dev.dust.testkit.NaiveCache;
import java.util.Objects;

/**
 * What to simulate. The same options give the same run, to the last frame.
 *
 * @param seed    everything that is left to chance comes from it
 * @param clients how many clients there are, 1 or more
 * @param steps   how many things happen before the network heals, 0 or more
 * @param caches  opens an empty cache for each client of each run, and opens it again for each process of the client after the
 *                first; the run closes what it was given. A crash leaves of a client what its cache has committed. It may block,
 *                which slows the simulation and changes nothing
 * @param shared  whether all clients of a run have one cache between them, as several processes on one database do. Subscriptions to
 *                changes are then not checked
 */
public record SimulationOptions(long seed, int clients, int steps, CacheSource caches, boolean shared) {
    /** How many clients there are by default. */
    public static final int DEFAULT_CLIENTS = 3;
    /** How many steps there are by default. */
    public static final int DEFAULT_STEPS = 200;

    /**
     * @throws IllegalArgumentException for no clients, or fewer than no steps
     */
    public SimulationOptions {
        Objects.requireNonNull(caches, "caches");
        if (clients < 1 || steps < 0) {
            throw new IllegalArgumentException("a simulation needs clients and steps, not " + clients + " and " + steps);
        }
    }

    /** Three clients, 200 steps, caches in memory. */
    public static SimulationOptions of(long seed) {
        return new SimulationOptions(seed, DEFAULT_CLIENTS, DEFAULT_STEPS, NaiveCache::new, false);
    }

    /** With another seed. */
    public SimulationOptions seed(long seed) {
        return new SimulationOptions(seed, clients, steps, caches, shared);
    }

    /** With another number of clients. */
    public SimulationOptions clients(int clients) {
        return new SimulationOptions(seed, clients, steps, caches, shared);
    }

    /** With another number of steps. */
    public SimulationOptions steps(int steps) {
        return new SimulationOptions(seed, clients, steps, caches, shared);
    }

    /** With one cache for all clients. */
    public SimulationOptions oneCache() {
        return new SimulationOptions(seed, clients, steps, caches, true);
    }

    /** With other caches. */
    public SimulationOptions caches(CacheSource caches) {
        return new SimulationOptions(seed, clients, steps, caches, shared);
    }
}
