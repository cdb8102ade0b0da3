package dev.dust;

import dev.dust.FlightOptions.OnUnavailable;
import dev.dust.FlightResult.Source;
import dev.dust.error.AnswerTimeoutException;
import dev.dust.error.FlightAbortedException;
import dev.dust.error.RefusedException;
import dev.dust.error.UnavailableException;
import dev.dust.lease.Lease;
import dev.dust.subscribe.Subscription;
import dev.dust.time.Durations;
import dev.dust.value.LeaseValue;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One caller of single-flight, from the first look to the answer: a state machine that waits without a thread. Whatever may matter
 * to it wakes it: a change of the result or the lease, another caller's end, an answer, the connection, the time. Then it looks
 * where it stands, and goes on as far as it can. Looks never overlap. Whatever is thrown in one is the call's answer.
 */
final class FlightCall {
    private static final System.Logger LOG = System.getLogger(FlightCall.class.getName());
    /** How long a first connection may take before the server counts as away. */
    private static final Duration FIRST_CONNECTION = Duration.ofSeconds(5);
    /** How long the mirror may take to reach the lease that was just taken. */
    private static final Duration CATCHING_UP = Duration.ofSeconds(5);
    private static final Duration BACKOFF = Duration.ofMillis(250);
    private static final int MOST_DOUBLINGS = 4;

    private final SingleFlight flights;
    private final DustStore store;
    private final String key;
    private final String lockKey;
    private final FlightFunction work;
    private final FlightOptions options;
    private final Waker waker;
    private final Runnable wake;
    private final long deadline;
    private final AtomicBoolean over = new AtomicBoolean();
    /** Completed, with the result or null, once everything was given back. */
    private final CompletableFuture<FlightResult> ended = new CompletableFuture<>();
    /** Completed after that, so that nobody waits for what the caller chains to it. */
    private final CompletableFuture<FlightResult> answer = new CompletableFuture<>();
    private final List<Subscription> watches = new ArrayList<>();

    private State state = State.QUEUED;
    /** When the state ends by itself. */
    private long until;
    private boolean waited;
    private int losses;
    private @Nullable FlightCall ahead;
    private long askedAt;
    private @Nullable CompletableFuture<Long> published;
    private @Nullable Value value;
    private CompletableFuture<Optional<Lease>> asked = new CompletableFuture<>();
    private @Nullable HeldLease held;
    private @Nullable FlightResult result;
    private @Nullable Throwable failure;
    private boolean gaveBack;

    /** What a call waits for. */
    private enum State {
        /** The caller of this process whose turn it is. */
        QUEUED,
        /** The first connection. */
        CONNECTING,
        /** The server's answer to whether it may have the lease. */
        ASKING,
        /** The result of whoever holds the lease, or the end of the lease. */
        FOLLOWING,
        /** Some time, so that not all who followed ask at once; a result that comes meanwhile will do. */
        PAUSING,
        /** The mirror, to see whether the holder before published. */
        CATCHING_UP,
        /** The server's answer to the result. */
        PUBLISHING,
        /** Nothing: the caller has its answer. */
        OVER
    }

    FlightCall(SingleFlight flights, String key, String lockKey, FlightFunction work, FlightOptions options) {
        this.flights = flights;
        this.store = flights.store();
        this.key = key;
        this.lockKey = lockKey;
        this.work = work;
        this.options = options;
        this.waker = new Waker(flights.config(), () -> step(this::goOn), rejected -> step(() -> fail(rejected)));
        this.wake = waker::wake;
        this.deadline = in(options.waitTimeout());
        this.until = deadline;
    }

    CompletableFuture<FlightResult> answer() {
        return answer;
    }

    /** Looks at what is there, and leaves everything else to the executor. */
    void start() {
        step(this::isFresh);
        waker.wake();
    }

    /** From any thread: the client is closed. What the work may yet come to, nobody hears. */
    void close(Throwable closed) {
        if (over.compareAndSet(false, true)) {
            Thread.startVirtualThread(() -> answer.completeExceptionally(closed));
            waker.wake();
        }
    }

    // --- Steps

    /** A step that may throw anything. */
    private interface Step {
        void run() throws Exception;
    }

