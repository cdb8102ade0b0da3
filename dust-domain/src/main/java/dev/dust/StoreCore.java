package dev.dust;

import dev.dust.engine.ConnectionManager;
import dev.dust.engine.EngineConfig;
import dev.dust.engine.StoreEngine;

/** What a {@link DustStore} works with, and all its fenced forms with it. Thread-safe. */
final class StoreCore {
    private final String name;
    private final ConnectionManager connections;
    private final StoreEngine engine;
    private final Conversion conversion;
    private final EngineConfig config;
    private final StoreStatusReader link;
    private final CommittedReader committed;
    private final StoreWriter writer;
    private final Leases leases;
    private final SingleFlight flights;
    private final Updates updates;

    /** {@code store}: whose core this is to be. */
    StoreCore(DustStore store, String name, ConnectionManager connections, StoreEngine engine, Conversion conversion,
            EngineConfig config, boolean durable) {
        this.name = name;
        this.connections = connections;
        this.engine = engine;
        this.conversion = conversion;
        this.config = config;
        this.link = new StoreStatusReader(name, connections, engine);
        this.committed = new CommittedReader(connections, conversion, engine);
        this.writer = new StoreWriter(engine, conversion, config, durable);
        this.leases = new Leases(store, writer, config);
        this.flights = new SingleFlight(store, leases, conversion, config);
        this.updates = new Updates(store, engine, conversion, config);
    }

    String name() {
        return name;
    }

    StoreEngine engine() {
        return engine;
    }

    Conversion conversion() {
        return conversion;
    }

    EngineConfig config() {
        return config;
    }

    StoreStatusReader link() {
        return link;
    }

    CommittedReader committed() {
        return committed;
    }

    StoreWriter writer() {
        return writer;
    }

    Leases leases() {
        return leases;
    }

    SingleFlight flights() {
        return flights;
    }

    Updates updates() {
        return updates;
    }

    /** Answers everybody who waits for more than one answer of the server's. */
    void end() {
        leases.close();
        flights.close();
        updates.close();
    }

    /** The server tells this client no more of the store. */
    void leave() {
        end();
        connections.leave(name, engine);
    }
}
