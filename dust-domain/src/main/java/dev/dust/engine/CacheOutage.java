package dev.dust.engine;

import dev.dust.cache.CacheException;
import dev.dust.time.Time;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Whether a store's cache is away, why, and since when; people hear of it by the log. Used by turns alone. */
final class CacheOutage {
    private final String store;
    private final Time time;
    private final LogLimit limit;
    private boolean lasts;
    private @Nullable String fault;
    private long sinceNanos;
    private long sinceMillis;

    CacheOutage(String store, Time time, LogLimit limit) {
        this.store = store;
        this.time = time;
        this.limit = limit;
    }

    boolean lasts() {
        return lasts;
    }

    /** Why the cache is away, for people; null if it is not. */
    @Nullable
    String fault() {
        return fault;
    }

    /** Since when, in milliseconds of the time of day; 0 if it is not away. */
    long sinceMillis() {
        return lasts ? sinceMillis : 0;
    }

    /** The cache has failed, or fails still. */
    void goesOnWith(CacheException away) {
        if (!lasts) {
            sinceNanos = time.nanos();
            sinceMillis = time.now().toEpochMilli();
            limit.log(LogLimit.Cause.STORAGE_AWAY, System.Logger.Level.WARNING,
                    () -> "the cache of store " + store + " is away; going on when it is back: " + away.getMessage());
        }
        lasts = true;
        fault = String.valueOf(away.getMessage());
    }

    /** The cache answers again. */
    void end() {
        limit.log(LogLimit.Cause.STORAGE_BACK, System.Logger.Level.INFO, () -> "the cache of store " + store
                + " is back after " + Duration.ofNanos(time.nanos() - sinceNanos).toSeconds() + " s");
        lasts = false;
        fault = null;
    }

    /** Nobody waits for the cache any more. */
    void giveUp() {
        lasts = false;
    }
}
