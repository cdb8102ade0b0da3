package dev.dust.sync;

import java.time.Duration;

/**
 * How long to wait before the next attempt: not at all before the first, then 1 s, doubling to 30 s. The caller takes a random
 * part of it (full jitter), so that clients that lost the same server do not come back together.
 */
public final class Backoff {
    private static final Duration FIRST = Duration.ofSeconds(1);
    /** The longest wait. */
    public static final Duration MOST = Duration.ofSeconds(30);

    private int attempts;

    /** A backoff before its first attempt. */
    public Backoff() {
        // attempts is 0
    }

    /** The longest wait before the next attempt. */
    public Duration next() {
        int attempt = attempts++;
        if (attempt == 0) {
            return Duration.ZERO;
        }
        Duration wait = FIRST.multipliedBy(1L << Math.min(attempt - 1, 10));
        return wait.compareTo(MOST) < 0 ? wait : MOST;
    }

    /** An attempt succeeded. */
    public void reset() {
        attempts = 0;
    }
}
