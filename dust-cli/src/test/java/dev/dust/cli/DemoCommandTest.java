package dev.dust.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** {@code dust demo}. */
class DemoCommandTest {

    @Test
    void memory_showsWhatHoldsInMemory() {
        assertThat(CommandRun.of(Map.of(), "demo").done().out()).endsWith("demo: OK\n")
                .doesNotContain("in its cache and sends it");
    }

    @Test
    @Tag("slow")
    void asHosted_holdsToo() {
        assertThat(CommandRun.of(Map.of(), "demo", "--as-hosted").done().out()).endsWith("demo: OK\n");
    }

    @Test
    @Tag("postgres")
    void postgres_showsThatAWriteOutlivesItsClient() {
        CommandRun run = CommandRun.of(Map.of(), "demo", "--cache", "postgres");

        assertThat(run.done().out()).endsWith("demo: OK\n").contains("in its cache and sends it");
    }

    @Test
    @Tag("postgres")
    void nodesOnPostgres_showTheSame() {
        assertThat(CommandRun.of(Map.of(), "demo", "--ledger", "postgres").done().out()).startsWith("3 servers on one database")
                .endsWith("demo: OK\n");
        assertThat(CommandRun.of(Map.of(), "demo", "--ledger", "postgres", "--as-hosted").complaint(ExitCode.USAGE))
                .contains("--as-hosted");
    }
}
