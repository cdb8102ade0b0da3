package dev.dust.testkit.simulation;

import dev.dust.transport.ClientMessage;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What clients connect to: stores, and the connections to them. */
abstract class SimulatedServer {
    private final World world;
    private final Map<String, SimulatedStore> stores = new LinkedHashMap<>();
    private final Set<Link> lingering = new LinkedHashSet<>();

    SimulatedServer(World world) {
        this.world = world;
    }

    World world() {
        return world;
    }

    void add(SimulatedStore store) {
        stores.put(store.name(), store);
    }

    List<SimulatedStore> stores() {
        return List.copyOf(stores.values());
    }

    @Nullable
    SimulatedStore store(String name) {
        return stores.get(name);
    }

    /** The store that a frame names. */
    SimulatedStore storeOf(ClientMessage message) {
        SimulatedStore store = stores.get(message.store());
        if (store == null) {
            throw new SimulationFailure("a client asks for the store " + message.store());
        }
        return store;
    }

    /** Any of the stores. */
    SimulatedStore anyStore() {
        return stores.size() == 1 ? stores.values().iterator().next() : world.random().pick(stores());
    }

    /** A client connects; answers whether there is anybody to connect to. */
    boolean takesIn(Link link) {
        return true;
    }

    /**
     * A frame has come in.
     *
     * @param late whether its client has given the connection up
     */
    abstract void received(Link link, ClientMessage message, boolean late);

    /** A connection has ended. */
    abstract void ended(Link link);

    /** A store is restored from a backup, where that can be. */
    void loseTail() {
        // A ledger keeps what it has.
    }

    /** Something goes wrong that is a step, perhaps; returns whether it did. */
    boolean fails() {
        return false;
    }

    /** From now on nothing goes wrong. */
    void heal() {
        // Nothing is wrong for longer than a moment.
    }

    /** Whether nothing is left to be done, and everybody is where he has to be. */
    boolean isAtRest() {
        return lingering.isEmpty();
    }

    /** Looks whether all is in time. */
    void check() {
        // Whoever does everything at once is.
    }

    /** From now on frames of a connection that its client has given up are, or are not, under way. */
    void lingers(Link link, boolean now) {
        if (now) {
            lingering.add(link);
        } else {
            lingering.remove(link);
        }
    }

    /** Whether frames of a connection that its client has given up are under way. */
    boolean lingers(Link link) {
        return lingering.contains(link);
    }

    /** None are under way any more. */
    void endLingering() {
        lingering.forEach(this::ended);
        lingering.clear();
    }

    /** The connections on which somebody has joined. */
    List<Link> joined() {
        var links = new LinkedHashSet<Link>();
        stores.values().forEach(store -> links.addAll(store.joined()));
        return List.copyOf(links);
    }

    /** How often somebody joined. */
    int joins() {
        return stores.values().stream().mapToInt(store -> store.records().joins()).sum();
    }
}
