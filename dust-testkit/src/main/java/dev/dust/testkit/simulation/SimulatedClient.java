package dev.dust.testkit.simulation;

import dev.dust.cache.Cache;
import dev.dust.testkit.CacheSource;
import dev.dust.transport.Transport;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A device: a cache that stays, and processes that come and go. */
final class SimulatedClient implements AutoCloseable {
    private static final Duration LONGEST_DOWN = Duration.ofSeconds(20);

    private final World world;
    private final String name;
    private final CacheSource caches;
    private final UnaryOperator<Transport> wire;
    private final List<ClientStore> stores;
    private final @Nullable Journal journal;
    private Cache cache;
    /** Null while the device is down. */
    private @Nullable Process process;
    private int processes;
    private boolean offline;

    /**
     * A client that is not started.
     *
     * @param caches opens its cache for each of its processes
     * @param wire what a process's transport is wrapped into
     */
    SimulatedClient(World world, int number, CacheSource caches, UnaryOperator<Transport> wire) {
        this.world = world;
        this.name = "client" + number;
        this.caches = caches;
        this.cache = caches.open();
        this.wire = wire;
        this.stores = world.server().stores().stream().map(store -> new ClientStore(world, this, store)).toList();
        this.journal = world.has(Dimension.FAILOVER) ? new Journal(this) : null;
    }

    String device() {
        return "dev_" + name;
    }

    Cache cache() {
        return cache;
    }

    List<ClientStore> stores() {
        return stores;
    }

    /** What it has of that store. */
    ClientStore store(SimulatedStore store) {
        return store(store.name());
    }

    ClientStore store(String wanted) {
        for (ClientStore store : stores) {
            if (store.name().equals(wanted)) {
                return store;
            }
        }
        throw new SimulationFailure(this + " has no store " + wanted);
    }

    /** What its cache was committed, where that can be undone; else null. */
    @Nullable
    Journal journal() {
        return journal;
    }

    /** The process that runs; only while it {@link #isUp}. */
    Process process() {
        return Objects.requireNonNull(process, "process");
    }

    boolean isUp() {
        return process != null;
    }

    boolean isOffline() {
        return offline;
    }

    void start() {
        if (process == null) {
            cache = processes == 0 ? cache : caches.reopen(cache);
            process = new Process(world, this, ++processes, wire);
            process.open();
            world.trace().note("%s: starts", process);
        }
    }

    /** The process dies; after a while there is another one. */
    void crash() {
        if (process != null) {
            died();
        }
    }

    /** The process has died, or is to. */
    void died() {
        world.trace().note("%s: dies", process);
        process().die();
        forgetCallers();
        process = null;
        world.later(world.random().anyUpTo(LONGEST_DOWN), this::start);
    }

    private void forgetCallers() {
        for (ClientStore store : stores) {
            store.writes().forgetCallers(process().number());
            store.leases().forget();
        }
    }

    /** Closes the client and opens another one. */
    void restart() {
        if (process != null) {
            world.trace().note("%s: is closed", process);
            Process closing = process;
            closing.close();
            if (process != null) {
                checkAnswered(closing.number());
                closing.die();
                process = null;
                start();
            }
        }
    }

    /** Everybody whom a process made wait has been answered. */
    private void checkAnswered(int number) {
        for (ClientStore store : stores) {
            store.writes().checkAnswered(number);
            store.leases().checkAnswered();
        }
    }

    /** The cache goes back by some commits, under the process or while it restarts. */
    void failOver(boolean restarts) {
        if (process != null) {
            // A process that began with an empty outbox counts positions anew, and would share them with what comes back.
            boolean whileDown = restarts || process.number() > 1;
            if (whileDown) {
                world.trace().note("%s: dies", process);
                process.die();
                forgetCallers();
                process = null;
            }
            if (Objects.requireNonNull(journal, "journal").undo(world.random(), caches, world.trace())) {
                cache = Objects.requireNonNull(journal, "journal").cache();
                stores.forEach(ClientStore::forget);
            }
            if (whileDown) {
                start();
            } else {
                process().cache().failedOver();
            }
        }
    }

    /** Has no network for a while. */
    void goOffline(Duration duration) {
        world.trace().note("%s: offline for %s", name, duration);
        offline = true;
        if (process != null && process.link() != null) {
            process.link().cut();
        }
        world.later(duration, () -> offline = false);
    }

    /** The cache cannot be used for a while. */
    void loseCache(Duration duration) {
        if (process != null) {
            world.trace().note("%s: no cache for %s", process, duration);
            CrashableCache cache = process.cache();
            cache.setAway(true);
            world.later(duration, () -> cache.setAway(false));
        }
    }

    /** From now on nothing goes wrong. */
    void heal() {
        offline = false;
        if (process != null) {
            process.cache().heal();
        }
        start();
    }

    void settle() {
        if (process != null) {
            process.settle();
        }
    }

    /** The run is over. */
    @Override
    public void close() {
        cache.close();
    }

    @Override
    public String toString() {
        return name;
    }
}
