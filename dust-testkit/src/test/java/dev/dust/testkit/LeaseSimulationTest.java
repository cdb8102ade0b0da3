package dev.dust.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.testkit.simulation.Quiet;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What must be so of leases and flights, whatever goes wrong. */
class LeaseSimulationTest extends Quiet {
    /** How many seeds are run; another number by {@code -Ddust.simulation.lease-seeds=}. */
    private static final long SEEDS = Long.getLong("dust.simulation.lease-seeds",
            Boolean.getBoolean("dust.test.thorough") ? 2_000 : 500);
    private static final int STEPS = 25;

    /** What is never seen is not tested: the runs together have each of these. */
    @Test
    void noTwoHoldAtATime_noStaleWriteLands_nobodyPublishesTwiceUnderATokenOrWaitsForEver() {
        // Each seed is a world of its own, with its own time: they are run on all processors at once.
        Map<String, Integer> happened = LongStream.rangeClosed(1, SEEDS).parallel().boxed()
                .flatMap(seed -> happenedWith(seed).entrySet().stream())
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, Integer::sum, TreeMap::new));
        assertThat(happened).containsKeys("halted", "cut off", "not told", "not heard", "held", "cancelled", "refused here",
                "written", "worked", "published", "REFUSED", "UNANSWERED", "CUT_OFF", "HALTED", "REPLACED");
    }

    private static Map<String, Integer> happenedWith(long seed) {
        try (var simulation = new LeaseSimulation(seed)) {
            simulation.run(STEPS);
            return Map.copyOf(simulation.happened());
        } catch (Throwable failure) {
            throw new AssertionError("seed " + seed + ": " + failure.getMessage(), failure);
        }
    }
}
