package dev.dust.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong on the command line is told in one line, before any server is asked: there is none here. */
class UsageTest {

    private static CommandRun dust(String... args) {
        return CommandRun.of(Map.of("DUST_URL", "ws://localhost:1/ws/sync"), args);
    }

    @ParameterizedTest
    @ValueSource(strings = {"put", "merge", "increment", "add", "remove"})
    void badPath_namesItsFlaw(String command) {
        assertThat(dust(command, "s/s", "a//b", "1").complaint(ExitCode.USAGE)).contains("PATH", "empty_segment", "a//b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"get", "delete"})
    void badEscape_namesItsFlaw(String command) {
        assertThat(dust(command, "s/s", "a/~2").complaint(ExitCode.USAGE)).contains("PATH", "invalid_escape");
    }

    @ParameterizedTest
    @ValueSource(strings = {"enum", "watch"})
    void badPattern_namesItsFlaw(String command) {
        assertThat(dust(command, "s/s", "**/a").complaint(ExitCode.USAGE)).contains("PATTERN", "wildcard_many_not_tail");
    }

    @ParameterizedTest
    @ValueSource(strings = {"put", "merge", "add", "remove", "increment"})
    void badJson_saysWhere(String command) {
        assertThat(dust(command, "s/s", "a", "{\"x\":").complaint(ExitCode.USAGE)).contains("not JSON");
    }

    @Test
    void textWithoutQuotes_isToldHowToQuote() {
        assertThat(dust("put", "s/s", "a", "hello").complaint(ExitCode.USAGE)).contains("'\"text\"'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"get", "get s/s", "get s/s a b", "put s/s a", "enum s/s ** --order up", "enum s/s ** --limit x",
            "enum s/s ** --limit 0", "enum s/s ** --limit 1001", "enum s/s u/* --select prefixes",
            "merge s/s a 3", "merge s/s a [1]", "increment s/s a true", "get s/s a --format xml", "get s/s a --timeout 0",
            "get s/s a --url http://localhost/", "get s/s a --url ::",
            "serve --port 65536", "serve --port x", "serve --ledger paper", "serve --ledger postgres",
            "serve --jdbc jdbc:postgresql://h/d", "serve --files d", "serve --ledger postgres --jdbc-user ann",
            "serve --ledger postgres --jdbc jdbc:mysql://h/d", "serve --ledger postgres --jdbc jdbc:postgresql://h/d --data f",
            "serve --ledger postgres --jdbc jdbc:postgresql://h/d --as-hosted --store a/b",
            "serve --connections 5", "serve --no-migrate", "serve --keep-ops -1", "serve --keep-ops x", "serve --keep-for soon",
            "serve --upkeep-every 0s", "serve --upkeep-every x", "serve --rows-per-store 0",
            "serve --writes-per-minute 0", "serve --close-timeout 5", "serve --metrics-token-file none/there",
            "serve --as-hosted --store a/b --keep-ops 5", "serve --as-hosted --store a/b --keep-for 5d",
            "serve --as-hosted --store a/b --upkeep-every 5m",
            "conformance --cache paper", "simulate", "simulate --seeds x", "simulate --seeds 2..1",
            "simulate --seeds 1 --clients 0", "simulate --seeds 1 --nodes -1", "chaos --minutes 0", "chaos --minutes 1441",
            "chaos --minutes x",
            "chaos --seed x",
            "chaos --jdbc jdbc:postgresql://localhost:1/none",
            "nonsense"})
    void wrongArguments_areToldInOneLine(String line) {
        assertThat(dust(line.split(" ")).complaint(ExitCode.USAGE)).contains("--help");
    }

    @Test
    void noCommand_showsTheCommands() {
        CommandRun run = dust();

        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("Usage: dust", "demo", "serve");
    }

    @Test
    void everyCommand_hasHelp() {
        for (String command : Main.commandLine(name -> null, System.out, System.err).getSubcommands().keySet()) {
            assertThat(dust(command, "--help").done().out()).contains("dust " + command);
        }
    }

    @Test
    void version_isThatOfTheBuild() {
        assertThat(dust("--version").done().out()).matches("dust \\d+\\.\\d+\\S* \\(Java \\d+\\)\\R");
    }

    @Test
    void withoutAToken_onlyAServerOfThisMachineIsAsked() {
        for (String host : List.of("localhost", "127.0.0.1", "[::1]")) {
            CommandRun asked = dust("get", "s/s", "a", "--url", "ws://" + host + ":1/ws/sync");
            assertThat(asked.complaint(ExitCode.UNREACHABLE)).contains("cannot reach");
        }
        CommandRun notAsked = dust("get", "s/s", "a", "--url", "wss://dust.example/ws/sync");
        assertThat(notAsked.complaint(ExitCode.USAGE)).contains("DUST_API_KEY", "--token");
    }
}
