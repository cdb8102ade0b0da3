package dev.dust.engine;

import dev.dust.time.Time;
import java.time.Duration;

/**
 * Says in the log that a store has caught up: the first time, and after a while; not each time that it joins again. Used by
 * turns alone.
 */
final class CaughtUpLog {
    /** A store that is behind for less is nothing to look at. */
    private static final Duration WHILE = Duration.ofSeconds(5);

    private final String store;
    private final Time time;
    private final LogLimit limit;
    private boolean wasLive;
    private boolean everLive;
    private long behindSinceNanos;

    CaughtUpLog(String store, Time time, LogLimit limit) {
        this.store = store;
        this.time = time;
        this.limit = limit;
    }

    /** Looks at how the store stands after a turn. */
    void look(boolean isLive, long applied) {
        if (isLive == wasLive) {
            return;
        }
        wasLive = isLive;
        long now = time.nanos();
        if (!isLive) {
            behindSinceNanos = now;
            return;
        }
        boolean matters = !everLive || now - behindSinceNanos >= WHILE.toNanos();
        everLive = true;
        limit.log(LogLimit.Cause.CAUGHT_UP, matters ? System.Logger.Level.INFO : System.Logger.Level.DEBUG,
                () -> "store " + store + " has caught up with the server, at " + applied);
    }
}
