package dev.dust.fuzz;

import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * How long a target is fuzzed, and with which seed.
 *
 * @param seed   of everything random
 * @param inputs how many inputs are made, where there is no time given
 * @param nanos  how long inputs are made; 0 for a number of inputs
 */
record Budget(long seed, long inputs, long nanos) {
    private static final String SECONDS = "dust.fuzz.seconds";
    private static final String SEED = "dust.fuzz.seed";
    private static final String THOROUGH = "dust.test.thorough";
    private static final long USUAL_SEED = 1;
    private static final int A_FEW = 3;

    /**
     * What the system properties {@code dust.fuzz.seconds} (for each target) and {@code dust.fuzz.seed} say. Without them every
     * run is the same, of a third of the {@code inputs}, or of all of them if {@code dust.test.thorough} is true.
     */
    static Budget given(long inputs) {
        Long seed = Long.getLong(SEED);
        String seconds = System.getProperty(SECONDS);
        if (seconds == null) {
            return new Budget(seed == null ? USUAL_SEED : seed, Boolean.getBoolean(THOROUGH) ? inputs : inputs / A_FEW, 0);
        }
        return new Budget(seed == null ? RandomGenerator.getDefault().nextLong() : seed, Long.MAX_VALUE,
                (long) (Double.parseDouble(seconds) * TimeUnit.SECONDS.toNanos(1)));
    }

    boolean isLeft(long made, long startNanos) {
        return nanos == 0 ? made < inputs : System.nanoTime() - startNanos < nanos;
    }
}
