package dev.dust.testkit.simulation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a run went.
 *
 * @param seed    the run's seed
 * @param failure what was wrong, in words; null if nothing was
 * @param trace   what happened, line by line, with the virtual time; kept where something was wrong, else empty
 */
public record SimulationResult(long seed, @Nullable String failure, List<String> trace) {
    /** Keeps its own copy of the trace. */
    public SimulationResult {
        trace = List.copyOf(trace);
    }

    /** Whether nothing was wrong. */
    public boolean ok() {
        return failure == null;
    }

    /** The seed, and if something was wrong what, and what led to it. */
    @Override
    public String toString() {
        return ok() ? "seed " + seed + ": ok" : String.join("\n", trace) + "\nseed " + seed + ": " + failure;
    }
}
