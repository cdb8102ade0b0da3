package dev.dust.lease.machine;

import dev.dust.time.Durations;
import dev.dust.value.LeaseValue;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What stands at the key of a lease that somebody else may hold, as far as is known, and since when. */
final class LockRow {
    private @Nullable LeaseValue row;
    /** Since when it is the row. */
    private long since;
    /** When its holder's time is over if our time of day is the server's. */
    private long ends = Durations.NEVER;
    /** Whether there was none at some time since the lease was asked for. */
    private boolean goneSinceAsked;

    /**
     * It is this; null for none.
     *
     * @param left how long it still lasts by the time of day, in nanoseconds
     * @return whether it was another before
     */
    boolean becomes(@Nullable LeaseValue now, long left, long nanos) {
        boolean moved = !Objects.equals(now, row);
        if (moved) {
            row = now;
            since = nanos;
        }
        ends = now != null && left > 0 ? Durations.after(nanos, Duration.ofNanos(left)) : Durations.NEVER;
        goneSinceAsked |= now == null;
        return moved;
    }

    void asked() {
        goneSinceAsked = false;
    }

    boolean isGoneSinceAsked() {
        return goneSinceAsked;
    }

    /** Whether it is that of this token, or a later one. */
    boolean shows(long token) {
        return row != null && row.token() >= token;
    }

    /** Whether there is one, whose time is over if our time of day is the server's, which may be a moment behind. */
    boolean isOverByItsWord(long nanos) {
        return row != null && (ends == Durations.NEVER || ends <= nanos);
    }

    /**
     * From when it can be had: when its time is over by its own word, if this process has the server's time of day, and else a
     * TTL after it was last seen to be prolonged. A holder that lives prolongs it long before.
     */
    long freeAt(Duration ttl, long nanos) {
        long bound = Durations.after(row == null ? nanos : since, ttl);
        bound = bound > nanos ? bound : Durations.after(nanos, ttl);
        return ends > nanos ? Math.min(ends, bound) : bound;
    }
}
