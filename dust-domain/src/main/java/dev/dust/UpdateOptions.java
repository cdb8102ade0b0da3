package dev.dust;

import dev.dust.lease.Lease;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How an update goes on, see {@link PathRef#update}. Immutable; each method returns a copy with one thing changed.
 *
 * @param timeout  for how long it tries; 30 s by default. The longest durations mean "for ever"
 * @param attempts how often the function is applied at most; as often as need be, by default
 * @param onNull   what null from the function means; by default that all stays as it is
 * @param offline  what to do while the server cannot be reached; by default it waits
 * @param fence    a lease that must be held for the write to pass; null for none, which is the default. Where a row has no
 *                 revision, because it came by a snapshot, the lease alone protects it: from all who take it too
 */
public record UpdateOptions(Duration timeout, int attempts, OnNull onNull, Offline offline, @Nullable Lease fence) {
    private static final UpdateOptions DEFAULTS = new UpdateOptions(Duration.ofSeconds(30), Integer.MAX_VALUE, OnNull.LEAVE,
            Offline.WAIT, null);

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

    /**
     * @throws IllegalArgumentException for a timeout that is not positive, or attempts below 1
     */
    public UpdateOptions {
        Objects.requireNonNull(onNull, "onNull");
        Objects.requireNonNull(offline, "offline");
        if (!Objects.requireNonNull(timeout, "timeout").isPositive()) {
            throw new IllegalArgumentException("timeout must be positive, not " + timeout);
        }
        if (attempts < 1) {
            throw new IllegalArgumentException("attempts must be 1 or more, not " + attempts);
        }
    }

    /** For 30 s, as often as need be; null leaves all as it is; waits for the server. */
    public static UpdateOptions defaults() {
        return DEFAULTS;
    }

    /** With another timeout. */
    public UpdateOptions timeout(Duration timeout) {
        return new UpdateOptions(timeout, attempts, onNull, offline, fence);
    }

    /** With another number of attempts. */
    public UpdateOptions attempts(int attempts) {
        return new UpdateOptions(timeout, attempts, onNull, offline, fence);
    }

    /** With another meaning of null. */
    public UpdateOptions onNull(OnNull onNull) {
        return new UpdateOptions(timeout, attempts, onNull, offline, fence);
    }

    /** With another way without a connection. */
    public UpdateOptions offline(Offline offline) {
        return new UpdateOptions(timeout, attempts, onNull, offline, fence);
    }

    /** Only while this lease is held. */
    public UpdateOptions fence(HeldLease lease) {
        return fence(Objects.requireNonNull(lease, "lease").lease());
    }

    /** Only while this lease is held, whose token came from elsewhere. */
    public UpdateOptions fence(Lease lease) {
        return new UpdateOptions(timeout, attempts, onNull, offline, Objects.requireNonNull(lease, "lease"));
    }
}
