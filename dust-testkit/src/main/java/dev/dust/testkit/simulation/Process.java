package dev.dust.testkit.simulation;

import dev.dust.Dust;
import dev.dust.DustOptions;
import dev.dust.DustStore;
import dev.dust.error.StorageException;
import dev.dust.transport.Transport;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** One life of a client: a {@link Dust} from its making to its closing or its death, with everything that dies with it. */
@SuppressWarnings("AvoidCommonTypeNames") // A process of the simulation; none of the system is near.
final class Process {
    private static final int MOST_UNREAD = 40;
    private static final double DILIGENCE = 0.8;

    private final World world;
    private final SimulatedClient client;
    private final int number;
    private final boolean blocking;
    private final Tasks tasks;
    private final Tasks engine;
    private final CrashableCache cache;
    private final SimulatedTransport transport;
    private final Dust dust;
    private final List<ProcessStore> stores = new ArrayList<>();
    /** What the application is asking for. */
    private final List<WriteCall> calling = new ArrayList<>();
    private int unread;
    private boolean alive = true;
    /** Whether something was done here that may have changed what is to be seen. */
    private boolean touched = true;

    Process(World world, SimulatedClient client, int number, UnaryOperator<Transport> wire) {
        this.world = world;
        this.client = client;
        this.number = number;
        this.blocking = world.has(Dimension.BLOCKING_CACHE);
        this.tasks = new Tasks(world.random());
        this.engine = blocking ? new Tasks(world.random()) : tasks;
        this.cache = new CrashableCache(world, this);
        this.transport = new SimulatedTransport(world, this);
        DustOptions options = DustOptions.defaults().deviceId(client.device()).time(new ProcessTime(world.time(), this))
                .executor(tasks).engineExecutor(engine).random(world.random().another())
                .sharedPorts(!world.hasOwnCaches());
        this.dust = new Dust(cache, wire.apply(transport), new PlainCodecs(), options);
    }

    /** Opens its stores. */
    void open() {
        helping(() -> client.stores()
                .forEach(store -> stores.add(new ProcessStore(world, this, store, opened(store.name())))));
    }

    /** A store that cannot be opened, because a commit failed, is opened again. */
    private DustStore opened(String name) {
        while (true) {
            try {
                return dust.store(name);
            } catch (StorageException failed) {
                world.trace().note("%s: %s", this, failed.getMessage());
            }
        }
    }

    SimulatedClient client() {
        return client;
    }

    int number() {
        return number;
    }

    List<ProcessStore> stores() {
        return stores;
    }

    /** Any of its stores. */
    ProcessStore anyStore() {
        return stores.size() == 1 ? stores.getFirst() : world.random().pick(stores);
    }

    /** What it has of that store; null before it is opened. */
    @Nullable
    ProcessStore store(ClientStore wanted) {
        for (ProcessStore store : stores) {
            if (store.client() == wanted) {
                return store;
            }
        }
        return null;
    }

    boolean isAlive() {
        return alive;
    }

    CrashableCache cache() {
        return cache;
    }

    /** The newest connection, or null. */
    @Nullable
    Link link() {
        return transport.link();
    }

    /** Does something within this process, unless it is dead; it may die of it. */
    void run(Runnable what) {
        if (alive) {
            touched = true;
            try {
                what.run();
            } catch (Throwable thrown) {
                if (!cache.isKilled()) {
                    throw thrown;
                }
            }
            if (alive && cache.isKilled()) {
                client.died();
            }
        }
    }

    /** Does something that waits for the engine, which may have left its work to the executor. */
    void ask(Runnable what) {
        run(() -> helping(what));
    }

    private void helping(Runnable what) {
        if (blocking) {
            work();
            engine.helping(what);
        } else {
            what.run();
        }
    }

    /**
     * A frame has come in. While the cache is away, the client takes only so many and lets the others wait: one thread cannot
     * both wait for the client and do the work that the client leaves to its executor.
     *
     * @return false if it has to wait
     */
    boolean receive(Runnable frame) {
        unread = cache.isAway() || unread > 0 && isWithoutCache() ? unread + 1 : 0;
        if (unread > MOST_UNREAD) {
            return false;
        }
        run(frame);
        return true;
    }

    private boolean isWithoutCache() {
        return stores.stream().anyMatch(ProcessStore::isWithoutCache);
    }

    /** Does something that writes, and says what. */
    void call(WriteCall call, Runnable what) {
        calling.add(call);
        ask(what);
        calling.clear();
    }

    /** Whether the application is asking for that. */
    boolean hasAskedFor(WriteCall call) {
        return calling.contains(call);
    }

    /** Runs the callbacks that wait, or leaves them waiting a little longer. */
    void settle() {
        if (touched && world.random().chance(blocking ? world.diligence() : DILIGENCE)) {
            run(this::work);
        }
        if (alive && touched && (!blocking || isSettled())) {
            // A check that waits for the engine is no reason to check again.
            helping(() -> stores.forEach(store -> ViewCheck.check(world, store)));
            touched = false;
        }
        if (alive && world.has(Dimension.DEADLINES)) {
            checkInTime();
        }
    }

    /** A cache that is away may hold answers up. */
    private void checkInTime() {
        long now = world.time().nanos();
        if (!isWithoutCache()
                && client.stores().stream().anyMatch(store -> store.writes().isOverdue(now) || store.leases().isOverdue(now))) {
            drain();
            for (ClientStore store : client.stores()) {
                store.writes().checkInTime(now);
                store.leases().checkInTime(now);
            }
        }
    }

    /** Whether nothing waits for the executors. */
    boolean isSettled() {
        return tasks.isEmpty() && engine.isEmpty();
    }

    /** Does what waits for the executors until nothing does. */
    private void work() {
        while (!isSettled()) {
            engine.drain();
            tasks.drain();
        }
    }

    /** Runs the callbacks that wait. */
    void drain() {
        run(this::work);
    }

    /** The process is gone, from one moment to the next. */
    void die() {
        alive = false;
        client.stores().forEach(ClientStore::forget);
        tasks.forget();
        engine.forget();
        cache.disconnect();
        if (link() != null) {
            link().abandon();
        }
    }

    /** Closes the client as an application does. */
    void close() {
        ask(dust::close);
        drain();
    }

    @Override
    public String toString() {
        return client + "." + number;
    }
}
