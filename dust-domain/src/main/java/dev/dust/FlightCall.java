package dev.dust;

import dev.dust.engine.EngineConfig;
import dev.dust.error.AnswerTimeoutException;
import dev.dust.error.RefusedException;
import dev.dust.error.UnavailableException;
import dev.dust.lease.machine.FlightActions;
import dev.dust.lease.machine.FlightMachine.Signal;
import dev.dust.lease.machine.FlightMachine;
import dev.dust.lease.machine.FlightRules;
import dev.dust.path.DustPath;
import dev.dust.reading.Reading;
import dev.dust.time.Durations;
import dev.dust.time.TimerId;
import dev.dust.value.LeaseValue;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One caller of single-flight: what a {@link FlightMachine} needs around it. Has no thread while it waits. Signals are tasks
 * of the engine's, one at a time; what the application brings, its predicate and its work, runs on its own executor. Whatever
 * is thrown is this call's answer.
 */
final class FlightCall implements FlightActions, Leases.Asker {
    private final SingleFlight flights;
    private final DustStore store;
    private final EngineConfig config;
    private final String key;
    private final String lockKey;
    private final FlightOptions options;
    private final FlightWork work;
    private final SerialTasks tasks;
    private final Alarm alarm;
    private final LeaseWatch lock;
    private final FlightMachine machine;
    /** Completed once everything was given back. */
    private final CompletableFuture<FlightResult> answer = new CompletableFuture<>();
    /** Completes {@link #answer}. */
    private Runnable outcome = () -> answer.cancel(false);

    @SuppressWarnings("UnnecessaryLambda") // The same object is watched with and forgotten.
    private final Runnable resultListener = () -> signal(Signal.RESULT_CHANGED);
    private boolean looking;
    private boolean lookAgain;
    /** What another caller of this process has come to, for the same key. */
    private @Nullable FlightResult theirs;
    private @Nullable FlightResult found;
    private FlightWork.@Nullable Done done;
    private @Nullable FlightResult result;
    private @Nullable Throwable failure;
    private @Nullable HeldLease granted;

    FlightCall(SingleFlight flights, String key, String lockKey, FlightFunction work, FlightOptions options) {
        this.flights = flights;
        this.store = flights.store();
        this.config = flights.config();
        this.key = key;
        this.lockKey = lockKey;
        this.options = options;
        this.work = new FlightWork(key, work, flights);
        this.tasks = new SerialTasks(config::apart, store.core().engine().mayWait(), this::broken);
        this.lock = new LeaseWatch(store, DustPath.parse(lockKey), tasks::add, this::lockIs, this::linkMayHaveChanged);
        var rules = new FlightRules(options.leaseTtl(), Durations.after(now(), options.waitTimeout()),
                options.onUnavailable() == FlightOptions.OnUnavailable.RUN_LOCAL, config.random()::nextLong);
        this.machine = new FlightMachine(rules, this, config.transitions());
        this.alarm = new Alarm(config, tasks, TimerId.AWAIT, machine::timeIs);
    }

    String key() {
        return key;
    }

    /** Begins, and answers with what is the caller's own: if he ends that, his part is over. */
    CompletableFuture<FlightResult> start() {
        signal(Signal.START);
        CompletableFuture<FlightResult> own = answer.copy();
        own.whenComplete((value, error) -> {
            if (!answer.isDone()) {
                signal(Signal.CANCEL);
            }
        });
        return own;
    }

    /** From any thread: the client is closed. What the work may yet come to, nobody hears. */
    void close(Throwable closed) {
        tasks.add(() -> broken(closed));
    }

    /**
     * From any thread: it is its turn. The one before has come to {@code result}, if that is for the same key, and not null.
     */
    void turn(@Nullable FlightResult result) {
        tasks.add(() -> {
            theirs = result == null ? theirs : result;
            machine.turn(true, now());
        });
    }

    /** From any thread: the one whose turn it was has come to {@code result}. */
    void othersResult(@Nullable FlightResult result) {
        tasks.add(() -> {
            theirs = result;
            machine.signal(Signal.RESULT_CHANGED, now());
        });
    }

    // --- Signals

    private void signal(Signal signal) {
        tasks.add(() -> machine.signal(signal, now()));
    }

    private void failed(Signal signal, Throwable why) {
        tasks.add(() -> {
            failure = why;
            machine.signal(signal, now());
        });
    }

    /** Whoever waits elsewhere must not wait for a lease or a turn that nobody uses. */
    private void broken(Throwable why) {
        failure = why;
        machine.signal(Signal.BREAK, now());
    }

    private void linkMayHaveChanged() {
        StoreStatusReader link = store.core().link();
        if (link.isConnecting()) {
            return;
        }
        if (link.isAway()) {
            failure = new UnavailableException("there is no connection to store " + store.name()
                    + ", so that nobody can be asked for the result of " + key);
            machine.away(now());
            return;
        }
        machine.signal(Signal.CONNECTED, now());
    }

    private void lockIs(@Nullable LeaseValue row) {
        long left = row == null ? 0 : Durations.nanos(Duration.between(config.time().now(), row.expiresAt()));
        machine.lockIs(row, left, now());
    }

    private long now() {
        return config.time().nanos();
    }

    // --- What the machine has done for it: waiting

