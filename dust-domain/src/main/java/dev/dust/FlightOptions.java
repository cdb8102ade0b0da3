package dev.dust;

import dev.dust.time.Durations;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * How work is shared, see {@link DustStore#singleFlight}. Immutable.
 *
 * @param fresh         whether a value that is there will do; null for any
 * @param leaseTtl      after how long others take over from a process that died; 30 s by default. It is renewed at a third of
 *                      that
 * @param waitTimeout   how long to wait for somebody else's result; {@code leaseTtl} + 5 s by default. The longest durations
 *                      mean "for ever"
 * @param onUnavailable what to do without a connection
 * @param lockKey       where the lease stands; null for {@code _dust:sf/<key>}, as other clients have it
 */
public record FlightOptions(@Nullable Predicate<Reading> fresh, Duration leaseTtl, @Nullable Duration waitTimeout,
        OnUnavailable onUnavailable,
        @Nullable String lockKey) {
    private static final Duration LEAST = Duration.ofMillis(1);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final FlightOptions DEFAULTS = new FlightOptions(null, LeaseOptions.defaults().ttl(), null,
            OnUnavailable.RUN_LOCAL, null);

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

    /**
     * Takes the default for a waitTimeout of null.
     *
     * @throws IllegalArgumentException for a leaseTtl below 1 ms, or a negative waitTimeout
     */
    public FlightOptions {
        Objects.requireNonNull(onUnavailable, "onUnavailable");
        if (leaseTtl.compareTo(LEAST) < 0) {
            throw new IllegalArgumentException("leaseTtl must be 1 ms or more, not " + leaseTtl);
        }
        waitTimeout = waitTimeout == null ? Durations.shorter(leaseTtl, Durations.FOR_EVER).plus(PATIENCE) : waitTimeout;
        if (waitTimeout.isNegative()) {
            throw new IllegalArgumentException("waitTimeout must not be negative");
        }
    }

    boolean passes(Reading kept) {
        return fresh == null || fresh.test(kept);
    }

    /** How long to wait for somebody else's result; never null. */
    @Override
    public Duration waitTimeout() {
        return Objects.requireNonNull(waitTimeout, "waitTimeout");
    }

    /** Any value will do, 30 s, work locally without a connection. */
    public static FlightOptions defaults() {
        return DEFAULTS;
    }

    /** A value that is there must pass this. */
    public FlightOptions fresh(Predicate<Reading> fresh) {
        return new FlightOptions(fresh, leaseTtl, waitTimeout, onUnavailable, lockKey);
    }

    /** With another TTL, and the waitTimeout that goes with it. */
    public FlightOptions leaseTtl(Duration leaseTtl) {
        return new FlightOptions(fresh, leaseTtl, null, onUnavailable, lockKey);
    }

    /** With another waitTimeout. */
    public FlightOptions waitTimeout(Duration waitTimeout) {
        return new FlightOptions(fresh, leaseTtl, waitTimeout, onUnavailable, lockKey);
    }

    /** With another way without a connection. */
    public FlightOptions onUnavailable(OnUnavailable onUnavailable) {
        return new FlightOptions(fresh, leaseTtl, waitTimeout, onUnavailable, lockKey);
    }

    /** With another place for the lease. */
    public FlightOptions lockKey(String lockKey) {
        return new FlightOptions(fresh, leaseTtl, waitTimeout, onUnavailable, lockKey);
    }
}
