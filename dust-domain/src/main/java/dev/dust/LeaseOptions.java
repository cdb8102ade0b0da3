package dev.dust;

import dev.dust.error.InvalidRequestException;
import dev.dust.op.Op;
import dev.dust.time.Durations;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How to take a lease, see {@link PathRef#acquire(LeaseOptions)}. Immutable; each method returns a copy. */
public final class LeaseOptions {
    /** What "for ever" comes to: its end is still an integer that every client can read, by way of a float64. */
    private static final long MOST_MILLIS = 1L << 52;
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final LeaseOptions DEFAULTS = new LeaseOptions(Duration.ofSeconds(30), null, null);

    private final Duration ttl;
    private final @Nullable String holder;
    /** Null for the one that goes with the TTL. */
    private final @Nullable Duration waitTimeout;

    private LeaseOptions(Duration ttl, @Nullable String holder, @Nullable Duration waitTimeout) {
        this.ttl = ttl;
        this.holder = holder;
        this.waitTimeout = waitTimeout;
    }

    /** A TTL in milliseconds, as the server takes it. */
    static long millis(Duration ttl) {
        return Math.min(Durations.millis(ttl), MOST_MILLIS);
    }

    /**
     * @throws InvalidRequestException {@code invalid_ttl} for a TTL below 1 ms
     */
    static Duration requireTtl(Duration ttl) {
        if (millis(Objects.requireNonNull(ttl, "ttl")) < 1) {
            throw new InvalidRequestException("invalid_ttl", "a lease lasts 1 ms or more, not " + ttl);
        }
        return ttl;
    }

    /** How long a lease may be waited for by default: a holder that died is waited for. */
    static Duration patience(Duration ttl) {
        return Durations.shorter(ttl, Durations.FOR_EVER).plus(PATIENCE);
    }

    /** 30 s, no name, and 35 s to wait for it. */
    public static LeaseOptions defaults() {
        return DEFAULTS;
    }

    /**
     * How long it lasts, 1 ms or more: after so long others take over from a process that died. One that is held is renewed at
     * a third of that. Longer than some 100,000 years means no longer than that.
     *
     * @throws InvalidRequestException {@code invalid_ttl} for a TTL below 1 ms
     */
    public LeaseOptions ttl(Duration ttl) {
        return new LeaseOptions(requireTtl(ttl), holder, waitTimeout);
    }

    /**
     * What its taker calls himself, for others to read.
     *
     * @throws InvalidRequestException {@code invalid_holder} for what cannot be sent
     */
    public LeaseOptions holder(String holder) {
        return new LeaseOptions(ttl, Op.Acquire.requireHolder(Objects.requireNonNull(holder, "holder")), waitTimeout);
    }

    /**
     * How long to wait for the connection and for the lease, together, which is 5 s more than the TTL unless it is set;
     * {@link Durations#FOR_EVER} for as long as it takes.
     *
     * @throws InvalidRequestException {@code invalid_wait_timeout} for one that is not positive
     */
    public LeaseOptions waitTimeout(Duration waitTimeout) {
        if (!Objects.requireNonNull(waitTimeout, "waitTimeout").isPositive()) {
            throw new InvalidRequestException("invalid_wait_timeout", "waitTimeout must be positive, not " + waitTimeout
                    + "; tryAcquire does not wait");
        }
        return new LeaseOptions(ttl, holder, waitTimeout);
    }

    /** How long it lasts; 30 s by default. */
    public Duration ttl() {
        return ttl;
    }

    /** What its taker calls himself; null for no name, which is the default. */
    public @Nullable String holder() {
        return holder;
    }

    /** How long to wait for it; the TTL + 5 s by default. */
    public Duration waitTimeout() {
        return waitTimeout == null ? patience(ttl) : waitTimeout;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof LeaseOptions that && ttl.equals(that.ttl) && Objects.equals(holder, that.holder)
                && waitTimeout().equals(that.waitTimeout());
    }

    @Override
    public int hashCode() {
        return Objects.hash(ttl, holder, waitTimeout());
    }

    /** All that they say. */
    @Override
    public String toString() {
        return "LeaseOptions[ttl=" + ttl + ", holder=" + holder + ", waitTimeout=" + waitTimeout() + "]";
    }
}
