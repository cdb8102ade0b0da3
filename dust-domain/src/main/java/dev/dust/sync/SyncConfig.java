package dev.dust.sync;

import dev.dust.time.Durations;
import dev.dust.write.WriteBounds;
import java.time.Duration;

/**
 * What the core needs to be told.
 *
 * @param gapTimeout      how long a hole in store_seq may stay open
 * @param freshnessCheck  how long a store may be quiet before the server is asked how far it is; zero for never
 * @param ackTimeout      how long a caller waits for an answer
 * @param maxInFlight     how many writes may be under way
 * @param maxPending      how many writes may wait
 * @param maxPendingBytes how many bytes they may have, about
 * @param bounds          what one write may be and become
 * @param waitOutRateLimits whether a caller whose write the server puts off waits on, beyond {@code ackTimeout}
 * @param ownCache        whether no other client can have writes in the cache, or rows
 */
public record SyncConfig(Duration gapTimeout, Duration freshnessCheck, Duration ackTimeout, int maxInFlight, int maxPending,
        long maxPendingBytes, WriteBounds bounds, boolean waitOutRateLimits, boolean ownCache) {

    /** With {@link WriteBounds#defaults}; callers wait rate limits out, and nobody else uses the cache. */
    public SyncConfig(Duration gapTimeout, Duration freshnessCheck, Duration ackTimeout, int maxInFlight, int maxPending,
            long maxPendingBytes) {
        this(gapTimeout, freshnessCheck, ackTimeout, maxInFlight, maxPending, maxPendingBytes, WriteBounds.defaults(), true,
                true);
    }

    /**
     * How long a join may go without progress. The heartbeat finds dead connections; this finds a server that lost the join.
     */
    Duration joinTimeout() {
        return Durations.times(ackTimeout, 3);
    }

    /** After this long without reply or event the server has lost a write: the next catch-up tells. */
    Duration lostWriteTimeout() {
        return Durations.times(ackTimeout, 2);
    }
}
