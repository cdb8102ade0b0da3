package dev.dust;

import dev.dust.reading.Reading;

/**
 * What came of shared work.
 *
 * @param value       the value; it is always present
 * @param source      where it comes from
 * @param stale       whether it is an old value that {@code fresh} does not pass, given because nothing newer came in time
 * @param coordinated whether the fleet knows of it: false where the work was done without a lease, or the server did not
 *                    confirm the result
 */
public record FlightResult(Reading value, Source source, boolean stale, boolean coordinated) {

    /** Where a value comes from. */
    public enum Source {
        /** It was there. */
        CACHED,
        /** This caller did the work. */
        COMPUTED,
        /** Somebody else did the work. */
        AWAITED
    }
}
