package dev.dust;

import java.time.Duration;
import java.util.Objects;

/**
 * How to take a lease. Immutable.
 *
 * @param ttl    how long it lasts, 1 ms or more; 30 s by default
 * @param holder what the taker calls itself, for others to read; null for no name
 */
public record LeaseOptions(Duration ttl, String holder) {
    private static final LeaseOptions DEFAULTS = new LeaseOptions(Duration.ofSeconds(30), null);

    /** Checks that there is a TTL. */
    public LeaseOptions {
        Objects.requireNonNull(ttl, "ttl");
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
    public LeaseOptions holder(String holder) {
        return new LeaseOptions(ttl, holder);
    }
}
