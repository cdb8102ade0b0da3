package dev.dust.testkit.simulation;

import dev.dust.server.rules.Blobs;
import dev.dust.transport.ClientMessage;
import dev.dust.transport.CloseReason;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A server, and the connections to it: each frame goes to its store. */
final class SimulatedServer {
    private final World world;
    private final Blobs blobs = new Blobs();
    private final Map<String, SimulatedStore> stores = new LinkedHashMap<>();
    private final Set<Link> lingering = new LinkedHashSet<>();

    SimulatedServer(World world, List<String> names) {
        this.world = world;
        names.forEach(name -> stores.put(name, new SimulatedStore(world, this, name)));
    }

    /** The contents of files. */
    Blobs blobs() {
        return blobs;
    }

    List<SimulatedStore> stores() {
        return List.copyOf(stores.values());
    }

    @Nullable
    SimulatedStore store(String name) {
        return stores.get(name);
    }

    /** Any of the stores. */
    SimulatedStore anyStore() {
        return stores.size() == 1 ? stores.values().iterator().next() : world.random().pick(stores());
    }

    /**
     * A frame has come in.
     *
     * @param late whether its client has given the connection up
     */
    void received(Link link, ClientMessage message, boolean late) {
        SimulatedStore store = stores.get(message.store());
        if (store == null) {
            throw new SimulationFailure("a client asks for the store " + message.store());
        }
        store.received(link, message, late);
    }

    /** It crashes on what {@code link} sent: with a store's process alone, or with the connection. */
    void crash(Link link, SimulatedStore store) {
        link.noteCrash();
        switch (world.random().below(3)) {
            case 0 -> store.crash(link);
            case 1 -> link.end("1011", CloseReason.By.SERVER);
            default -> link.end("1009", CloseReason.By.TOO_LARGE);
        }
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

    /** Whether any are. */
    boolean isAwaitingLateFrames() {
        return !lingering.isEmpty();
    }

    /** A store is restored from a backup; all connections end with the server that there was. */
    void loseTail(SimulatedStore store) {
        long seq = world.random().between(store.state().compactedSeq(), store.state().storeSeq());
        lingering.forEach(this::ended);
        lingering.clear();
        world.clients().stream().filter(SimulatedClient::isUp).map(client -> client.process().link()).filter(Objects::nonNull)
                .forEach(link -> link.end("1012 service restart", CloseReason.By.NETWORK));
        world.clients().forEach(client -> client.store(store).tailIsLost(seq));
        store.loseTail(seq);
    }

    /** A connection has ended. */
    void ended(Link link) {
        stores.values().forEach(store -> store.ended(link));
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
