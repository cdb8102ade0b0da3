package dev.dust.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code dust top} and {@code dust bench}. */
class TopAndBenchTest extends AgainstServer {
    @Test
    void top_showsWhatHappens() throws InterruptedException {
        try (var top = new RunningCommand(environment(), "top", "s/s", "--interval", "50ms")) {
            top.nextLine();
            server.store("s/s").set("posts/hello", 1);
            String line = top.nextLine();
            while (!line.contains("posts/hello")) {
                line = top.nextLine();
            }
            assertThat(line).matches(" +1  \\d\\d:\\d\\d:\\d\\d  set        posts/hello");
        }
    }

    @Test
    void top_showsWhoHasJoined() {
        assertThat(CommandRun.of(environment(), "top", "s/s", "--interval", "10ms", "--limit", "1").done().out())
                .containsPattern("connected as (dev_\\S+)\n(?s:.*)\n1 joined: \\1\n");
    }

    @Test
    void top_clearsATerminal_andEndsAfterItsLimit() {
        CommandRun elsewhere = CommandRun.of(environment(), "top", "s/s", "--interval", "10ms", "--limit", "2");
        assertThat(elsewhere.done().out())
                .containsPattern("s/s  connected as dev_\\S+\nstore_seq 0  rows 0  pending 0\n0.0 ops/s")
                .doesNotContain("\u001b");

        var terminal = new Console(CommandRun.variables(environment()), InputStream.nullInputStream(),
                new Terminal(true, true));
        assertThat(CommandRun.of(terminal, "top", "s/s", "--interval", "10ms", "--limit", "1").out()).startsWith("\u001b[H");
    }

    @Test
    void bench_saysInWordsHowFastAServerIs_andLeavesNothing() {
        CommandRun run = CommandRun.of(environment(), "bench", "s/s", "--duration", "300ms");

        assertThat(run.out()).matches("""
                One write at a time: half was answered within [0-9.]+ ms, 99 of 100 within [0-9.]+ ms, the slowest of [0-9,]+ \
                within [0-9.]+ ms.
                64 writes at a time: [0-9,]+ writes a second.
                Another client on this machine: half heard of a write within [0-9.]+ ms, .*
                """);
        assertThat(run.exitCode()).isEqualTo(ExitCode.DONE);
        assertThat(server.store("s/s").rows()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"bench s/s --duration 0s", "top s/s --interval 0s", "top s/s --rows 0", "top s/s --limit 0"})
    void wrongOptions_areToldBeforeAnybodyIsAsked(String line) {
        assertThat(CommandRun.of(environment(), line.split(" ")).complaint(ExitCode.USAGE)).contains("--help");
    }
}
