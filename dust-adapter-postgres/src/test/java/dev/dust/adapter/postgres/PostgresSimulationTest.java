package dev.dust.adapter.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.testkit.simulation.Dimension;
import dev.dust.testkit.simulation.Simulation;
import dev.dust.testkit.simulation.SimulationOptions;
import dev.dust.testkit.simulation.SimulationResult;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Simulated clients, a server, a network and crashes over PostgreSQL; who starts again opens the cache again. */
@Tag("postgres")
class PostgresSimulationTest {
    /** How many seeds are run; more by {@code -Ddust.simulation.seeds=}. */
    private static final long SEEDS = Long.getLong("dust.simulation.seeds",
            Boolean.getBoolean("dust.test.thorough") ? 12 : 2);
    private static final int STEPS = 120;

    private static final Logger CLIENTS = Logger.getLogger("dev.dust");

    /** The clients have so much to complain about, rightly, that nothing else could be read. */
    @BeforeAll
    static void silence() {
        CLIENTS.setLevel(Level.OFF);
    }

    @AfterAll
    static void speak() {
        CLIENTS.setLevel(null);
    }

    @Test
    void everySeed_endsWithAllInStep_andNothingLostOrDoubled() {
        try (var caches = new FreshCaches(SimulationOptions.defaults().clients())) {
            // What a failover goes back to is put into a further cache, and there is a database for each client alone.
            SimulationOptions options = SimulationOptions.defaults().seed(1).steps(STEPS).caches(caches)
                    .dimensions(Dimension.allBut(Dimension.FAILOVER));
            for (long seed = 1; seed <= SEEDS; seed++) {
                SimulationResult report = Simulation.run(options.seed(seed));
                assertThat(report.failure()).as(report::toString).isNull();
            }
        }
    }

    /** Each with an outbox of its own, beside the rows of all. */
    @Test
    void clientsOnOneCache_endInStep_andNothingLostOrDoubled() {
        try (var caches = new FreshCaches(1)) {
            SimulationOptions options = SimulationOptions.defaults().seed(1).steps(STEPS).caches(caches).sharedCache(true);
            for (long seed = 1; seed <= SEEDS / 2; seed++) {
                SimulationResult report = Simulation.run(options.seed(seed));
                assertThat(report.failure()).as(report::toString).isNull();
            }
        }
    }
}