    private void step(Step step) {
        try {
            if (!over.get()) {
                step.run();
            }
        } catch (Throwable thrown) {
            // Also an Error: whoever waits elsewhere must not wait for a lease or a turn that nobody uses.
            fail(thrown);
        }
        if (over.get() && !gaveBack) {
            gaveBack = true;
            end();
        }
    }

    private void goOn() throws Exception {
        State before;
        do {
            before = state;
            state = look();
        } while (state != before && !over.get());
        if (!over.get()) {
            waker.wakeAt(until);
        }
    }

    private State look() throws Exception {
        return switch (state) {
            case QUEUED -> queued();
            case CONNECTING -> connecting();
            case ASKING -> asking();
            case FOLLOWING, PAUSING -> following();
            case CATCHING_UP -> catchingUp();
            case PUBLISHING -> publishing();
            case OVER -> State.OVER;
        };
    }

    private State wait(State next, long end) {
        until = end;
        return next;
    }

    private boolean isDue() {
        return now() >= until;
    }

    // --- Within this process, one caller at a time

    private State queued() {
        while (ahead == null || ahead.ended.isDone()) {
            FlightResult theirs = ahead == null || !ahead.key.equals(key) ? null : ahead.ended.join();
            if (theirs != null && passes(theirs.value())) {
                return answer(new FlightResult(theirs.value(), Source.AWAITED, theirs.stale(), theirs.coordinated()));
            }
            if (waited && isDue()) {
                return giveUp();
            }
            ahead = flights.take(lockKey, this);
            if (ahead == null) {
                watch();
                return wait(State.CONNECTING, Math.min(deadline, in(FIRST_CONNECTION)));
            }
            waited = true;
            ahead.ended.thenRun(wake);
        }
        return isDue() ? giveUp() : State.QUEUED;
    }

    private void watch() {
        store.link().watch(wake);
        store.watch(key, wake, watches::add);
        store.watch(lockKey, wake, watches::add);
    }

    // --- In the fleet, whoever has the lease

    /** A client that has just begun to connect is not one without a connection. */
    private State connecting() {
        if (isFresh()) {
            return State.OVER;
        }
        return store.link().isConnecting() && !isDue() ? State.CONNECTING : ask();
    }

    private State ask() {
        askedAt = now();
        asked = store.lease(lockKey, options.leaseTtl());
        asked.whenComplete((lease, error) -> waker.wake());
        return wait(State.ASKING, Durations.NEVER);
    }

    private State asking() throws Exception {
        if (!asked.isDone()) {
            return store.link().isAway() ? alone(away()) : State.ASKING;
        }
        if (asked.state() == Future.State.FAILED) {
            Throwable error = asked.exceptionNow();
            boolean unheard = error instanceof UnavailableException || error instanceof AnswerTimeoutException;
            return unheard ? alone(error) : fail(error);
        }
        waited |= asked.resultNow().isEmpty();
        if (asked.resultNow().isEmpty()) {
            return wait(State.FOLLOWING, Math.min(deadline, in(options.leaseTtl())));
        }
        held = new HeldLease(store, asked.resultNow().get(), options.leaseTtl(), askedAt, flights.config());
        return wait(State.CATCHING_UP, in(CATCHING_UP));
    }

    private State following() throws Exception {
        if (isFresh()) {
            return State.OVER;
        }
        if (now() >= deadline) {
            return giveUp();
        }
        if (store.link().isAway()) {
            return alone(away());
        }
        if (state == State.PAUSING) {
            return isDue() ? ask() : State.PAUSING;
        }
        if (lock() != null && !isDue()) {
            return State.FOLLOWING;
        }
        long most = BACKOFF.toNanos() << Math.min(losses++, MOST_DOUBLINGS);
        return wait(State.PAUSING, Math.min(deadline, now() + flights.config().random().nextLong(most)));
    }

    /**
     * The one before may have published between the look at the store and the lease. What it wrote is in the server's history before
     * the lease: once the lease shows here, so does its result.
     */
    private State catchingUp() throws Exception {
        LeaseValue lock = lock();
        boolean caughtUp = lock != null && lock.token() >= holding().lease().token();
        if (!caughtUp && !isDue() && !store.link().isAway()) {
            return State.CATCHING_UP;
        }
        waited = true;
        return isFresh() ? State.OVER : publish(run(holding().lease()));
    }

