package dev.dust.metrics;

import java.time.Duration;
import java.util.List;
import java.util.function.DoubleSupplier;

/**
 * Hears what a client measures of itself (docs/operations.md#metrics), or a server (docs/server.md#metrics). An application
 * implements it, or uses the adapter for Micrometer.
 *
 * <p>Law:
 * <ol>
 * <li>Every method may be called from any thread, often, and by the engine while others wait: it must return at once, and not
 * call who measures. What it throws is logged, and reaches nobody else.</li>
 * <li>A meter is named by its {@link Meter} and the values of its tags, which stand in the order of {@link Meter#tags}.</li>
 * <li>Who measures never closes what implements this.</li>
 * </ol>
 */
public interface Metrics {

    /** Measures nothing. */
    static Metrics none() {
        return NoMetrics.NONE;
    }

    /**
     * Adds to a counter.
     *
     * @param counter   of kind {@link Meter.Kind#COUNTER}
     * @param tagValues as many as it has tags
     * @param amount    how much: zero, so that it is there before anything has happened, or more
     */
    void count(Meter counter, List<String> tagValues, long amount);

    /** Adds one to a counter. */
    default void count(Meter counter, List<String> tagValues) {
        count(counter, tagValues, 1);
    }

    /**
     * Notes that something took so long.
     *
     * @param timer     of kind {@link Meter.Kind#TIMER}
     * @param tagValues as many as it has tags
     * @param took      zero or more
     */
    void time(Meter timer, List<String> tagValues, Duration took);

    /**
     * Notes how large something was.
     *
     * @param sizes     of kind {@link Meter.Kind#SUMMARY}
     * @param tagValues as many as it has tags
     * @param size      zero or more
     */
    void size(Meter sizes, List<String> tagValues, long size);

    /**
     * Begins to show a number.
     *
     * @param gauge     of kind {@link Meter.Kind#GAUGE}
     * @param tagValues as many as it has tags
     * @param now       gives the number, at any time, on any thread, at once; never throws
     * @return ends it
     */
    Shown gauge(Meter gauge, List<String> tagValues, DoubleSupplier now);

    /** A number that is shown. */
    interface Shown extends AutoCloseable {
        /** Shows it no more. Does nothing the second time. Any thread may call this. */
        @Override
        void close();
    }
}
