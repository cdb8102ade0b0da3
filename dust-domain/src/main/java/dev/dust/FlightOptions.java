package dev.dust;

import dev.dust.error.InvalidRequestException;
import dev.dust.path.DustPath;
import dev.dust.reading.Reading;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** How work is shared, see {@link PathRef#singleFlight}. Immutable; each method returns a copy. */
public final class FlightOptions {
    private static final FlightOptions DEFAULTS = new FlightOptions(null, LeaseOptions.defaults().ttl(), null,
            OnUnavailable.RUN_LOCAL, null);

    private final @Nullable Predicate<Reading> fresh;
    private final Duration leaseTtl;
    /** Null for the one that goes with the TTL. */
    private final @Nullable Duration waitTimeout;
    private final OnUnavailable onUnavailable;
    private final @Nullable String lockKey;

    /** What to do where nobody can be asked for the lease. */
    public enum OnUnavailable {
        /**
         * Do the work without coordination: others may do it too. The result is the caller's; it is kept in the store only if
         * what stood there when the work began still does when the server hears of it.
         */
        RUN_LOCAL,
        /** Fail with {@link dev.dust.error.UnavailableException}. */
        ERROR
    }

    private FlightOptions(@Nullable Predicate<Reading> fresh, Duration leaseTtl, @Nullable Duration waitTimeout,
            OnUnavailable onUnavailable, @Nullable String lockKey) {
        this.fresh = fresh;
        this.leaseTtl = leaseTtl;
        this.waitTimeout = waitTimeout;
        this.onUnavailable = onUnavailable;
        this.lockKey = lockKey;
    }

    boolean passes(Reading kept) {
        return fresh == null || fresh.test(kept);
    }

    /** Any value will do, 30 s, 35 s to wait, work locally without a connection. */
    public static FlightOptions defaults() {
        return DEFAULTS;
    }

    /** A value that is there must pass this. Called on the client's executor, and on the thread of the call. */
    public FlightOptions fresh(Predicate<Reading> fresh) {
        return new FlightOptions(Objects.requireNonNull(fresh, "fresh"), leaseTtl, waitTimeout, onUnavailable, lockKey);
    }

    /**
     * After how long others take over from a process that died, 1 ms or more. The lease is renewed at a third of that.
     *
     * @throws InvalidRequestException {@code invalid_ttl} for a TTL below 1 ms
     */
    public FlightOptions leaseTtl(Duration leaseTtl) {
        return new FlightOptions(fresh, LeaseOptions.requireTtl(leaseTtl), waitTimeout, onUnavailable, lockKey);
    }

    /**
     * How long to wait for somebody else's result, which is 5 s more than the leaseTtl unless it is set;
     * {@link dev.dust.time.Durations#FOR_EVER} for as long as it takes.
     *
     * @throws InvalidRequestException {@code invalid_wait_timeout} for a negative one
     */
    public FlightOptions waitTimeout(Duration waitTimeout) {
        if (Objects.requireNonNull(waitTimeout, "waitTimeout").isNegative()) {
            throw new InvalidRequestException("invalid_wait_timeout", "waitTimeout must not be negative: " + waitTimeout);
        }
        return new FlightOptions(fresh, leaseTtl, waitTimeout, onUnavailable, lockKey);
    }

    /** What to do without a connection. */
    public FlightOptions onUnavailable(OnUnavailable onUnavailable) {
        return new FlightOptions(fresh, leaseTtl, waitTimeout, Objects.requireNonNull(onUnavailable, "onUnavailable"), lockKey);
    }

    /**
     * Where the lease stands, if not at {@code _dust:sf/<key>}, where other clients have it.
     *
     * @throws InvalidRequestException for what is no path; its reason says why
     */
    public FlightOptions lockKey(String lockKey) {
        DustPath.requireKey(Objects.requireNonNull(lockKey, "lockKey"));
        return new FlightOptions(fresh, leaseTtl, waitTimeout, onUnavailable, lockKey);
    }

    /** Whether a value that is there will do; null for any, which is the default. */
    public @Nullable Predicate<Reading> fresh() {
        return fresh;
    }

    /** After how long others take over from a process that died; 30 s by default. */
    public Duration leaseTtl() {
        return leaseTtl;
    }

    /** How long to wait for somebody else's result; the leaseTtl + 5 s by default. */
    public Duration waitTimeout() {
        return waitTimeout == null ? LeaseOptions.patience(leaseTtl) : waitTimeout;
    }

    /** What to do without a connection; the work, alone, by default. */
    public OnUnavailable onUnavailable() {
        return onUnavailable;
    }

    /** Where the lease stands; null for {@code _dust:sf/<key>}, which is the default. */
    public @Nullable String lockKey() {
        return lockKey;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof FlightOptions that && Objects.equals(fresh, that.fresh) && leaseTtl.equals(that.leaseTtl)
                && waitTimeout().equals(that.waitTimeout()) && onUnavailable == that.onUnavailable
                && Objects.equals(lockKey, that.lockKey);
    }

    @Override
    public int hashCode() {
        return Objects.hash(fresh, leaseTtl, waitTimeout(), onUnavailable, lockKey);
    }

    /** All that they say. */
    @Override
    public String toString() {
        return "FlightOptions[fresh=" + fresh + ", leaseTtl=" + leaseTtl + ", waitTimeout=" + waitTimeout() + ", onUnavailable="
                + onUnavailable + ", lockKey=" + lockKey + "]";
    }
}
