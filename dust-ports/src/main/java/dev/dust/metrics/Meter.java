package dev.dust.metrics;

import java.util.List;

/**
 * Something that is measured: by a client, the constants of {@link ClientMeter}; by a server, those of its own. Immutable. The
 * values of its tags are few: outcomes, names of ops, for a client names of the stores that the application opened; never
 * paths, ids or tokens.
 */
public interface Meter {

    /** How a meter counts. */
    enum Kind {
        /** A sum that never falls. */
        COUNTER,
        /** How often something was done, and how long it took. */
        TIMER,
        /** How often something was done, and how large it was. */
        SUMMARY,
        /** A number as it stands now. */
        GAUGE
    }

    /** How it counts. */
    Kind kind();

    /** Its name, such as {@code dust.outbox.size}. */
    String meterName();

    /** What is counted, such as {@code writes}; empty for a number without a unit. Times are told in seconds. */
    String unit();

    /** What it tells, for people. */
    String description();

    /** The keys of its tags; their values come in the same order. */
    List<String> tags();
}
