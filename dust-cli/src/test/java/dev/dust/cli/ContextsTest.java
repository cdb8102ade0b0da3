package dev.dust.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.server.ServerOptions;
import dev.dust.server.access.Access;
import dev.dust.testkit.server.DustServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Logging in, contexts, and what the doctor says. */
class ContextsTest {
    private static final String STORE = "test/store";
    private static final String TOKEN = "dust_tok_secret";

    @TempDir
    private Path home;
    private DustServer server;

    @BeforeEach
    void startServer() {
        server = DustServer.start(ServerOptions.defaults().tokens(Map.of(TOKEN, Access.all())));
        server.store(STORE).set("a", 1);
    }

    @AfterEach
    void stopServer() {
        server.close();
    }

    private Map<String, String> environment() {
        return Map.of("HOME", home.toString());
    }

    private CommandRun dust(String... args) {
        return CommandRun.of(environment(), args);
    }

    private CommandRun login(String token, String... args) {
        String[] all = new String[args.length + 2];
        System.arraycopy(new String[]{"login", server.url().toString()}, 0, all, 0, 2);
        System.arraycopy(args, 0, all, 2, args.length);
        return CommandRun.ofInput(token + "\n", environment(), all);
    }

    @Test
    void login_isUsedByTheCommandsToCome_andADotIsItsStore() {
        assertThat(login(TOKEN, "--context", "work", "--store", STORE).exitCode()).isEqualTo(ExitCode.DONE);

        assertThat(dust("get", STORE, "a").done().out()).isEqualTo("1\n");
        assertThat(dust("get", ".", "a").done().out()).isEqualTo("1\n");
        assertThat(dust("context").done().out()).isEqualTo("* work " + server.url() + " " + STORE + "\n");
    }

