package dev.dust.testkit.simulation;

import dev.dust.testkit.time.VirtualTime;
import dev.dust.time.TimerId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What everything in a run shares: time, chance, the server and the clients. One thread. */
final class World {
    /** The one store of a simulation. */
    static final String STORE = "sim/store";
    /** Many times what the longest runs need: some circle of frames without end is going on then. */
    private static final int MOST_HAPPENINGS = 1_000_000;

    private final VirtualTime time = new VirtualTime();
    private final Dice dice;
    private final Faults faults;
    private final Trace trace;
    private final SimulatedServer server;
    private final List<SimulatedClient> clients = new ArrayList<>();
    private final SharedRows shared;
    private SimulationFailure failure;
    private int happenings;

    World(long seed, boolean traced, boolean sharing) {
        shared = sharing ? new SharedRows() : null;
        dice = new Dice(seed);
        faults = new Faults(dice);
        trace = new Trace(time, traced);
        server = new SimulatedServer(this);
        trace.note("seed %d, faults %s", seed, faults);
    }

    VirtualTime time() {
        return time;
    }

    Dice dice() {
        return dice;
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

    /** The rows, if all clients share a cache; else null. */
    SharedRows shared() {
        return shared;
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
        check();
    }

    /** Notes that something is wrong, where throwing would not reach the run. The first counts. */
    void fail(SimulationFailure found) {
        if (failure == null) {
            failure = found;
        }
    }

    /** Ends the run if something was found wrong. */
    void check() {
        if (failure != null) {
            throw failure;
        }
    }
}
