package dev.dust;

import dev.dust.engine.EngineConfig;
import dev.dust.error.RefusedException;
import dev.dust.lease.Lease;
import dev.dust.lease.LeaseLoss;
import dev.dust.lease.machine.LeaseActions;
import dev.dust.lease.machine.LeaseMachine.Signal;
import dev.dust.lease.machine.LeaseMachine;
import dev.dust.time.Durations;
import dev.dust.time.TimerId;
import dev.dust.value.LeaseValue;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Renews a lease until it is given back, or lost: what a {@link LeaseMachine} needs around it. Has no thread while it waits;
 * its signals are tasks, one at a time.
 */
final class LeaseKeeper implements LeaseActions {
    private static final System.Logger LOG = System.getLogger(LeaseKeeper.class.getName());
    /** Before every moment: it is not held. */
    private static final long NOT_HELD = Long.MIN_VALUE;

    private final DustStore store;
    private final Lease lease;
    private final Duration ttl;
    private final EngineConfig config;
    private final Holder holder;
    private final SerialTasks tasks;
    private final Alarm alarm;
    private final LeaseWatch watch;
    private final LeaseMachine machine;
    /** Until when it is held if no renewal succeeds, by the nanoseconds of the clock. */
    private volatile long heldUntil;
    private final AtomicBoolean released = new AtomicBoolean();
    private boolean unwatched;

    /** Whoever has the lease kept; told in tasks. */
    interface Holder {
        /** See {@link LeaseActions#doubted}. */
        void doubted();

        /** It is lost, for good. Told once. */
        void lost(LeaseLoss loss);
    }

    /**
     * A lease that was just taken.
     *
     * @param askedAt when it was asked for, by the nanoseconds of the clock
     */
    LeaseKeeper(DustStore store, Lease lease, Duration ttl, long askedAt, EngineConfig config, Holder holder) {
        this.store = store;
        this.lease = lease;
        this.ttl = ttl;
        this.config = config;
        this.holder = holder;
        this.tasks = new SerialTasks(config::apart, store.core().engine().mayWait());
        this.machine = new LeaseMachine(lease.token(), ttl, askedAt, this, config.transitions());
        this.alarm = new Alarm(config, tasks, TimerId.RENEW, now -> step(() -> machine.timeIs(now)));
        this.watch = new LeaseWatch(store, lease.key(), tasks::add, this::rowIs, this::linkMayHaveChanged);
        this.heldUntil = Durations.after(askedAt, ttl);
    }

    /** Begins to renew it. Not in a turn. */
    void start() {
        tasks.runHere(() -> {
            step(() -> machine.timeIs(now()));
            if (!machine.isOver()) {
                attempt(watch::open);
            }
        });
    }

    // --- How it stands, from any thread

    boolean isHeld() {
        return now() < heldUntil;
    }

    /** For how long it is still held if no renewal succeeds; zero if it is not held. */
    Duration remaining() {
        long until = heldUntil;
        return until == NOT_HELD ? Duration.ZERO : Durations.until(now(), until);
    }

    // --- What happens

    /**
     * From any thread that may wait: gives it back, before this returns if the engine takes requests. Does nothing the second
     * time. What was written before under it reaches the server before.
     */
    void giveBack() {
        heldUntil = NOT_HELD;
        release();
        tasks.runHere(() -> step(() -> machine.signal(Signal.RELEASE, now())));
    }

    /** From any thread: its holder does not wait for what may yet come of a renewal. */
    void giveUp() {
        signal(Signal.GIVE_UP);
    }

    private void signal(Signal signal) {
        tasks.add(() -> step(() -> machine.signal(signal, now())));
    }

    private void rowIs(@Nullable LeaseValue row) {
        step(() -> machine.rowIs(row, now()));
    }

    private void linkMayHaveChanged() {
        if (store.core().link().isConnected()) {
            step(() -> machine.signal(Signal.CONNECTED, now()));
        }
    }

    private void step(Runnable step) {
        step.run();
        heldUntil = machine.isHeld(now()) && !released.get() ? machine.endsAt() : NOT_HELD;
        if (machine.isOver() && !unwatched) {
            unwatched = true;
            watch.close();
        }
    }

    private long now() {
        return config.time().nanos();
    }

    // --- What the machine has done for it

    @Override
    public void renew() {
        attempt(() -> store.renew(lease, ttl).whenComplete((renewed, error) -> tell(error)));
    }

    private void tell(@Nullable Throwable error) {
        signal(error == null ? Signal.RENEWED : error instanceof RefusedException ? Signal.REFUSED : Signal.UNHEARD);
    }

    @Override
    public void release() {
        if (released.compareAndSet(false, true)) {
            attempt(() -> store.release(lease));
        }
    }

    /** Whatever stops it, such as a client that is closed or a cache that is away: the lease then ends by itself. */
    private void attempt(Runnable request) {
        try {
            request.run();
        } catch (Throwable e) {
            LOG.log(System.Logger.Level.DEBUG, "the lease " + lease.key() + " is left to end by itself", e);
            tell(e);
        }
    }

    @Override
    public void doubted() {
        holder.doubted();
    }

    @Override
    public void lost(LeaseLoss loss) {
        holder.lost(loss);
    }

    @Override
    public void wakeAt(long moment) {
        alarm.set(moment);
    }
}
