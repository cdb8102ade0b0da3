package dev.dust.cli.durability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.cli.chaos.Chaos;
import dev.dust.cli.chaos.ChaosOptions;
import dev.dust.cli.chaos.client.SharedDatabase;
import dev.dust.testkit.postgres.TestPostgres;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Processes, connections and a server that fail in every way, for a short time: every rule is kept. */
@Isolated("its processes would starve those of the other tests, and they it")
class ChaosTest {
    /** More by {@code dust chaos}. Clients start in it, each a process. */
    private static final Duration TIME = Duration.ofSeconds(Boolean.getBoolean("dust.test.thorough") ? 20 : 10);

    @ParameterizedTest(name = "in a file: {0}")
    @ValueSource(booleans = {false, true})
    void clientsOnASharedCache_andOneByItself_keepEveryRule(boolean inFile) throws Exception {
        run(0, inFile ? null : new SharedDatabase(TestPostgres.newDatabase().url(), null, null, "chaos"), inFile);
    }

    /** The database, too: it is killed, halted and shut down, and its sessions end. */
    @Test
    void threeNodesOnOneDatabase_keepEveryRule() throws Exception {
        run(3, null, false);
    }

    private static void run(int nodes, SharedDatabase database, boolean inFile) throws Exception {
        long seed = ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE);
        var out = new StringWriter();

        boolean kept = Chaos.run(new ChaosOptions(TIME, seed, nodes, database, inFile), new PrintWriter(out));

        System.out.println(out);
        assertThat(kept).as("%s", out).isTrue();
        assertThat(out.toString()).startsWith("chaos: seed " + seed + ",").endsWith("chaos: OK\n")
                .containsPattern("[1-9]\\d\\d+ calls").containsPattern("[1-9]\\d+ ops committed");
    }
}
