package dev.dust.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.cli.chaos.process.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code dust serve}. */
class ServeCommandTest {
    private static final String LISTENING = "listening on ";

    private static String url(RunningCommand server) throws InterruptedException {
        String line = server.nextLine();
        assertThat(line).matches("listening on ws://127\\.0\\.0\\.1:\\d+/ws/sync");
        return line.substring(LISTENING.length());
    }

    private static CommandRun dust(String url, String... args) {
        return CommandRun.of(Map.of("DUST_URL", url), args);
    }

    private static RunningCommand serve(String... args) {
        String[] all = new String[args.length + 3];
        System.arraycopy(new String[]{"serve", "--port", "0"}, 0, all, 0, 3);
        System.arraycopy(args, 0, all, 3, args.length);
        return new RunningCommand(Map.of(), all);
    }

    @Test
    void plain_takesAnyTokenAndHasAnyStore() throws InterruptedException {
        try (RunningCommand server = serve()) {
            String url = url(server);

            dust(url, "put", "one/store", "a", "1", "--token", "any").done();
            assertThat(dust(url, "get", "one/store", "a", "--token", "another").done().out()).isEqualTo("1\n");
            assertThat(dust(url, "get", "another/store", "a").complaint(ExitCode.NOT_FOUND)).contains("nothing");
        }
    }

    /** Other commands say themselves what went wrong; a server has nobody else to tell. */
    @Test
    void warnings_areInTheLog() throws InterruptedException {
        Logger dust = Logger.getLogger("dev.dust");
        Level before = dust.getLevel();
        dust.setLevel(Level.SEVERE);
        try (RunningCommand server = serve()) {
            url(server);
            assertThat(Logger.getLogger("dev.dust.server.node.Periodic").isLoggable(Level.WARNING)).isTrue();
        } finally {
            dust.setLevel(before);
        }
    }

    @Test
    void tokensAndStores_areTheOnlyOnes() throws InterruptedException {
        try (RunningCommand server = serve("--token", "t1", "--token", "t2", "--store", "one/store", "--store", "two/store")) {
            String url = url(server);

            dust(url, "put", "one/store", "a", "1", "--token", "t1").done();
            dust(url, "put", "two/store", "a", "1", "--token", "t2").done();
            assertThat(dust(url, "status", "three/store", "--token", "t1").complaint(ExitCode.REFUSED))
                    .contains("unauthorized");
            assertThat(dust(url, "status", "one/store", "--token", "t3").complaint(ExitCode.REFUSED)).contains("403");
        }
    }

    private static RunningCommand serve(Map<String, String> environment, String... args) {
        return new RunningCommand(environment, Stream.concat(Stream.of("serve", "--port", "0"), Stream.of(args))
                .toArray(String[]::new));
    }

    private static void knowsNone(String url, String token) {
        assertThat(dust(url, "status", "one/store", "--token", token).complaint(ExitCode.REFUSED)).contains("403");
    }

    @Test
    void tokens_areReadFromAFile(@TempDir Path directory) throws IOException, InterruptedException {
        Path file = Files.writeString(directory.resolve("tokens"), "t1\n\n  t2 \n");
        try (RunningCommand server = serve(Map.of("DUST_SERVER_TOKENS", "t3"), "--token-file", file.toString())) {
            String url = url(server);

            dust(url, "put", "one/store", "a", "1", "--token", "t1").done();
            dust(url, "put", "one/store", "a", "1", "--token", "t2").done();
            knowsNone(url, "t3");
        }
    }

    @Test
    void tokens_areReadFromTheEnvironment() throws InterruptedException {
        try (RunningCommand server = serve(Map.of("DUST_SERVER_TOKENS", "t1\nt2"))) {
            String url = url(server);

            dust(url, "put", "one/store", "a", "1", "--token", "t2").done();
            knowsNone(url, "t3");
        }
    }

    @Test
    void aTokenFileWithoutTokens_orThatIsNotThere_isBadUsage(@TempDir Path directory) throws IOException {
        Path empty = Files.writeString(directory.resolve("empty"), "\n \n");
        Path missing = directory.resolve("missing");
        for (Path file : List.of(empty, missing)) {
            CommandRun run = CommandRun.of(Map.of(), "serve", "--port", "0", "--token-file", file.toString());
            assertThat(run.complaint(ExitCode.USAGE)).contains(file.toString());
        }
    }

