package dev.dust.benchmarks.socket;

import java.util.Arrays;

/** Durations in seconds. */
public final class Times {
    private Times() {
    }

    /** Something that is done and tells how long it took. */
    public interface Timed {
        /** Does it. */
        double run() throws Exception;
    }

    /** The median of {@code times} times. */
    public static double median(int times, Timed timed) throws Exception {
        double[] seconds = new double[times];
        for (int i = 0; i < times; i++) {
            seconds[i] = timed.run();
        }
        Arrays.sort(seconds);
        return seconds[times / 2];
    }

    /** How long ago {@code nanos} was. */
    public static double secondsSince(long nanos) {
        return 1e-9 * (System.nanoTime() - nanos);
    }
}
