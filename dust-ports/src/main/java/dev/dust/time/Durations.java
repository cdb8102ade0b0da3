package dev.dust.time;

import java.time.Duration;

/**
 * Durations as numbers. A duration that is too long for a number becomes the longest one, so that "for ever" may be said by any
 * duration, and never by an overflow. Nanoseconds of a moment are those of {@link Time#nanos}.
 */
public final class Durations {
    /** The moment that does not come. */
    public static final long NEVER = Long.MAX_VALUE;

    /** The longest duration that has a number of nanoseconds, 292 years: what "for ever" comes to for those who count. */
    public static final Duration FOR_EVER = Duration.ofNanos(Long.MAX_VALUE);

    private static final Duration MOST_MILLIS = Duration.ofMillis(Long.MAX_VALUE);

    private Durations() {
    }

    /** How many nanoseconds a duration has, at most {@link Long#MAX_VALUE}; 0 for a negative one. */
    public static long nanos(Duration duration) {
        return shorter(nonNegative(duration), FOR_EVER).toNanos();
    }

    /** How many whole milliseconds a duration has, at most {@link Long#MAX_VALUE}; 0 for a negative one. */
    public static long millis(Duration duration) {
        return shorter(nonNegative(duration), MOST_MILLIS).toMillis();
    }

    /** The moment that is so long after {@code nanos}, at most {@link #NEVER}. */
    public static long after(long nanos, Duration duration) {
        long later = nanos + nanos(duration);
        return later < nanos ? NEVER : later;
    }

    /** How long it is from one moment to another: zero if that is over, {@link #FOR_EVER} for {@link #NEVER}. */
    public static Duration until(long nanos, long moment) {
        return moment == NEVER ? FOR_EVER : Duration.ofNanos(Math.max(0, moment - nanos));
    }

    /** So many times the duration, at most {@link #FOR_EVER}. */
    public static Duration times(Duration duration, int factor) {
        // Duration's own arithmetic is that of BigDecimal, whose tables a short command would have made for this alone.
        return Duration.ofNanos(Math.min(nanos(duration), Long.MAX_VALUE / factor) * factor);
    }

    /** The shorter of two durations. */
    public static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }

    private static Duration nonNegative(Duration duration) {
        return duration.isNegative() ? Duration.ZERO : duration;
    }
}