    @Test
    void file_isForNobodyElse_andTokensAreNotPrinted() throws IOException {
        CommandRun run = login(TOKEN);

        Path file = home.resolve(".config/dust/contexts.json");
        assertThat(Files.readString(file)).contains(TOKEN);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent()))).isEqualTo("rwx------");
        assertThat(run.err() + dust("context").out()).doesNotContain(TOKEN);
    }

    @Test
    void tokenOfAContext_isShownToNoOtherServer() {
        login(TOKEN, "--store", STORE);

        try (DustServer other = DustServer.start(ServerOptions.defaults().tokens(Map.of(TOKEN, Access.all())))) {
            other.store(STORE).set("a", 2);
            assertThat(dust("get", STORE, "a", "--url", other.url().toString()).complaint(ExitCode.REFUSED)).contains("403");
        }
        assertThat(dust("get", STORE, "a", "--url", "wss://dust.example/ws/sync").complaint(ExitCode.USAGE))
                .contains("no token");
    }

    @Test
    void environment_goesBeforeTheContextInUse_andTheNamedContextBeforeThat() {
        login(TOKEN, "--context", "work");
        var environment = new HashMap<>(environment());
        environment.put("DUST_URL", "ws://localhost:1/ws/sync");

        CommandRun.of(environment, "get", STORE, "a").complaint(ExitCode.UNREACHABLE);
        assertThat(CommandRun.of(environment, "get", STORE, "a", "--context", "work").done().out()).isEqualTo("1\n");
    }

    @Test
    void contexts_areChosenAndForgotten() {
        login(TOKEN, "--context", "work", "--store", STORE);
        login(TOKEN, "--context", "other");

        assertThat(dust("get", ".", "a").complaint(ExitCode.USAGE)).contains("which store");
        dust("context", "work").done();
        assertThat(dust("get", ".", "a").done().out()).isEqualTo("1\n");
        assertThat(dust("context", "wrok").complaint(ExitCode.USAGE)).contains("work is meant?");
        dust("context", "work", "--delete").done();
        assertThat(dust("context").done().out()).isEqualTo("  other " + server.url() + "\n");
        assertThat(dust("context", "--delete").complaint(ExitCode.USAGE)).contains("--delete");
    }

    @Test
    void wrongToken_isNotKept() {
        assertThat(login("dust_tok_wrong", "--store", STORE).complaint(ExitCode.REFUSED)).contains("403");
        assertThat(login("").complaint(ExitCode.USAGE)).contains("token");
        assertThat(CommandRun.ofInput("x", environment(), "login", "https://example.org").complaint(ExitCode.USAGE))
                .contains("wss://");
        CommandRun none = dust("context");
        assertThat(none.exitCode()).isEqualTo(ExitCode.DONE);
        assertThat(none.out()).isEmpty();
        assertThat(none.err()).isEqualTo("dust context: there is no context yet; dust login URL makes one\n");
    }

    @Test
    void brokenFile_isToldInOneLine() throws IOException {
        Path file = home.resolve(".config/dust/contexts.json");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "[");

        assertThat(dust("context").complaint(ExitCode.REFUSED)).contains(file.toString());
    }

    /** It is not passed over, as if there were none of that name. */
    @Test
    void contextWithoutTokenOrUrl_isToldByItsName() throws IOException {
        login(TOKEN, "--context", "work", "--store", STORE);
        Path file = home.resolve(".config/dust/contexts.json");
        Files.writeString(file, Files.readString(file).replace("\"token\"", "\"tokne\""));

        assertThat(dust("get", ".", "a").complaint(ExitCode.REFUSED)).contains("work has no url, or no token", file.toString());
        assertThat(dust("context").complaint(ExitCode.REFUSED)).contains("work has no url, or no token");
        assertThat(dust("doctor").out()).contains("work has no url, or no token");
        login(TOKEN, "--context", "home");
        assertThat(dust("context").done().out()).isEqualTo("* home " + server.url() + "\n");
    }

    @Test
    void brokenFile_doesNotStopWhoNamesServerAndToken() throws IOException {
        Path file = home.resolve(".config/dust/contexts.json");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "[");
        Path token = Files.writeString(home.resolve("token"), TOKEN);
        String url = server.url().toString();

        assertThat(dust("get", STORE, "a", "--url", url, "--token", TOKEN).done().out()).isEqualTo("1\n");
        assertThat(dust("get", STORE, "a", "--url", url, "--token-file", token.toString()).done().out()).isEqualTo("1\n");
        assertThat(dust("get", STORE, "a").complaint(ExitCode.REFUSED)).contains(file.toString(), "dust login");
    }

    @Test
    void brokenFile_isPutAsideByALogin() throws IOException {
        Path file = home.resolve(".config/dust/contexts.json");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "[");

        CommandRun run = login(TOKEN, "--context", "work");

        assertThat(run.exitCode()).isEqualTo(ExitCode.DONE);
        assertThat(run.err()).contains(file + ".broken");
        assertThat(Path.of(file + ".broken")).hasContent("[");
        assertThat(dust("context").done().out()).isEqualTo("* work " + server.url() + "\n");
    }

    @Test
    void fileThatOthersCanRead_isWarnedOf_inOneLine() throws IOException {
        login(TOKEN, "--store", STORE);
        Path file = home.resolve(".config/dust/contexts.json");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

        CommandRun get = dust("get", ".", "a");
        assertThat(get.out()).isEqualTo("1\n");
        assertThat(get.err()).hasLineCount(1).contains("chmod 600 " + file);
        assertThat(dust("context").err()).hasLineCount(1).contains("chmod 600 " + file);
        CommandRun doctor = dust("doctor", ".");
        assertThat(doctor.out()).contains("NO contexts").contains("chmod 600 " + file);
        assertThat(doctor.exitCode()).isEqualTo(ExitCode.REFUSED);

        login(TOKEN, "--store", STORE);
        dust("get", ".", "a").done();
    }

    @Test
    void secondServerOfAHost_getsItsPortIntoItsName() {
        login(TOKEN);
        try (DustServer other = DustServer.start(ServerOptions.defaults().tokens(Map.of(TOKEN, Access.all())))) {
            CommandRun run = CommandRun.ofInput(TOKEN, environment(), "login", other.url().toString());

            String host = server.url().getHost();
            assertThat(run.exitCode()).isEqualTo(ExitCode.DONE);
            assertThat(dust("context").done().out()).isEqualTo("  " + host + " " + server.url() + "\n* " + host + "-"
                    + other.url().getPort() + " " + other.url() + "\n");
        }
        login(TOKEN, "--store", STORE);
        assertThat(dust("context").done().out()).hasLineCount(2).contains("* " + server.url().getHost() + " ");
    }

    @Test
    void doctor_saysWhatTheUsualPathIs_whereThereIsNothing() {
        CommandRun run = dust("doctor", STORE, "--url", server.url().resolve("/sync").toString(), "--token", TOKEN);

        assertThat(run.out()).contains("NO path").contains("404").contains("usually /ws/sync").contains("-- token");
        assertThat(run.exitCode()).isEqualTo(ExitCode.UNREACHABLE);
    }

    @Test
    void doctor_saysOfEachThingThatItIsOk() {
        login(TOKEN, "--store", STORE);

        CommandRun run = dust("doctor", ".").done();

        assertThat(run.out().lines().map(line -> line.substring(0, 12).strip())).containsExactly("ok versions", "ok url",
                "ok address", "ok clock", "ok path", "ok token", "ok cache");
        assertThat(run.out()).contains("may read and write test/store, which is at store_seq 1").doesNotContain(TOKEN);
        assertThat(dust("doctor").done().out()).contains("-- token");
    }

    @Test
    void doctor_saysWhatIsWrong_andEndsWithItsExitCode() {
        String url = server.url().toString();

        CommandRun away = dust("doctor", STORE, "--url", "ws://localhost:1/ws/sync");
        assertThat(away.out()).contains("NO address").contains("is the server running").contains("ok cache");
        assertThat(away.exitCode()).isEqualTo(ExitCode.UNREACHABLE);

        CommandRun wrong = dust("doctor", STORE, "--url", url, "--token", "wrong");
        assertThat(wrong.out()).contains("NO token").contains("403").contains("dust login or --token-file");
        assertThat(wrong.exitCode()).isEqualTo(ExitCode.REFUSED);

        CommandRun plain = dust("doctor", "--url", "wss" + url.substring(2), "--token", TOKEN);
        assertThat(plain.out()).contains("NO tls").contains("-- clock     not tried").contains("-- token     not tried")
                .contains("ws://");
        assertThat(plain.exitCode()).isEqualTo(ExitCode.UNREACHABLE);

        CommandRun none = dust("doctor", "--url", "https://example.org");
        assertThat(none.out()).contains("NO url").contains("wss://");
        assertThat(none.exitCode()).isEqualTo(ExitCode.USAGE);
    }
}
