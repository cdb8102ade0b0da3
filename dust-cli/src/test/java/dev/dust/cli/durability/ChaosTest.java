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
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Processes, connections and a server that fail in every way, for a short time: every rule is kept. */
@Isolated("its processes would starve those of the other tests, and they it")
class ChaosTest {
    private static final Duration TIME = Duration.ofSeconds(20);

    @ParameterizedTest(name = "in a file: {0}")
    @ValueSource(booleans = {false, true})
    void clientsOnASharedCache_andOneByItself_keepEveryRule(boolean inFile) throws Exception {
        SharedDatabase database = inFile ? null : new SharedDatabase(TestPostgres.newDatabase().url(), null, null, "chaos");
        long seed = ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE);
        var out = new StringWriter();

        boolean kept = Chaos.run(new ChaosOptions(TIME, seed, database, inFile), new PrintWriter(out));

        System.out.println(out);
        assertThat(kept).as("%s", out).isTrue();
        assertThat(out.toString()).startsWith("chaos: seed " + seed + ",").endsWith("chaos: OK\n")
                .containsPattern("[1-9]\\d\\d+ calls").containsPattern("[1-9]\\d+ ops committed");
    }
}
