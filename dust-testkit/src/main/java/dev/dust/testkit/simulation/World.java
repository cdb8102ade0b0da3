package dev.dust.testkit.simulation;

import dev.dust.server.ledger.Ledger;
import dev.dust.testkit.time.VirtualTime;
import dev.dust.time.TimerId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What everything in a run shares: time, chance, the server and the clients. One thread. */
final class World {
    /** The first store of every simulation. */
    static final String STORE = "sim/store";
    private static final int MOST_STORES = 3;
    private static final int MOST_NODES = 4;
    private static final double LEAST_DILIGENCE = 0.1;
    /** Many times what the longest runs need: some circle of frames without end is going on then. */
    private static final int MOST_HAPPENINGS = 1_000_000;

    private final VirtualTime time = new VirtualTime();
    private final SeededRandom random;
    private final Faults faults;
    private final Trace trace;
    private final SimulatedServer server;
    private final List<SimulatedClient> clients = new ArrayList<>();
    private final boolean sharing;
    private final double diligence;
    private @Nullable SimulationFailure failure;
    private int happenings;

    World(SimulationOptions options, UnaryOperator<Ledger> ledgers, boolean traced) {
        sharing = options.sharedCache();
        random = new SeededRandom(options.seed());
        int nodes = nodes(options);
        faults = new Faults(random, possible(options), nodes > 0);
        trace = new Trace(time, traced);
        server = nodes > 0 ? new SeveralNodes(this, storeNames(), nodes, ledgers) : new OneServer(this, storeNames());
        diligence = has(Dimension.BLOCKING_CACHE) ? random.upTo(1 - LEAST_DILIGENCE) + LEAST_DILIGENCE : 1;
        trace.note("seed %d, faults %s", options.seed(), faults);
    }

    /** How many nodes there are; 0 for the one server. Drawn apart, so that all other runs stay what they were without. */
    private static int nodes(SimulationOptions options) {
        if (options.nodes() > 0) {
            return options.nodes();
        }
        var apart = new SeededRandom(~options.seed());
        boolean several = options.dimensions().contains(Dimension.SEVERAL_NODES)
                && apart.chance(Dimension.SEVERAL_NODES.share());
        return several ? (int) apart.between(2, MOST_NODES) : 0;
    }

    /** What goes back is not traced between several who share it, nor what one of them could not read. */
    private static Set<Dimension> possible(SimulationOptions options) {
        return options.sharedCache()
                ? Dimension.without(options.dimensions(), Dimension.FAILOVER, Dimension.LOST_TAIL,
                        Dimension.UNREADABLE_FRAMES)
                : options.dimensions();
    }

    private List<String> storeNames() {
        var names = new ArrayList<>(List.of(STORE));
        if (has(Dimension.SEVERAL_STORES)) {
            for (long more = random.between(1, MOST_STORES - 1); more > 0; more--) {
                names.add(STORE + (names.size() + 1));
            }
        }
        return names;
    }

    /** Whether this run has it. */
    boolean has(Dimension dimension) {
        return faults.has(dimension);
    }

    VirtualTime time() {
        return time;
    }

    SeededRandom random() {
        return random;
    }

    Faults faults() {
        return faults;
    }

    Trace trace() {
        return trace;
    }

    SimulatedServer server() {
        return server;
    }

    List<SimulatedClient> clients() {
        return clients;
    }

    /** How likely it is, where caches block, that the executor does what waits for it. */
    double diligence() {
        return diligence;
    }

    /** Whether all clients share a cache. */
    boolean isSharing() {
        return sharing;
    }

    /**
     * Whether clients take their caches for their own, as one in memory is (docs/protocol.md#rows-in-place): here they last, so
     * that what is wrong with that shows after a restart, too.
     */
    boolean hasOwnCaches() {
        return has(Dimension.NEWCOMERS) && !sharing;
    }

    /**
     * Does something of the simulation's own later. Clients set no timer of this name: keeping a connection alive is the
     * transport's.
     */
    void later(Duration delay, Runnable task) {
        time.schedule(TimerId.HEARTBEAT, delay, task);
    }

    /** Lets time pass, and everything happen that is due on the way. */
    void pass(Duration by) {
        settle();
        time.advance(by, this::settle);
    }

    /** Lets callbacks run, and looks at what has changed. */
    void settle() {
        if (++happenings > MOST_HAPPENINGS) {
            throw new SimulationFailure("this goes on and on");
        }
        clients.forEach(SimulatedClient::settle);
        server.check();
        check();
    }

    /** Does something under others who would take a failure of the run for one of theirs. */
    void guarded(Runnable what) {
        try {
            what.run();
        } catch (SimulationFailure found) {
            fail(found);
        }
    }

    /** Notes that something is wrong, where throwing would not reach the run. The first counts. */
    void fail(SimulationFailure found) {
        if (failure == null) {
            failure = found;
        }
    }

    /** The same, for whoever throws it. */
    SimulationFailure failed(SimulationFailure found) {
        fail(found);
        return found;
    }

    /** Ends the run if something was found wrong. */
    void check() {
        if (failure != null) {
            throw failure;
        }
    }
}
