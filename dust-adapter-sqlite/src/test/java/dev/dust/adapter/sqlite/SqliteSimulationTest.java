package dev.dust.adapter.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.testkit.simulation.Simulation;
import dev.dust.testkit.simulation.SimulationOptions;
import dev.dust.testkit.simulation.SimulationResult;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Simulated clients, a server, a network and crashes over SQLite; who starts again opens the file again. */
@Tag("slow")
class SqliteSimulationTest {
    /** How many seeds are run; more by {@code -Ddust.simulation.seeds=}. */
    private static final long SEEDS = Long.getLong("dust.simulation.seeds",
            Boolean.getBoolean("dust.test.thorough") ? 12 : 4);
    private static final int STEPS = 120;

    private static final Logger CLIENTS = Logger.getLogger("dev.dust");

    @TempDir
    private Path directory;

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
        run(SEEDS, SimulationOptions.defaults().steps(STEPS).caches(new FreshCaches(directory)));
    }

    /** Each with an outbox of its own, beside the rows of all. */
    @Test
    void clientsOnOneCache_endInStep_andNothingLostOrDoubled() {
        run(SEEDS / 2, SimulationOptions.defaults().steps(STEPS).caches(new FreshCaches(directory)).sharedCache(true));
    }

    private static void run(long seeds, SimulationOptions options) {
        for (long seed = 1; seed <= seeds; seed++) {
            SimulationResult report = Simulation.run(options.seed(seed));
            assertThat(report.failure()).as(report::toString).isNull();
        }
    }
}
