package dev.dust.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.testkit.postgres.TestDatabase;
import dev.dust.testkit.postgres.TestPostgres;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** {@code dust serve --ledger postgres}: servers that need nothing in common but a URL. */
@Tag("postgres")
class ServeOnPostgresTest {
    private static final String LISTENING = "listening on ";
    private static final String STORE = "one/store";

    private final TestDatabase database = TestPostgres.newDatabase();

    private static RunningCommand serve(Map<String, String> environment, String... args) {
        return new RunningCommand(environment,
                Stream.concat(Stream.of("serve", "--port", "0", "--ledger", "postgres"), Stream.of(args))
                        .toArray(String[]::new));
    }

    private static CommandRun dust(RunningCommand server, String... args) throws InterruptedException {
        return CommandRun.of(Map.of("DUST_URL", server.nextLine().substring(LISTENING.length())), args);
    }

    @Test
    void whatIsWrittenAtOne_isReadAtAnother_andAfterARestart() throws InterruptedException {
        try (RunningCommand one = serve(Map.of(), "--jdbc", database.url());
                RunningCommand two = serve(Map.of("DUST_JDBC_URL", database.url()))) {
            dust(one, "put", STORE, "a", "{\"b\":[1,1.0]}").done();
            assertThat(dust(two, "get", STORE, "a").done().out()).isEqualTo("{\"b\":[1,1.0]}\n");
        }
        try (RunningCommand again = serve(Map.of(), "--jdbc", database.url())) {
            assertThat(dust(again, "get", STORE, "a").done().out()).isEqualTo("{\"b\":[1,1.0]}\n");
        }
    }

    @Test
    void aServerThatIsNotToMigrate_needsTablesThatAreThere() throws InterruptedException {
        assertThat(CommandRun.of(Map.of(), "serve", "--port", "0", "--ledger", "postgres", "--jdbc", database.url(),
                "--no-migrate").complaint(ExitCode.REFUSED)).contains("missing or older");
        CommandRun.of(Map.of(), "store", "list", "--jdbc", database.url()).done();
        try (RunningCommand server = serve(Map.of(), "--jdbc", database.url(), "--no-migrate", "--connections", "2")) {
            dust(server, "put", STORE, "a", "1").done();
        }
    }

    @Test
    void aServerWithOneConnection_isBadUsage() {
        assertThat(CommandRun.of(Map.of(), "serve", "--port", "0", "--ledger", "postgres", "--jdbc", database.url(),
                "--connections", "1").complaint(ExitCode.USAGE)).contains("--connections", "at least 2");
    }

    @Test
    void aServerInTheNetwork_needsATokenInTheTable() throws InterruptedException {
        String url = database.url();
        assertThat(CommandRun.of(Map.of(), "serve", "--port", "0", "--ledger", "postgres", "--jdbc", url, "--host", "0.0.0.0")
                .complaint(ExitCode.REFUSED)).contains("open to everybody in the network", "dust token create");
        CommandRun.of(Map.of(), "token", "create", "anna", "--jdbc", url).done();
        try (RunningCommand server = serve(Map.of(), "--jdbc", url, "--host", "0.0.0.0")) {
            assertThat(server.nextLine()).contains("0.0.0.0");
        }
    }

    @Test
    void aDatabaseThatCannotBeUsed_isToldInOneLine() {
        CommandRun run = CommandRun.of(Map.of(), "serve", "--port", "0", "--ledger", "postgres", "--jdbc",
                "jdbc:postgresql://localhost:1/none?password=secret");
        assertThat(run.complaint(ExitCode.UNREACHABLE)).contains("the database cannot be used", "localhost:1")
                .doesNotContain("secret");
    }
}