    @Test
    void aServerInTheNetwork_needsAToken_orItsFlag() throws InterruptedException {
        assertThat(CommandRun.of(Map.of(), "serve", "--port", "0", "--host", "0.0.0.0").complaint(ExitCode.USAGE))
                .contains("0.0.0.0", "--token-file", "--allow-any-token");
        for (List<String> allowed : List.of(List.of("--allow-any-token"), List.of("--token", "t1"))) {
            var args = new ArrayList<>(List.of("--host", "0.0.0.0"));
            args.addAll(allowed);
            try (RunningCommand server = serve(args.toArray(String[]::new))) {
                assertThat(server.nextLine()).contains("0.0.0.0");
            }
        }
    }

    @Test
    void asHosted_hasTheStoresThatItWasGiven_andForgetsTypes() throws InterruptedException {
        try (RunningCommand server = serve("--as-hosted", "--store", "one/store")) {
            String url = url(server);

            dust(url, "put", "one/store", "price", "{\"_typed\":\"29.99\",\"_type\":\"decimal\"}").done();
            assertThat(dust(url, "get", "one/store", "price").done().out()).isEqualTo("\"29.99\"\n");
            assertThat(dust(url, "status", "two/store").complaint(ExitCode.REFUSED)).contains("unauthorized");
        }
        assertThat(CommandRun.of(Map.of(), "serve", "--port", "0", "--as-hosted").complaint(ExitCode.USAGE))
                .contains("--store");
    }

    private static String metrics(String url) throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(HttpRequest.newBuilder(URI.create(url.replace("ws://", "http://").replace("/ws/sync", "/metrics")))
                    .header("Authorization", "Bearer any").build(), BodyHandlers.ofString()).body();
        }
    }

    private static void awaitMetric(String url, String line) {
        Await.until(Duration.ofMinutes(1), "/metrics says " + line, () -> {
            try {
                return metrics(url).contains(line);
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    @Test
    @Tag("slow")
    void rowsOfAStore_andWritesOfAToken_areLimited() throws IOException, InterruptedException {
        try (RunningCommand server = serve("--rows-per-store", "2", "--writes-per-minute", "3")) {
            String url = url(server);

            dust(url, "put", "one/store", "a", "1", "--token", "t1").done();
            dust(url, "put", "one/store", "b", "1", "--token", "t1").done();
            assertThat(dust(url, "put", "one/store", "c", "1", "--token", "t1").complaint(ExitCode.REFUSED))
                    .contains("limit_exceeded");
            dust(url, "put", "two/store", "a", "1", "--token", "t2").done();
            assertThat(metrics(url)).doesNotContain("outcome=\"rate_limited\"");
            assertThat(dust(url, "put", "one/store", "a", "2", "--token", "t1", "--timeout", "1")
                    .complaint(ExitCode.UNREACHABLE)).contains("rate_limited", "not done");
            assertThat(metrics(url)).contains("outcome=\"rate_limited\"");
        }
    }

    @Test
    @Tag("slow")
    void history_isKeptAsFarAsItIsTold() throws IOException, InterruptedException {
        try (RunningCommand server = serve("--keep-ops", "1", "--keep-for", "30d", "--upkeep-every", "1s")) {
            String url = url(server);
            for (String value : List.of("1", "2", "3")) {
                dust(url, "put", "one/store", "a", value).done();
            }
            awaitMetric(url, "dust_server_forgotten_ops_total 2.0");
        }
    }

    @Test
    void data_survivesARestart(@TempDir Path directory) throws InterruptedException {
        String file = directory.resolve("data").toString();
        try (RunningCommand server = serve("--data", file)) {
            dust(url(server), "put", "one/store", "a", "{\"b\":[1,1.0]}").done();
        }
        try (RunningCommand server = serve("--data", file)) {
            assertThat(dust(url(server), "get", "one/store", "a").done().out()).isEqualTo("{\"b\":[1,1.0]}\n");
        }
    }

    @Test
    void dataThatIsNone_isToldInOneLine(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("data"), "something else\n");

        CommandRun run = CommandRun.of(Map.of(), "serve", "--port", "0", "--data", file.toString());

        assertThat(run.complaint(ExitCode.REFUSED)).contains(file.toString());
    }

    @Test
    void storeThatIsNone_isBadUsage() {
        assertThat(CommandRun.of(Map.of(), "serve", "--port", "0", "--store", "no name").complaint(ExitCode.USAGE))
                .contains("no name");
    }

    @Test
    void portThatIsTaken_isToldInOneLine() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            CommandRun run = CommandRun.of(Map.of(), "serve", "--port", Integer.toString(taken.getLocalPort()));

            assertThat(run.complaint(ExitCode.REFUSED)).contains("127.0.0.1:" + taken.getLocalPort());
        }
    }
}
