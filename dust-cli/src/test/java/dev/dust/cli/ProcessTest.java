package dev.dust.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.server.ServerOptions;
import dev.dust.server.access.Access;
import dev.dust.testkit.postgres.TestPostgres;
import dev.dust.testkit.server.DustServer;
import dev.dust.value.Value;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The command as a process: what only shows there are logs, signals and exit codes. */
@Tag("processes")
class ProcessTest {
    private static final String CLASS_PATH = System.getProperty("java.class.path");

    private static Process start(String... args) throws IOException {
        return CommandProcess.start(CLASS_PATH, Map.of(), args);
    }

    private static CommandRun run(String... args) throws IOException, InterruptedException {
        return run(Map.of(), args);
    }

    private static CommandRun run(Map<String, String> environment, String... args) throws IOException, InterruptedException {
        return CommandProcess.run(CLASS_PATH, environment, args);
    }

    private static String firstLine(Process process) throws IOException {
        BufferedReader reader = process.inputReader(StandardCharsets.UTF_8);
        return reader.readLine();
    }

    private static void endsWell(Process process) throws InterruptedException {
        // Not the process's own destroy, which closes its streams too.
        process.toHandle().destroy();
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).as("ends on SIGTERM").isTrue();
        assertThat(process.exitValue()).isEqualTo(ExitCode.DONE);
    }

    @Test
    void deadServer_isOneLine() throws Exception {
        run("get", "s/s", "a", "--url", "ws://localhost:1/ws/sync").complaint(ExitCode.UNREACHABLE);
    }

    @Test
    void wrongToken_isOneLine() throws Exception {
        try (DustServer server = DustServer.start(ServerOptions.defaults().tokens(Map.of("right", Access.all())))) {
            run("get", "s/s", "a", "--token", "wrong", "--url", server.url().toString()).complaint(ExitCode.REFUSED);
        }
    }

    @Test
    void databaseThatIsAway_isOneLine() throws Exception {
        run("get", "s/s", "a", "--cache", "postgres", "--jdbc", "jdbc:postgresql://localhost:1/none")
                .complaint(ExitCode.UNREACHABLE);
    }

    @Test
    void writeOfAProcessThatIsGone_isSentByTheNext() throws Exception {
        Map<String, String> postgres = Map.of("DUST_CACHE", "postgres", "DUST_JDBC_URL", TestPostgres.newDatabase().url());

        CommandRun kept = run(postgres, "put", "s/s", "a", "1", "--url", "ws://localhost:1/ws/sync");
        assertThat(kept.out()).contains("\"pending\":true");
        assertThat(kept.err()).hasLineCount(1);

        try (DustServer server = DustServer.start()) {
            CommandRun next = run(postgres, "increment", "s/s", "a", "--url", server.url().toString());
            assertThat(next.json()).isEqualTo(Json.parse("{\"store_seq\":2}"));
            assertThat(next.err()).hasLineCount(1);
            assertThat(server.store("s/s").get("a")).isEqualTo(Value.of(2));
        }
    }

    @Test
    void output_isUtf8_andWithoutColours() throws Exception {
        try (DustServer server = DustServer.start()) {
            server.store("s/s").set("a", "\u00e9\u4e16\ud83c\udf0d");

            CommandRun got = run("get", "s/s", "a", "--url", server.url().toString()).done();

            assertThat(got.out()).isEqualTo("\"\u00e9\u4e16\ud83c\udf0d\"\n");
        }
        assertThat(run("--help").done().out()).contains("Usage").doesNotContain("\u001b");
    }

    @Test
    void serve_printsWhereItListens_andEndsCleanlyOnSigterm() throws Exception {
        Process serve = start("serve", "--port", "0");
        try {
            assertThat(firstLine(serve)).startsWith("listening on ws://127.0.0.1:");
            endsWell(serve);
            assertThat(serve.errorReader().readLine()).isNull();
        } finally {
            serve.destroyForcibly();
        }
    }

    @Test
    void watch_flushesEachLine_andEndsCleanlyOnSigterm() throws Exception {
        try (DustServer server = DustServer.start()) {
            server.store("s/s").set("a", 1);
            Process watch = start("watch", "s/s", "**", "--include-current", "--url", server.url().toString());
            try {
                assertThat(firstLine(watch)).contains("\"path\":\"a\"");
                endsWell(watch);
            } finally {
                watch.destroyForcibly();
            }
        }
    }

    /** Ends it by SIGTERM, and returns what it says then. */
    private static String stopped(Process process) throws Exception {
        process.toHandle().destroy();
        CommandRun run = CommandProcess.await(process);
        assertThat(run.exitCode()).isEqualTo(ExitCode.TERMINATED);
        return run.err();
    }

    @Test
    void import_saysOnSigtermFromWhichLineToGoOn() throws Exception {
        try (DustServer server = DustServer.start()) {
            Process process = start("import", "s/s", "--from", "2", "--url", server.url().toString());
            process.getOutputStream().write("{\"path\":\"a\"}\n\n".getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
            for (int i = 1; i <= 3; i++) {
                process.getOutputStream().write(
                        "{\"path\":\"b/%d\",\"type\":\"counter\",\"value\":%d}\n\n".formatted(i, i)
                                .getBytes(StandardCharsets.UTF_8));
            }
            process.getOutputStream().flush();
            await(() -> server.store("s/s").seq() == 6);

            assertThat(stopped(process)).contains("line 8: stopped").endsWith("--from 8\n");
        }
    }

    @Test
    void bench_removesOnSigtermWhatItWrote() throws Exception {
        try (DustServer server = DustServer.start()) {
            Process process = start("bench", "s/s", "--url", server.url().toString());
            await(() -> !server.store("s/s").rows().isEmpty());

            stopped(process);
            assertThat(server.store("s/s").rows()).isEmpty();
        }
    }

    private static void await(BooleanSupplier until) throws InterruptedException {
        while (!until.getAsBoolean()) {
            Thread.sleep(10);
        }
    }

    @Test
    void arguments_areUtf8_whateverTheLocale() throws Exception {
        try (DustServer server = DustServer.start()) {
            String url = server.url().toString();
            Map<String, String> noLocale = Map.of("LC_ALL", "C", "DUST_URL", url);

            CommandProcess.await(CommandProcess.shell(noLocale, "put s/s a '\"Zo\u00eb\"'")).done();
            assertThat(server.store("s/s").get("a")).isEqualTo(Value.of("Zo\u00eb"));

            CommandRun without = CommandProcess.await(CommandProcess.bareShell(noLocale, "put s/s a '\"Ren\u00e9\"'"));
            assertThat(without.complaint(ExitCode.USAGE)).contains("UTF-8");
            CommandRun bytes = CommandProcess.await(CommandProcess.shell(noLocale, "put s/s a --raw $'\\xff'"));
            assertThat(bytes.complaint(ExitCode.USAGE)).contains("no UTF-8");
            assertThat(server.store("s/s").get("a")).isEqualTo(Value.of("Zo\u00eb"));
        }
    }

    @Test
    void fullDisk_isAnError() throws Exception {
        try (DustServer server = DustServer.start()) {
            server.store("s/s").set("a", 1);

            CommandRun run = CommandProcess
                    .await(CommandProcess.shell(Map.of("DUST_URL", server.url().toString()), "get s/s a > /dev/full"));

            assertThat(run.complaint(ExitCode.REFUSED)).contains("No space left");
        }
    }

    @Test
    void tokenOfAFileOrOfStandardInput_isNotInTheListOfProcesses() throws Exception {
        try (DustServer server = DustServer.start(ServerOptions.defaults().tokens(Map.of("dust_tok_secret", Access.all())))) {
            Process watch = CommandProcess.shell(Map.of("DUST_URL", server.url().toString()),
                    "watch s/s '**' --include-current --token-file - <<< dust_tok_secret");
            try {
                server.store("s/s").set("a", 1);
                assertThat(firstLine(watch)).contains("\"path\":\"a\"");
                assertThat(ProcessHandle.allProcesses().map(each -> each.info().commandLine().orElse(""))
                        .filter(line -> line.contains("Main") && line.contains("secret"))).isEmpty();
            } finally {
                watch.toHandle().destroy();
            }
        }
    }
}
