package dev.dust.testkit.simulation;

import java.io.PrintStream;
import java.util.function.LongFunction;

/** Runs one simulation after the other and prints how they go, for a command line. */
public final class SimulationRunner {
    private static final int PROGRESS_EVERY = 1_000;

    private SimulationRunner() {
    }

    /**
     * Runs the seeds {@code from} to {@code to}, both included. For each that fails, prints its trace, what was wrong, and the
     * seed.
     *
     * @param options what else there is to say about each; their own seed counts for nothing
     * @param out     where to print
     * @return how many failed
     */
    public static int run(long from, long to, SimulationOptions options, PrintStream out) {
        return run(from, to, seed -> Simulation.run(options.seed(seed)), out);
    }

    static int run(long from, long to, LongFunction<SimulationResult> simulation, PrintStream out) {
        int failures = 0;
        for (long seed = from; seed <= to; seed++) {
            SimulationResult result = simulation.apply(seed);
            if (!result.ok()) {
                failures++;
                out.println(result);
            }
            long done = seed - from + 1;
            if (done % PROGRESS_EVERY == 0 || seed == to) {
                out.println(done + " seeds, " + failures + " failed");
            }
        }
        return failures;
    }
}