    @Override
    public void lineUp() {
        if (flights.lineUp(lockKey, this)) {
            tasks.add(() -> machine.turn(false, now()));
        }
    }

    @Override
    public void watch() {
        store.core().engine().watchPath(DustPath.parse(key), resultListener);
        lock.open();
    }

    @Override
    public void tellLink() {
        tasks.add(this::linkMayHaveChanged);
    }

    @Override
    public void wakeAt(long moment) {
        alarm.set(moment);
    }

    // --- Looking

    /** Looks never overlap, and what has changed during one is looked at by the next. */
    @Override
    public void look() {
        if (looking) {
            lookAgain = true;
            return;
        }
        looking = true;
        FlightResult others = theirs;
        onExecutor(Signal.LOOK_THREW, () -> {
            FlightResult there = flights.whatIsThere(key, options, others);
            return () -> looked(there);
        });
    }

    private void looked(@Nullable FlightResult there) {
        looking = false;
        if (there != null) {
            found(there, Signal.FOUND);
        } else if (lookAgain) {
            lookAgain = false;
            look();
        } else {
            machine.signal(Signal.NOT_FOUND, now());
        }
    }

    private void found(FlightResult there, Signal signal) {
        found = there;
        machine.signal(signal, now());
    }

    /** Runs what may throw anything, and tells the signal that it answers. */
    private void onExecutor(Signal threw, Callable<Runnable> task) {
        try {
            config.executor().execute(() -> {
                try {
                    tasks.add(task.call());
                } catch (Throwable thrown) {
                    failed(threw, thrown);
                }
            });
        } catch (Throwable rejected) {
            failed(threw, rejected);
        }
    }

    // --- The lease

    private HeldLease lease() {
        return Objects.requireNonNull(granted, "granted");
    }

    private FlightWork.Done done() {
        return Objects.requireNonNull(done, "done");
    }

    @Override
    public void ask() {
        flights.leases().ask(DustPath.parse(lockKey), LeaseOptions.defaults().ttl(options.leaseTtl()), true, this);
    }

    @Override
    public void granted(HeldLease lease) {
        tasks.add(() -> {
            granted = lease;
            machine.granted(lease.token(), now());
        });
    }

    @Override
    public void held() {
        tasks.add(() -> machine.held(now()));
    }

    @Override
    public void refused(Throwable why) {
        failed(Signal.REFUSED, why);
    }

    @Override
    public void unheard(Throwable why) {
        tasks.add(() -> {
            failure = why;
            machine.away(now());
        });
    }

    @Override
    public void keepLease() {
        lease().whenLost(loss -> signal(Signal.LEASE_LOST));
    }

    @Override
    public void dropLease() {
        lease().close();
        granted = null;
    }

    // --- The work

    @Override
    public void work(boolean alone) {
        HeldLease lease = alone ? null : granted;
        FlightResult others = theirs;
        onExecutor(Signal.WORK_THREW, () -> {
            FlightResult there = flights.whatIsThere(key, options, others);
            if (there != null) {
                return () -> found(there, Signal.NOT_NEEDED);
            }
            FlightWork.Done made = work.run(lease);
            return () -> {
                done = made;
                machine.signal(Signal.WORKED, now());
            };
        });
    }

    @Override
    public void interrupt() {
        work.interrupt();
    }

    @Override
    public void publish() {
        flights.publish(key, done().text(), lease()).whenComplete((seq, error) -> {
            if (error == null) {
                signal(Signal.PUBLISHED);
            } else {
                failed(error instanceof AnswerTimeoutException ? Signal.UNCONFIRMED : Signal.NOT_PUBLISHED, error);
            }
        });
    }

    @Override
    public void keepResult() {
        SingleFlight.attempt(key, () -> flights.keep(key, done()));
    }

    // --- The answer

    @Override
    public void answerFound(boolean waited) {
        FlightResult there = Objects.requireNonNull(found, "found");
        boolean kept = there.source() == FlightResult.Source.CACHED;
        answer(kept && waited ? new FlightResult(there.value(), FlightResult.Source.AWAITED, false, true) : there);
    }

    @Override
    public void answerComputed(boolean coordinated) {
        Reading value = flights.conversion().reading(key, done().value());
        answer(new FlightResult(value, FlightResult.Source.COMPUTED, false, coordinated));
    }

    @Override
    public void answerTooLate() {
        try {
            answer(flights.staleResult(key, options));
        } catch (Throwable none) {
            failure = none;
            answerFailure();
        }
    }

    @Override
    public void answerFenced() {
        failure = RefusedException.of(MapValue.envelope(Map.of("reason", Value.of("fenced"))));
        answerFailure();
    }

    @Override
    public void answerFailure() {
        Throwable why = failure;
        outcome = () -> answer.completeExceptionally(why);
    }

    private void answer(FlightResult with) {
        result = with;
        outcome = () -> answer.complete(with);
    }

    @Override
    public void answerNow() {
        // Not here: what the caller chains to it may take its time.
        config.apart(outcome);
    }

    @Override
    public void end() {
        lock.close();
        store.core().engine().forgetPath(DustPath.parse(key), resultListener);
        if (granted != null) {
            granted.close();
        }
        boolean told = result != null && result.equals(found) && result.source() == FlightResult.Source.AWAITED;
        flights.end(this, lockKey, result, !told);
        answerNow();
    }
}
