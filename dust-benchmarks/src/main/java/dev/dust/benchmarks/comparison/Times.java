package dev.dust.benchmarks.comparison;

import java.util.ArrayList;
import java.util.List;

/** The median of so many times. */
final class Times {
    private Times() {
    }

    /** Takes one time, in nanoseconds. */
    @FunctionalInterface
    interface Taking {
        /** Takes it. */
        long nanos() throws Exception;
    }

    /** The median of what {@code taking} gives until a moment, three times at least; with the count. */
    static Taken until(long end, Taking taking) throws Exception {
        var nanos = new ArrayList<Long>();
        do {
            nanos.add(taking.nanos());
        } while (nanos.size() < 3 || System.nanoTime() < end);
        return new Taken(median(nanos), nanos.size());
    }

    /** The median of {@code count} of them. */
    static Taken count(int count, Taking taking) throws Exception {
        var nanos = new ArrayList<Long>();
        for (int i = 0; i < count; i++) {
            nanos.add(taking.nanos());
        }
        return new Taken(median(nanos), count);
    }

    private static double median(List<Long> nanos) {
        return Medians.of(nanos.stream().map(Long::doubleValue).toList());
    }

    /**
     * What was taken.
     *
     * @param nanos the median
     * @param count how many
     */
    record Taken(double nanos, int count) {
    }
}
