package dev.dust.testkit.simulation;

import dev.dust.cache.Cache;
import dev.dust.testkit.CacheSource;
import dev.dust.transport.Transport;
import java.time.Duration;
import java.util.NavigableSet;
import java.util.function.UnaryOperator;

/** A device: a cache that stays, and processes that come and go. */
final class SimulatedClient implements AutoCloseable {
    private static final Duration LONGEST_DOWN = Duration.ofSeconds(20);

    private final World world;
    private final String name;
    private final CacheSource caches;
    private final UnaryOperator<Transport> wire;
    private final Ledger ledger;
    private final Leases leases;
    private final Replay replay;
    private Cache cache;
    /** Null while the device is down. */
    private Process process;
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
        this.ledger = new Ledger(world, this);
        this.leases = new Leases(world, this);
        this.replay = new Replay(world.server().records());
    }

    String device() {
        return "dev_" + name;
    }

    Cache cache() {
        return cache;
    }

    Ledger ledger() {
        return ledger;
    }

    Leases leases() {
        return leases;
    }

    /** The server's rows, as far as this client is. */
    Replay replay() {
        return replay;
    }

    /** The seqs of the snapshots that were sent to it. */
    NavigableSet<Long> snapshots() {
        return world.server().records().snapshots(device());
    }

    /** Whether its outbox says that the write was accepted as {@code seq}. */
    boolean hasKeptAnswer(String opId, long seq) {
        return cache.open(World.STORE, device()).outbox().stream()
                .anyMatch(entry -> entry.opId().equals(opId) && entry.ackedSeq() == seq);
    }

    /** Whether a row of that revision may have come with a snapshot, which does not tell it. */
    boolean hasSnapshotWithin(long revision, long applied) {
        return world.shared() == null
                ? !snapshots().subSet(revision, true, applied, true).isEmpty()
                : world.clients().stream()
                        .anyMatch(client -> !client.snapshots().subSet(revision, true, applied, true).isEmpty());
    }

    /** Whether a snapshot hid that op from this client, so that it could not see whose it was. */
    boolean isHidden(long seq, long applied) {
        Long snapshot = snapshots().ceiling(seq);
        return snapshot != null && snapshot <= applied || world.shared() != null && world.shared().hide(seq, applied);
    }

    /** The process that runs, or null. */
    Process process() {
        return process;
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
        process.die();
        ledger.forgetCallers(process.number());
        leases.forget();
        process = null;
        world.later(world.dice().anyUpTo(LONGEST_DOWN), this::start);
    }

    /** Closes the client and opens another one. */
    void restart() {
        if (process != null) {
            world.trace().note("%s: is closed", process);
            Process closing = process;
            closing.close();
            if (process != null) {
                ledger.checkAnswered(closing.number());
                leases.checkAnswered();
                closing.die();
                process = null;
                start();
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
            Disk disk = process.disk();
            disk.setAway(true);
            world.later(duration, () -> disk.setAway(false));
        }
    }

    /** From now on nothing goes wrong. */
    void heal() {
        offline = false;
        if (process != null) {
            process.disk().heal();
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
