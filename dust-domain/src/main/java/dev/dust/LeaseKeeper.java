package dev.dust;

import dev.dust.engine.EngineConfig;
import dev.dust.error.RefusedException;
import dev.dust.lease.Lease;
import dev.dust.lease.machine.LeaseActions;
import dev.dust.lease.machine.LeaseLoss;
import dev.dust.lease.machine.LeaseMachine.Signal;
import dev.dust.lease.machine.LeaseMachine;
import dev.dust.time.TimerId;
import dev.dust.value.LeaseValue;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Renews a lease until it is given back, or lost: what a {@link LeaseMachine} needs around it. For use within the tasks of one
 * {@link SerialTasks} alone.
 */
final class LeaseKeeper implements LeaseActions {
    private static final System.Logger LOG = System.getLogger(LeaseKeeper.class.getName());

    private final DustStore store;
    private final Lease lease;
    private final Duration ttl;
    private final EngineConfig config;
    private final SerialTasks tasks;
    private final Consumer<LeaseLoss> lost;
    private final Alarm alarm;
    private final LeaseMachine machine;

    /**
     * A lease that was just taken.
     *
     * @param askedAt when it was asked for, by the nanoseconds of the clock
     * @param lost    told in a task, once, if the lease is lost
     */
    LeaseKeeper(DustStore store, Lease lease, Duration ttl, long askedAt, EngineConfig config, SerialTasks tasks,
            Consumer<LeaseLoss> lost) {
        this.store = store;
        this.lease = lease;
        this.ttl = ttl;
        this.config = config;
        this.tasks = tasks;
        this.lost = lost;
        this.machine = new LeaseMachine(lease.token(), ttl, askedAt, this, config.transitions());
        this.alarm = new Alarm(config, tasks, TimerId.RENEW, machine::timeIs);
    }

    void start() {
        machine.timeIs(now());
    }

    /** The row at the lease's key is this; null for none. */
    void rowIs(@Nullable LeaseValue row) {
        machine.rowIs(row, now());
    }

    /** There is a connection. */
    void connected() {
        machine.signal(Signal.CONNECTED, now());
    }

    /** Does nothing the second time. */
    void giveBack() {
        machine.signal(Signal.RELEASE, now());
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
        Signal answer = error == null ? Signal.RENEWED : error instanceof RefusedException ? Signal.REFUSED : Signal.UNHEARD;
        tasks.add(() -> machine.signal(answer, now()));
    }

    @Override
    public void release() {
        attempt(() -> store.release(lease));
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
    public void lost(LeaseLoss loss) {
        lost.accept(loss);
    }

    @Override
    public void wakeAt(long moment) {
        alarm.set(moment);
    }
}
