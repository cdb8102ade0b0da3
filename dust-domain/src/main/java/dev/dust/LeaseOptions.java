package dev.dust;

import dev.dust.time.Durations;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How to take a lease. Immutable.
 *
 * @param ttl    how long it lasts, 1 ms or more; 30 s by default. Longer than some 100,000 years means no longer than that
 * @param holder what the taker calls itself, for others to read; null for no name
 */
public record LeaseOptions(Duration ttl, @Nullable String holder) {
    /** What "for ever" comes to: its end is still an integer that every client can read, by way of a float64. */
    private static final long MOST_MILLIS = 1L << 52;
    private static final LeaseOptions DEFAULTS = new LeaseOptions(Duration.ofSeconds(30), null);

    /** Checks that there is a TTL. */
    public LeaseOptions {
        Objects.requireNonNull(ttl, "ttl");
    }

    /** A TTL in milliseconds, as the server takes it. */
    static long millis(Duration ttl) {
        return Math.min(Durations.millis(ttl), MOST_MILLIS);
    }

    /** 30 s, no name. */
    public static LeaseOptions defaults() {
        return DEFAULTS;
    }

    /** With another TTL. */
    public LeaseOptions ttl(Duration ttl) {
        return new LeaseOptions(ttl, holder);
    }

    /** With a name. */
    public LeaseOptions holder(@Nullable String holder) {
        return new LeaseOptions(ttl, holder);
    }
}
