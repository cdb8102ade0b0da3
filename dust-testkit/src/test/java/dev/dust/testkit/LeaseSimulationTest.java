package dev.dust.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.testkit.simulation.Quiet;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What must be so of leases and flights, whatever goes wrong. */
class LeaseSimulationTest extends Quiet {
    /** How many seeds are run; another number by {@code -Ddust.simulation.lease-seeds=}. */
    private static final long SEEDS = Long.getLong("dust.simulation.lease-seeds", 2_000);
    private static final int STEPS = 25;

    /** What is never seen is not tested: the runs together have each of these. */
    @Test
    void noTwoHoldAtATime_noStaleWriteLands_nobodyPublishesTwiceUnderATokenOrWaitsForEver() {
        var happened = new TreeMap<String, Integer>();
        for (long seed = 1; seed <= SEEDS; seed++) {
            try (var simulation = new LeaseSimulation(seed)) {
                simulation.run(STEPS);
                simulation.happened().forEach((what, times) -> happened.merge(what, times, Integer::sum));
            } catch (Throwable failure) {
                throw new AssertionError("seed " + seed + ": " + failure.getMessage(), failure);
            }
        }
        assertThat(happened).containsKeys("halted", "cut off", "not told", "not heard", "held", "cancelled", "refused here",
                "written", "worked", "published", "REFUSED", "UNANSWERED", "CUT_OFF", "HALTED", "REPLACED");
    }
}
