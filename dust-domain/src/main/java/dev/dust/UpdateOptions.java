package dev.dust;

import dev.dust.error.InvalidRequestException;
import dev.dust.lease.Lease;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How an update goes on, see {@link PathRef#update}. Immutable; each method that takes an argument returns a copy with one
 * thing changed.
 */
public final class UpdateOptions {
    private static final UpdateOptions DEFAULTS = new UpdateOptions(Duration.ofSeconds(30), Integer.MAX_VALUE, OnNull.LEAVE,
            Offline.WAIT, null);

    private final Duration timeout;
    private final int attempts;
    private final OnNull onNull;
    private final Offline offline;
    private final @Nullable Lease fence;

    private UpdateOptions(Duration timeout, int attempts, OnNull onNull, Offline offline, @Nullable Lease fence) {
        this.timeout = timeout;
        this.attempts = attempts;
        this.onNull = onNull;
        this.offline = offline;
        this.fence = fence;
    }

    /** For 30 s, as often as need be; null leaves all as it is; waits for the server. */
    public static UpdateOptions defaults() {
        return DEFAULTS;
    }

    /**
     * With another time for which it tries; {@link dev.dust.time.Durations#FOR_EVER} for as long as it takes.
     *
     * @throws InvalidRequestException {@code invalid_option} for one that is not positive
     */
    public UpdateOptions timeout(Duration timeout) {
        if (!Objects.requireNonNull(timeout, "timeout").isPositive()) {
            throw new InvalidRequestException("invalid_option", "timeout must be positive, not " + timeout);
        }
        return new UpdateOptions(timeout, attempts, onNull, offline, fence);
    }

    /** For how long it tries; 30 s by default. */
    public Duration timeout() {
        return timeout;
    }

    /**
     * With another number of times that the function is applied at most.
     *
     * @throws InvalidRequestException {@code invalid_option} for less than 1
     */
    public UpdateOptions attempts(int attempts) {
        if (attempts < 1) {
            throw new InvalidRequestException("invalid_option", "attempts must be 1 or more, not " + attempts);
        }
        return new UpdateOptions(timeout, attempts, onNull, offline, fence);
    }

    /** How often the function is applied at most; as often as need be, by default. */
    public int attempts() {
        return attempts;
    }

    /** With another meaning of null. */
    public UpdateOptions onNull(OnNull onNull) {
        return new UpdateOptions(timeout, attempts, Objects.requireNonNull(onNull, "onNull"), offline, fence);
    }

    /** What null from the function means; by default that all stays as it is. */
    public OnNull onNull() {
        return onNull;
    }

    /** With another way without a connection. */
    public UpdateOptions offline(Offline offline) {
        return new UpdateOptions(timeout, attempts, onNull, Objects.requireNonNull(offline, "offline"), fence);
    }

    /** What to do while the server cannot be reached; by default it waits. */
    public Offline offline() {
        return offline;
    }

    /**
     * Only while this lease is held, whose token came from elsewhere. Where a row has no revision, because it came by a
     * snapshot, the lease alone protects it: from all who take it too.
     */
    public UpdateOptions fence(Lease lease) {
        return new UpdateOptions(timeout, attempts, onNull, offline, Objects.requireNonNull(lease, "lease"));
    }

    /** The lease that must be held for the write to pass; null for none, which is the default. */
    public @Nullable Lease fence() {
        return fence;
    }

    /** Only while this lease is held. */
    public UpdateOptions fence(HeldLease lease) {
        return fence(Objects.requireNonNull(lease, "lease").lease());
    }

    /** What null from the function means. */
    public enum OnNull {
        /** All stays as it is, and nothing is written. */
        LEAVE,
        /** The row is deleted, unless somebody has written meanwhile. */
        DELETE
    }

    /** What to do while the server cannot be reached. */
    public enum Offline {
        /** Wait for it, until the timeout. */
        WAIT,
        /**
         * Fail with {@link dev.dust.error.UnavailableException}, and write nothing. A write that was sent before the
         * connection was lost is waited for all the same.
         */
        FAIL
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof UpdateOptions that && timeout.equals(that.timeout) && attempts == that.attempts
                && onNull.equals(that.onNull) && offline.equals(that.offline) && Objects.equals(fence, that.fence);
    }

    @Override
    public int hashCode() {
        return Objects.hash(timeout, attempts, onNull, offline, fence);
    }

    /** All that they say. */
    @Override
    public String toString() {
        return "UpdateOptions[timeout=" + timeout + ", attempts=" + attempts + ", onNull=" + onNull + ", offline=" + offline
                + ", fence=" + fence + "]";
    }
}