    // --- The work

    private Value run(@Nullable Lease lease) throws Exception {
        return switch (work.run(lease)) {
            case Flight.Publish(var result) -> flights.conversion().toValue(result);
            case Flight.Abort(String reason) -> throw new FlightAbortedException(reason);
            case null -> throw new NullPointerException("the work must end with Flight.publish or Flight.abort, not null");
        };
    }

    private State publish(Value found) {
        if (holding().isLost()) {
            return fail(RefusedException.of(MapValue.envelope(Map.of("reason", Value.of("fenced")))));
        }
        value = found;
        CompletableFuture<Long> asked = flights.publish(key, found, holding().lease());
        published = asked;
        asked.whenComplete((seq, error) -> waker.wake());
        return wait(State.PUBLISHING, Durations.NEVER);
    }

    private HeldLease holding() {
        return Objects.requireNonNull(held, "held");
    }

    private State publishing() {
        CompletableFuture<Long> published = Objects.requireNonNull(this.published, "published");
        if (!published.isDone()) {
            return State.PUBLISHING;
        }
        Throwable error = published.state() == Future.State.FAILED ? published.exceptionNow() : null;
        return error == null || error instanceof AnswerTimeoutException
                ? computed(Objects.requireNonNull(value, "value"), error == null)
                : fail(error);
    }

    /** Does the work without a lease. */
    private State alone(Throwable unavailable) throws Exception {
        if (options.onUnavailable() == OnUnavailable.ERROR) {
            return fail(unavailable);
        }
        OptionalLong before = flights.revision(key);
        Value found = run(null);
        flights.keep(key, found, before);
        return computed(found, false);
    }

    private UnavailableException away() {
        return new UnavailableException("there is no connection to store " + store.name()
                + ", so that nobody can be asked for the result of " + key);
    }

    // --- Looking

    /** Whether there is a result that will do; then it is the answer. */
    private boolean isFresh() {
        Reading kept = flights.result(key);
        if (kept == null || !passes(kept)) {
            return false;
        }
        answer(new FlightResult(kept, waited ? Source.AWAITED : Source.CACHED, false, true));
        return true;
    }

    private boolean passes(Reading kept) {
        return options.fresh() == null || options.fresh().test(kept);
    }

    private @Nullable LeaseValue lock() {
        return store.get(lockKey).optional().orElse(null) instanceof LeaseValue lease ? lease : null;
    }

    private long now() {
        return flights.config().time().nanos();
    }

    private long in(Duration duration) {
        return Durations.after(now(), duration);
    }

    // --- The answer

    private State computed(Value found, boolean coordinated) {
        return answer(new FlightResult(flights.conversion().reading(key, found), Source.COMPUTED, false, coordinated));
    }

    private State giveUp() {
        Reading old = options.fresh() == null ? null : flights.result(key);
        return old == null
                ? fail(new AnswerTimeoutException("nobody published " + key + " within " + options.waitTimeout()))
                : answer(new FlightResult(old, Source.CACHED, true, true));
    }

    private State answer(FlightResult found) {
        if (over.compareAndSet(false, true)) {
            result = found;
        }
        return State.OVER;
    }

    private State fail(Throwable why) {
        if (over.compareAndSet(false, true)) {
            failure = why;
        }
        return State.OVER;
    }

    private void end() {
        waker.stop();
        store.link().forget(wake);
        watches.forEach(watch -> attempt(watch::close));
        if (held != null) {
            held.giveBack();
        } else {
            // It may have been granted all the same, or yet be.
            asked.thenAccept(late -> late.ifPresent(lease -> attempt(() -> store.release(lease))));
        }
        flights.end(this, lockKey);
        ended.complete(result);
        if (result != null) {
            answer.complete(result);
        } else if (failure != null) {
            answer.completeExceptionally(failure);
        }
    }

    /** What cannot be given back, because the client is closed or its cache is away, ends by itself. */
    private void attempt(Runnable giveBack) {
        try {
            giveBack.run();
        } catch (Throwable e) {
            LOG.log(System.Logger.Level.DEBUG, "something of the flight of " + key + " is left to end by itself", e);
        }
    }
}
