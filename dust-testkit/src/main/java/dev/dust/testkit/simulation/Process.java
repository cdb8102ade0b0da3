package dev.dust.testkit.simulation;

import dev.dust.Dust;
import dev.dust.DustOptions;
import dev.dust.DustStore;
import dev.dust.StoreStatus;
import dev.dust.Write;
import dev.dust.cache.CacheSnapshot;
import dev.dust.transport.Transport;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** One life of a client: a {@link Dust} from its making to its closing or its death, with everything that dies with it. */
final class Process {
    private static final int MOST_UNREAD = 40;

    private final World world;
    private final SimulatedClient client;
    private final int number;
    private final Tasks tasks;
    private final Disk disk;
    private final SimulatedTransport transport;
    private final Dust dust;
    private final DustStore store;
    private final Ears ears;
    private final List<Write> writes = new ArrayList<>();
    private WriteCall calling;
    private int unread;
    private boolean alive = true;
    /** Whether something was done here that may have changed what is to be seen. */
    private boolean touched = true;

    Process(World world, SimulatedClient client, int number, UnaryOperator<Transport> wire) {
        this.world = world;
        this.client = client;
        this.number = number;
        this.tasks = new Tasks(world.dice());
        this.disk = new Disk(client.cache(), opId -> client.ledger().kept(opId, calling, number),
                world.shared());
        this.transport = new SimulatedTransport(world, this);
        DustOptions options = DustOptions.builder().deviceId(client.device()).time(new ProcessTime(world.time(), this))
                .executor(tasks).engineExecutor(tasks).random(world.dice().another()).sharedPorts().build();
        this.dust = new Dust(disk, wire.apply(transport), new PlainCodecs(), options);
        this.store = dust.store(World.STORE);
        this.ears = new Ears(world, this);
    }

    SimulatedClient client() {
        return client;
    }

    int number() {
        return number;
    }

    DustStore store() {
        return store;
    }

    /** The seq of the rows under what it shows: with others on the same cache, these may be ahead of what it has applied. */
    long rowsSeq() {
        try (CacheSnapshot rows = client.cache().open(World.STORE, client.device()).snapshot()) {
            return rows.appliedSeq();
        }
    }

    Disk disk() {
        return disk;
    }

    Ears ears() {
        return ears;
    }

    /** The writes that it made. */
    List<Write> writes() {
        return writes;
    }

    /** Whether the cache is away, or its client has not noticed yet that it is back. */
    boolean isWithoutCache() {
        return isWithoutCache(store.status());
    }

    /** The same at the moment of {@code status}. */
    boolean isWithoutCache(StoreStatus status) {
        return disk.isAway() || Disk.AWAY.equals(status.problem());
    }

    /** The newest connection, or null. */
    Link link() {
        return transport.link();
    }

    /** Does something within this process, unless it is dead; it may die of it. */
    void run(Runnable what) {
        if (alive) {
            touched = true;
            try {
                what.run();
            } catch (RuntimeException | Error thrown) {
                if (!disk.isKilled()) {
                    throw thrown;
                }
            }
            if (alive && disk.isKilled()) {
                client.died();
            }
        }
    }

    /**
     * A frame has come in. While the cache is away, the client takes only so many and lets the others wait: one thread cannot both
     * wait for the client and do the work that the client leaves to its executor.
     *
     * @return false if it has to wait
     */
    boolean receive(Runnable frame) {
        unread = disk.isAway() || unread > 0 && isWithoutCache() ? unread + 1 : 0;
        if (unread > MOST_UNREAD) {
            return false;
        }
        run(frame);
        return true;
    }

    /** Does something that writes, and says what. */
    void call(WriteCall call, Runnable what) {
        calling = call;
        run(what);
        calling = null;
    }

    /** Runs the callbacks that wait, or leaves them waiting a little longer. */
    void settle() {
        if (touched && world.dice().chance(0.8)) {
            run(tasks::drain);
        }
        if (alive && touched) {
            ViewCheck.check(world, this);
            touched = false;
        }
    }

    /** Whether no callback waits. */
    boolean isSettled() {
        return tasks.isEmpty();
    }

    /** Runs the callbacks that wait. */
    void drain() {
        run(tasks::drain);
    }

    /** The process is gone, from one moment to the next. */
    void die() {
        alive = false;
        tasks.forget();
        disk.disconnect();
        if (link() != null) {
            link().abandon();
        }
    }

    /** Closes the client as an application does. */
    void close() {
        run(dust::close);
        drain();
    }

    @Override
    public String toString() {
        return client + "." + number;
    }
}
