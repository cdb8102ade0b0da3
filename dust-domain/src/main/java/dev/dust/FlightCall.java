package dev.dust;

import dev.dust.FlightOptions.OnUnavailable;
import dev.dust.FlightResult.Source;
import dev.dust.error.AnswerTimeoutException;
import dev.dust.error.DustException;
import dev.dust.error.FlightAbortedException;
import dev.dust.error.UnavailableException;
import dev.dust.lease.Lease;
import dev.dust.subscribe.Change;
import dev.dust.subscribe.Subscription;
import dev.dust.time.Time;
import dev.dust.time.TimerId;
import dev.dust.value.LeaseValue;
import dev.dust.value.Value;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/**
 * One caller of single-flight, from the first look to the answer. It waits without a thread: each step ends with what wakes the
 * next one, and steps of one call never overlap, but for {@link #fail}.
 */
final class FlightCall {
    private static final System.Logger LOG = System.getLogger(FlightCall.class.getName());
    /** How long a first connection may take before the server counts as away. */
    private static final Duration FIRST_CONNECTION = Duration.ofSeconds(5);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);
    /** How long the mirror may take to reach the lease that was just taken. */
    private static final Duration CATCHING_UP = Duration.ofSeconds(5);
    private static final Duration BACKOFF = Duration.ofMillis(250);
    private static final int MOST_DOUBLINGS = 4;

    private final SingleFlight flights;
    private final String key;
    private final String lockKey;
    private final FlightFunction work;
    private final FlightOptions options;
    private final CompletableFuture<FlightResult> answer = new CompletableFuture<>();
    private final CompletableFuture<FlightResult> turn = new CompletableFuture<>();
    private final long deadline;

    private volatile CompletableFuture<Void> wake = new CompletableFuture<>();
    private volatile List<Subscription> watches = List.of();
    private volatile HeldLease held;
    private boolean waited;
    private int losses;

    FlightCall(SingleFlight flights, String key, String lockKey, FlightFunction work, FlightOptions options) {
        this.flights = flights;
        this.key = key;
        this.lockKey = lockKey;
        this.work = work;
        this.options = options;
        this.deadline = in(options.waitTimeout());
        answer.whenComplete((result, error) -> end(result));
    }

    CompletableFuture<FlightResult> answer() {
        return answer;
    }

    void start() {
        step(this::takeTurn);
    }

    // --- Within this process, one caller at a time

    private void takeTurn() {
        if (isFresh()) {
            return;
        }
        CompletableFuture<FlightResult> other = flights.take(lockKey, turn);
        if (other == null) {
            watch();
            connect(Math.min(deadline, in(FIRST_CONNECTION)));
            return;
        }
        other.whenComplete((result, error) -> wake.complete(null));
        waitUntil(other::isDone, deadline, () -> afterOther(other.getNow(null)));
    }

    private void afterOther(FlightResult result) {
        waited = true;
        if (result != null && (options.fresh() == null || options.fresh().test(result.value()))) {
            answer.complete(new FlightResult(result.value(), Source.AWAITED, result.stale(), result.coordinated()));
        } else if (isOver()) {
            giveUp();
        } else {
            takeTurn();
        }
    }

    private void watch() {
        var opened = List.of(flights.store().onChange(pattern(key), this::changed),
                flights.store().onChange(pattern(lockKey), this::changed));
        watches = opened;
        if (answer.isDone()) {
            opened.forEach(Subscription::close);
        }
    }

    /** A segment that looks like a wildcard stands for itself. */
    private static String pattern(String key) {
        return key.replaceAll("(?<=^|/)(\\*\\*?)(?=/|$)", "\\\\$1");
    }

    private void changed(Change change) {
        wake.complete(null);
    }

    // --- In the fleet, whoever has the lease

    /** A client that has just begun to connect is not one without a connection. */
    private void connect(long until) {
        if (flights.store().link().isConnecting() && now() < until) {
            waitUntil(flights.store().link()::isJoined, Math.min(until, in(LOOK_AGAIN)), () -> connect(until));
        } else if (!isFresh()) {
            flights.store().lease(lockKey, options.leaseTtl())
                    .whenCompleteAsync((lease, error) -> step(() -> answered(lease, error)), flights.config().executor());
        }
    }

    private void answered(Optional<Lease> lease, Throwable error) {
        if (error instanceof UnavailableException || error instanceof AnswerTimeoutException) {
            alone((DustException) error);
        } else if (error != null) {
            fail(error);
        } else if (lease.isPresent()) {
            won(lease.get());
        } else {
            waited = true;
            waitUntil(() -> isThere() || lock() == null, Math.min(deadline, in(options.leaseTtl())), this::lookAgain);
        }
    }

    private void lookAgain() {
        if (isFresh()) {
            return;
        }
        if (isOver()) {
            giveUp();
            return;
        }
        long most = BACKOFF.toNanos() << Math.min(losses++, MOST_DOUBLINGS);
        long soon = now() + flights.config().random().nextLong(most);
        waitUntil(() -> false, Math.min(deadline, soon), () -> connect(0));
    }

    /**
     * The one before may have published between the look at the store and the lease. What it wrote is in the server's history before
     * the lease: once the lease shows here, so does its result.
     */
    private void won(Lease lease) {
        held = new HeldLease(flights.store(), lease, options.leaseTtl(), flights.config());
        if (answer.isDone()) {
            held.giveBack();
        }
        waitUntil(() -> lock() != null && lock().token() >= lease.token(), in(CATCHING_UP), () -> {
            waited = true;
            if (!isFresh()) {
                work(lease);
            }
        });
    }

    private void alone(DustException unavailable) {
        if (options.onUnavailable() == OnUnavailable.ERROR) {
            fail(unavailable);
        } else {
            work(null);
        }
    }

    // --- The work

    private void work(Lease lease) {
        try {
            switch (work.run(lease)) {
                case Flight.Publish(Object result) -> publish(lease, flights.conversion().toValue(result));
                case Flight.Abort(String reason) -> throw new FlightAbortedException(reason);
                case null -> throw new NullPointerException("the work must end with Flight.publish or Flight.abort, not null");
            }
        } catch (Throwable failure) {
            // Also an Error: whoever waits elsewhere must not wait for a lease that nobody needs.
            fail(failure);
        }
    }

    private void publish(Lease lease, Value value) {
        String text = flights.conversion().toJson(value);
        if (lease == null) {
            try {
                flights.store().put(key, text);
            } catch (DustException e) {
                LOG.log(System.Logger.Level.WARNING, "the result of " + key + " was not kept: " + e.getMessage());
            }
            computed(value, false);
            return;
        }
        flights.store().put(key, text, WriteOptions.none().fence(lease)).committed()
                .whenCompleteAsync((seq, error) -> step(() -> published(value, error)), flights.config().executor());
    }

    private void published(Value value, Throwable error) {
        if (error == null || error instanceof AnswerTimeoutException) {
            computed(value, error == null);
        } else {
            fail(error);
        }
    }

    private void computed(Value value, boolean coordinated) {
        answer.complete(new FlightResult(flights.conversion().reading(key, value), Source.COMPUTED, false, coordinated));
    }

    // --- Looking

    /** Whether there is a result that will do; then it is the answer. */
    private boolean isFresh() {
        Reading result = flights.result(key);
        if (!isGood(result)) {
            return false;
        }
        answer.complete(new FlightResult(result, waited ? Source.AWAITED : Source.CACHED, false, true));
        return true;
    }

    private boolean isThere() {
        return isGood(flights.result(key));
    }

    private boolean isGood(Reading result) {
        return result != null && (options.fresh() == null || options.fresh().test(result));
    }

    private LeaseValue lock() {
        return flights.store().get(lockKey).optional().orElse(null) instanceof LeaseValue lease ? lease : null;
    }

    private void giveUp() {
        Reading old = options.fresh() == null ? null : flights.result(key);
        if (old == null) {
            fail(new AnswerTimeoutException("nobody published " + key + " within " + options.waitTimeout()));
        } else {
            answer.complete(new FlightResult(old, Source.CACHED, true, true));
        }
    }

    // --- Steps

    /** Goes on with {@code then} once {@code met} holds, which is looked at when anything wakes this call, or at {@code until}. */
    private void waitUntil(BooleanSupplier met, long until, Runnable then) {
        var woken = new CompletableFuture<Void>();
        wake = woken;
        if (met.getAsBoolean() || now() >= until) {
            then.run();
            return;
        }
        Time.Timer timer = flights.config().later(TimerId.AWAIT, Duration.ofNanos(Math.max(0, until - now())),
                () -> woken.complete(null));
        woken.thenRunAsync(() -> {
            timer.cancel();
            step(() -> waitUntil(met, until, then));
        }, flights.config().executor());
    }

    private void step(Runnable step) {
        if (answer.isDone()) {
            return;
        }
        try {
            step.run();
        } catch (RuntimeException e) {
            fail(e);
        }
    }

    void fail(Throwable failure) {
        answer.completeExceptionally(failure);
    }

    private void end(FlightResult result) {
        HeldLease lease = held;
        if (lease != null) {
            lease.giveBack();
        }
        watches.forEach(Subscription::close);
        flights.giveUp(lockKey, turn, result);
        flights.ended(this);
    }

    private boolean isOver() {
        return now() >= deadline;
    }

    private long now() {
        return flights.config().time().nanos();
    }

    private long in(Duration duration) {
        return now() + duration.toNanos();
    }
}
