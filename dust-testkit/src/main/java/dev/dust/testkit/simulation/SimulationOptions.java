package dev.dust.testkit.simulation;

import dev.dust.testkit.CacheSource;
import dev.dust.testkit.NaiveCache;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What to simulate. The same options give the same run, to the last frame. Immutable. */
public final class SimulationOptions {
    private static final SimulationOptions DEFAULTS = new SimulationOptions(1, 3, 200, NaiveCache::new, false, 0,
            Dimension.all());

    private final long seed;
    private final int clients;
    private final int steps;
    private final CacheSource caches;
    private final boolean sharedCache;
    private final int nodes;
    private final Set<Dimension> dimensions;

    private SimulationOptions(long seed, int clients, int steps, CacheSource caches, boolean sharedCache,
            int nodes, Set<Dimension> dimensions) {
        this.seed = seed;
        this.clients = clients;
        this.steps = steps;
        this.caches = caches;
        this.sharedCache = sharedCache;
        this.nodes = nodes;
        this.dimensions = dimensions;
    }

    /** Seed 1, three clients, 200 steps, a cache in memory for each client, and every dimension. */
    public static SimulationOptions defaults() {
        return DEFAULTS;
    }

    /** Everything that is left to chance comes from it. */
    public SimulationOptions seed(long seed) {
        return new SimulationOptions(seed, clients, steps, caches, sharedCache, nodes, dimensions);
    }

    /** See {@link #seed(long)}. */
    public long seed() {
        return seed;
    }

    /**
     * How many clients there are.
     *
     * @throws IllegalArgumentException for fewer than 1
     */
    public SimulationOptions clients(int clients) {
        if (clients < 1) {
            throw new IllegalArgumentException("a simulation needs at least 1 client, not " + clients);
        }
        return new SimulationOptions(seed, clients, steps, caches, sharedCache, nodes, dimensions);
    }

    /** See {@link #clients(int)}. */
    public int clients() {
        return clients;
    }

    /**
     * How many things happen before the network heals.
     *
     * @throws IllegalArgumentException for fewer than 0
     */
    public SimulationOptions steps(int steps) {
        if (steps < 0) {
            throw new IllegalArgumentException("a simulation cannot have " + steps + " steps");
        }
        return new SimulationOptions(seed, clients, steps, caches, sharedCache, nodes, dimensions);
    }

    /** See {@link #steps(int)}. */
    public int steps() {
        return steps;
    }

    /**
     * What opens an empty cache for each client of each run, and opens it again for each process of the client after the first;
     * the run closes what it was given. A crash leaves of a client what its cache has committed. It may block, which slows the
     * simulation and changes nothing. {@link Dimension#FAILOVER} needs further empty ones, beside those in use: leave it out
     * where there are only so many.
     */
    public SimulationOptions caches(CacheSource caches) {
        return new SimulationOptions(seed, clients, steps, Objects.requireNonNull(caches, "caches"), sharedCache, nodes,
                dimensions);
    }

    /** See {@link #caches(CacheSource)}. */
    public CacheSource caches() {
        return caches;
    }

    /**
     * Whether all clients of a run have one cache between them, as several processes on one database do. The cache then never
     * goes back.
     */
    public SimulationOptions sharedCache(boolean sharedCache) {
        return new SimulationOptions(seed, clients, steps, caches, sharedCache, nodes, dimensions);
    }

    /** See {@link #sharedCache(boolean)}. */
    public boolean sharedCache() {
        return sharedCache;
    }

    /**
     * How many nodes every run has, as in {@link Dimension#SEVERAL_NODES}. 0, which it is unless it is told, leaves to the seed
     * whether there are any, and how many.
     *
     * @throws IllegalArgumentException for fewer than 0
     */
    public SimulationOptions nodes(int nodes) {
        if (nodes < 0) {
            throw new IllegalArgumentException("a simulation cannot have " + nodes + " nodes");
        }
        return new SimulationOptions(seed, clients, steps, caches, sharedCache, nodes, dimensions);
    }

    /** See {@link #nodes(int)}. */
    public int nodes() {
        return nodes;
    }

    /** What runs may have; each draws for itself which of these it has. See {@link Dimension#allBut}. */
    public SimulationOptions dimensions(Set<Dimension> dimensions) {
        return new SimulationOptions(seed, clients, steps, caches, sharedCache, nodes,
                Dimension.setOf(Objects.requireNonNull(dimensions, "dimensions")));
    }

    /** See {@link #dimensions(Set)}; cannot be changed. */
    public Set<Dimension> dimensions() {
        return dimensions;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SimulationOptions options && seed == options.seed && clients == options.clients
                && steps == options.steps && caches.equals(options.caches) && sharedCache == options.sharedCache
                && nodes == options.nodes
                && dimensions.equals(options.dimensions);
    }

    @Override
    public int hashCode() {
        return Objects.hash(seed, clients, steps, caches, sharedCache, nodes, dimensions);
    }

    @Override
    public String toString() {
        return "SimulationOptions[seed=" + seed + ", clients=" + clients + ", steps=" + steps + ", caches=" + caches
                + ", sharedCache=" + sharedCache + ", nodes=" + nodes + ", dimensions=" + dimensions + "]";
    }
}
