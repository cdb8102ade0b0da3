package dev.dust.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.testkit.postgres.TestPostgres;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong with the database is told in one line, without its password, before a server is asked: there is none here. */
@Tag("postgres")
class DatabaseErrorsTest {
    private static final String NOBODY = "jdbc:postgresql://localhost:1/none?password=secret";

    private static CommandRun dust(String... args) {
        return CommandRun.of(Map.of("DUST_URL", "ws://localhost:1/ws/sync"), args);
    }

    private static CommandRun get(String... more) {
        String[] args = new String[5 + more.length];
        System.arraycopy(new String[]{"get", "s/s", "a", "--cache", "postgres"}, 0, args, 0, 5);
        System.arraycopy(more, 0, args, 5, more.length);
        return dust(args);
    }

    @Test
    void databaseThatIsAway() {
        assertThat(get("--jdbc", NOBODY).complaint(ExitCode.UNREACHABLE)).contains("database", "localhost:1")
                .doesNotContain("secret");
    }

    @Test
    void databaseThatDoesNotExist() {
        String url = TestPostgres.newDatabase().url().replaceFirst("/dust_test_\\w+", "/no_such_database");

        assertThat(get("--jdbc", url).complaint(ExitCode.REFUSED)).contains("\"no_such_database\" does not exist");
    }

    @Test
    void userThatDoesNotExist() {
        String url = TestPostgres.newDatabase().url().replaceFirst("user=[^&]*", "user=no_such_user");

        assertThat(get("--jdbc", url).complaint(ExitCode.REFUSED)).contains("no_such_user");
    }

    @Test
    void wrongPassword_isNotShown() throws IOException {
        try (var server = new RefusingDatabase()) {
            CommandRun run = CommandRun.of(Map.of("DUST_URL", "ws://localhost:1/ws/sync", "PASSWORD", "secret"), "get", "s/s",
                    "a", "--cache", "postgres", "--jdbc", server.url(), "--jdbc-user", "ann", "--jdbc-password-env",
                    "PASSWORD");

            assertThat(run.complaint(ExitCode.REFUSED)).contains("password authentication failed").doesNotContain("secret");
            assertThat(server.password).isEqualTo("secret");
        }
    }

    @Test
    void password_isReadFromAFile(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("password"), "secret\n");
        try (var server = new RefusingDatabase()) {
            CommandRun run = get("--jdbc", server.url(), "--jdbc-user", "ann", "--jdbc-password-file", file.toString());

            assertThat(run.complaint(ExitCode.REFUSED)).contains("password authentication failed").doesNotContain("secret");
            assertThat(server.password).isEqualTo("secret");
        }
        Path empty = Files.writeString(folder.resolve("empty"), "\n");
        for (Path wrong : List.of(empty, folder.resolve("missing"))) {
            assertThat(get("--jdbc", NOBODY, "--jdbc-password-file", wrong.toString()).complaint(ExitCode.USAGE))
                    .contains(wrong.toString());
        }
        assertThat(get("--jdbc", NOBODY, "--jdbc-password-file", file.toString(), "--jdbc-password-env", "HOME")
                .complaint(ExitCode.USAGE)).contains("not in both");
    }

    @ParameterizedTest
    @ValueSource(strings = {"conformance", "demo", "simulate --seeds 1"})
    void trials_sayItToo(String command) {
        assertThat(dust((command + " --cache postgres --jdbc " + NOBODY).split(" ")).complaint(ExitCode.UNREACHABLE))
                .contains("database", "localhost:1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"get s/s a --cache postgres", "get s/s a --jdbc jdbc:postgresql://h/d",
            "get s/s a --cache memory --jdbc-user ann", "get s/s a --cache postgres --jdbc jdbc:mysql://h/d",
            "get s/s a --cache postgres --jdbc jdbc:postgresql://h:port/d",
            "get s/s a --cache postgres --jdbc jdbc:postgresql://h/d --jdbc-password-env NOT_SET",
            "get s/s a --cache paper", "demo --jdbc jdbc:postgresql://h/d", "demo --cache postgres --jdbc-user ann",
            "--cache postgres serve", "--jdbc jdbc:postgresql://h/d help"})
    void optionsThatMakeNoSense_areBadUsage(String line) {
        assertThat(dust(line.split(" ")).complaint(ExitCode.USAGE)).contains("--help");
    }

    @Test
    void environmentThatMakesNoSense_isBadUsage() {
        assertThat(CommandRun.of(Map.of("DUST_CACHE", "paper"), "get", "s/s", "a").complaint(ExitCode.USAGE))
                .contains("DUST_CACHE", "paper");
    }

    @Test
    void environment_isNotAskedByTrials() {
        Map<String, String> environment = Map.of("DUST_CACHE", "postgres", "DUST_JDBC_URL", NOBODY);

        CommandRun.of(environment, "simulate", "--seeds", "1", "--steps", "1").done();
    }

    /** Asks for a password, and does not want it. */
    private static final class RefusingDatabase implements AutoCloseable {
        private static final int ASK_IN_CLEAR = 3;

        private final ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        private final Thread thread = Thread.ofVirtual().start(this::serve);
        private volatile String password;

        RefusingDatabase() throws IOException {
            // Serves the one connection that comes.
        }

        String url() {
            return "jdbc:postgresql://127.0.0.1:" + socket.getLocalPort() + "/d?sslmode=disable&gssEncMode=disable";
        }

        private void serve() {
            try (Socket client = socket.accept();
                    var in = new DataInputStream(client.getInputStream());
                    OutputStream out = client.getOutputStream()) {
                in.readNBytes(in.readInt() - Integer.BYTES);
                out.write(new byte[]{'R', 0, 0, 0, 8, 0, 0, 0, ASK_IN_CLEAR});
                in.readByte();
                password = new String(in.readNBytes(in.readInt() - Integer.BYTES), StandardCharsets.UTF_8).replace("\0", "");
                byte[] error = "SFATAL\0C28P01\0Mpassword authentication failed for user \"ann\"\0\0"
                        .getBytes(StandardCharsets.UTF_8);
                out.write(new byte[]{'E', 0, 0, 0, (byte) (error.length + Integer.BYTES)});
                out.write(error);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
            thread.interrupt();
        }
    }
}
