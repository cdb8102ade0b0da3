package dev.dust.sync;

import java.time.Duration;

/**
 * What the core needs to be told.
 *
 * @param gapTimeout      how long a hole in store_seq may stay open
 * @param freshnessCheck  how long a store may be quiet before the server is asked how far it is; zero for never
 * @param ackTimeout      how long a caller waits for an answer; a join waits three times as long for progress
 * @param maxInFlight     how many writes may be under way
 * @param maxPending      how many writes may wait
 * @param maxPendingBytes how many bytes they may have, about
 */
public record SyncConfig(Duration gapTimeout, Duration freshnessCheck, Duration ackTimeout, int maxInFlight, int maxPending,
        long maxPendingBytes) {
}
