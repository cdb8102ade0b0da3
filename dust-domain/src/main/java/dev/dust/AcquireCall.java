package dev.dust;

import dev.dust.engine.EngineConfig;
import dev.dust.error.AnswerTimeoutException;
import dev.dust.error.ClosedException;
import dev.dust.lease.machine.AcquireActions;
import dev.dust.lease.machine.AcquireMachine.Signal;
import dev.dust.lease.machine.AcquireMachine;
import dev.dust.path.DustPath;
import dev.dust.time.Durations;
import dev.dust.time.TimerId;
import dev.dust.value.LeaseValue;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One who waits for a lease: what an {@link AcquireMachine} needs around it. Has no thread while it waits; its signals are
 * tasks, one at a time. Whatever is thrown is this call's answer.
 */
final class AcquireCall implements AcquireActions, Leases.Asker {
    private final Leases leases;
    private final DustStore store;
    private final EngineConfig config;
    private final DustPath key;
    private final LeaseOptions options;
    private final SerialTasks tasks;
    private final Alarm alarm;
    private final LeaseWatch watch;
    private final AcquireMachine machine;
    private final CompletableFuture<HeldLease> answer = new CompletableFuture<>();
    /** Completes {@link #answer}. */
    private Runnable outcome = () -> answer.cancel(false);
    private boolean isOver;
    private @Nullable HeldLease granted;
    private @Nullable Throwable failure;

    AcquireCall(Leases leases, DustPath key, LeaseOptions options) {
        this.leases = leases;
        this.store = leases.store();
        this.config = leases.config();
        this.key = key;
        this.options = options;
        this.tasks = new SerialTasks(config::apart, store.core().engine().mayWait(), this::broken);
        this.watch = new LeaseWatch(store, key, this::tell, this::rowIs, this::linkMayHaveChanged);
        this.machine = new AcquireMachine(options.ttl(), Durations.after(now(), options.waitTimeout()), this,
                config.transitions());
        this.alarm = new Alarm(config, tasks, TimerId.AWAIT, moment -> step(() -> machine.timeIs(moment)));
    }

    /** Begins, and answers with the caller's own: if he ends that, nobody waits any more. */
    CompletableFuture<HeldLease> start() {
        tellHere(() -> machine.signal(Signal.START, now()));
        answer.whenComplete((lease, error) -> signal(Signal.CANCEL));
        return answer;
    }

    /** From any thread: the client is closed. */
    void close() {
        tell(() -> broken(new ClosedException("the client was closed before it had the lease " + key)));
    }

    // --- Signals

    private void tell(Runnable signal) {
        tasks.add(() -> step(signal));
    }

    /** The same, where this thread may wait. */
    private void tellHere(Runnable signal) {
        tasks.runHere(() -> step(signal));
    }

    private void step(Runnable signal) {
        signal.run();
        answerIfOver();
    }

    /** Last of all: what the caller chains to it may take its time. */
    private void answerIfOver() {
        if (isOver) {
            isOver = false;
            outcome.run();
        }
    }

    private void signal(Signal signal) {
        tell(() -> machine.signal(signal, now()));
    }

    /** Whoever waits elsewhere must not wait for a turn that nobody uses. */
    private void broken(Throwable why) {
        failure = why;
        machine.signal(Signal.BREAK, now());
        answerIfOver();
    }

    private void linkMayHaveChanged() {
        if (store.core().link().isConnected()) {
            machine.signal(Signal.CONNECTED, now());
        }
    }

    private void rowIs(@Nullable LeaseValue row) {
        long left = row == null ? 0 : Durations.nanos(Duration.between(config.time().now(), row.expiresAt()));
        machine.lockIs(row, left, now());
    }

    private long now() {
        return config.time().nanos();
    }

    // --- What the machine has done for it

    @Override
    public void lineUp() {
        if (leases.lines().lineUp(key.key(), this)) {
            signal(Signal.TURN);
        }
    }

    @Override
    public void watch() {
        watch.open();
        tellLink();
    }

    @Override
    public void tellLink() {
        tell(this::linkMayHaveChanged);
    }

    @Override
    public void ask() {
        leases.ask(key, options, false, this);
    }

    @Override
    public void granted(HeldLease lease) {
        tellHere(() -> {
            if (lease.isHeld()) {
                granted = lease;
                machine.signal(Signal.GRANTED, now());
            } else {
                // Its time was over before the answer came.
                lease.close();
                machine.signal(Signal.UNHEARD, now());
            }
        });
    }

    @Override
    public void held() {
        tellHere(() -> machine.held(now()));
    }

    @Override
    public void refused(Throwable why) {
        failed(Signal.REFUSED, why);
    }

    @Override
    public void unheard(Throwable why) {
        failed(Signal.UNHEARD, why);
    }

    private void failed(Signal signal, Throwable why) {
        tellHere(() -> {
            failure = why;
            machine.signal(signal, now());
        });
    }

    @Override
    public void wakeAt(long moment) {
        alarm.set(moment);
    }

    // --- The answer

    private HeldLease granted() {
        return Objects.requireNonNull(granted, "granted");
    }

    @Override
    public void handOver() {
        HeldLease lease = granted();
        leases.hold(lease);
        outcome = () -> {
            if (!answer.complete(lease)) {
                lease.close();
            }
        };
    }

    @Override
    public void giveBack() {
        granted().close();
    }

    @Override
    public void answerTooLate() {
        failure = new AnswerTimeoutException("the lease " + key + " was not to be had within " + options.waitTimeout()
                + (store.core().link().isConnected() ? "" : "; there is no connection"));
        answerFailure();
    }

    @Override
    public void answerFailure() {
        Throwable why = failure;
        outcome = () -> answer.completeExceptionally(why);
    }

    @Override
    public void end() {
        watch.close();
        leases.ended(this);
        AcquireCall next = leases.lines().leave(key.key(), this, false).next();
        if (next != null) {
            next.signal(Signal.TURN);
        }
        isOver = true;
    }
}
