package dev.dust.testkit.simulation;

import dev.dust.testkit.CacheSource;
import dev.dust.testkit.NaiveCache;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * What to simulate. The same options give the same run, to the last frame.
 *
 * @param seed    everything that is left to chance comes from it
 * @param clients how many clients there are, 1 or more
 * @param steps   how many things happen before the network heals, 0 or more
 * @param caches  opens an empty cache for each client of each run, and opens it again for each process of the client after the
 *                first; the run closes what it was given. A crash leaves of a client what its cache has committed. It may
 *                block, which slows the simulation and changes nothing. {@link Dimension#FAILOVER} needs further empty ones,
 *                beside those in use: leave it out where there are only so many
 * @param shared  whether all clients of a run have one cache between them, as several processes on one database do.
 *                The cache then never goes back
 * @param dimensions what runs may have; each draws for itself which of these it has
 */
public record SimulationOptions(long seed, int clients, int steps, CacheSource caches, boolean shared,
        Set<Dimension> dimensions) {
    /** How many clients there are by default. */
    public static final int DEFAULT_CLIENTS = 3;
    /** How many steps there are by default. */
    public static final int DEFAULT_STEPS = 200;

    /**
     * @throws IllegalArgumentException for no clients, or fewer than no steps
     */
    public SimulationOptions {
        Objects.requireNonNull(caches, "caches");
        dimensions = Dimension.setOf(dimensions);
        if (clients < 1 || steps < 0) {
            throw new IllegalArgumentException("a simulation needs clients and steps, not " + clients + " and " + steps);
        }
    }

    /** Three clients, 200 steps, caches in memory, and every dimension. */
    public static SimulationOptions of(long seed) {
        return new SimulationOptions(seed, DEFAULT_CLIENTS, DEFAULT_STEPS, NaiveCache::new, false, Dimension.all());
    }

    /** With another seed. */
    public SimulationOptions seed(long seed) {
        return new SimulationOptions(seed, clients, steps, caches, shared, dimensions);
    }

    /** With another number of clients. */
    public SimulationOptions clients(int clients) {
        return new SimulationOptions(seed, clients, steps, caches, shared, dimensions);
    }

    /** With another number of steps. */
    public SimulationOptions steps(int steps) {
        return new SimulationOptions(seed, clients, steps, caches, shared, dimensions);
    }

    /** With one cache for all clients. */
    public SimulationOptions oneCache() {
        return new SimulationOptions(seed, clients, steps, caches, true, dimensions);
    }

    /** With other caches. */
    public SimulationOptions caches(CacheSource caches) {
        return new SimulationOptions(seed, clients, steps, caches, shared, dimensions);
    }

    /** With these dimensions too. */
    public SimulationOptions with(Dimension... more) {
        var all = EnumSet.copyOf(List.of(Dimension.values()));
        all.removeIf(dimension -> !dimensions.contains(dimension) && !List.of(more).contains(dimension));
        return only(all);
    }

    /** With these dimensions, and no others. */
    public SimulationOptions only(Set<Dimension> these) {
        return new SimulationOptions(seed, clients, steps, caches, shared, these);
    }

    /** Without these dimensions. */
    public SimulationOptions without(Dimension... less) {
        var rest = EnumSet.noneOf(Dimension.class);
        rest.addAll(dimensions);
        List.of(less).forEach(rest::remove);
        return only(rest);
    }
}
