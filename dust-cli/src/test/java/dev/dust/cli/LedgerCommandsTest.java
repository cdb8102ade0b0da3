package dev.dust.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.testkit.postgres.TestDatabase;
import dev.dust.testkit.postgres.TestPostgres;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** {@code dust token} and {@code dust store}, beside a server that runs. */
@Tag("postgres")
class LedgerCommandsTest {
    private final TestDatabase database = TestPostgres.newDatabase();

    private CommandRun dust(String... args) {
        return CommandRun.of(Map.of("DUST_JDBC_URL", database.url()), args);
    }

    private CommandRun input(String input, String... args) {
        return CommandRun.ofInput(input, Map.of("DUST_JDBC_URL", database.url()), args);
    }

    @Test
    void aToken_opensWhatItIsFor_untilItIsTakenBack() throws InterruptedException {
        String token = dust("token", "create", "anna", "--store", "one/*", "--for", "30d", "--writes-per-minute", "5").done()
                .out()
                .strip();
        assertThat(token).matches("dust_tok_[0-9a-f]{64}");
        assertThat(dust("token", "list").done().out()).contains("\"name\":\"anna\"", "\"stores\":[\"one/*\"]",
                "\"writes_per_minute\":5", "\"revoked\":false").doesNotContain(token);
        try (var server = new RunningCommand(Map.of("DUST_JDBC_URL", database.url()), "serve", "--port", "0", "--ledger",
                "postgres")) {
            String url = server.nextLine().substring("listening on ".length());
            Map<String, String> anna = Map.of("DUST_URL", url, "DUST_API_KEY", token);
            CommandRun.of(anna, "put", "one/store", "a", "1").done();
            assertThat(CommandRun.of(anna, "put", "two/store", "a", "1", "--timeout", "10").exitCode()).isNotZero();
            dust("token", "revoke", "anna").done();
            assertThat(CommandRun.of(anna, "get", "one/store", "a", "--timeout", "10").exitCode()).isNotZero();
        }
        assertThat(dust("token", "list").done().out()).contains("\"revoked\":true");
        assertThat(dust("token", "revoke", "bert").complaint(ExitCode.REFUSED)).contains("bert");
        assertThat(dust("token", "create", "anna").complaint(ExitCode.USAGE)).contains("already");
    }

    @Test
    void whatCannotBeMeant_isToldInOneLine() {
        assertThat(dust("token", "create", "a", "--scope", "all").complaint(ExitCode.USAGE)).contains("entries:read");
        assertThat(dust("token", "create", "a", "--store", "*").complaint(ExitCode.USAGE)).contains("org/name");
        assertThat(dust("token", "create", "a", "--for", "soon").complaint(ExitCode.USAGE)).contains("1d");
        assertThat(dust("token", "create", "a", "--writes-per-minute", "0").complaint(ExitCode.USAGE)).contains("at least 1");
        assertThat(dust("store", "create", "a").complaint(ExitCode.USAGE)).contains("org/name");
        assertThat(dust("store", "create", "a/b", "--keep-ops", "-1").complaint(ExitCode.USAGE)).contains("at least 0");
        assertThat(dust("store", "compact", "a/b", "--keep-ops", "-1").complaint(ExitCode.USAGE)).contains("at least 0");
        assertThat(dust("store", "export", "a/b").complaint(ExitCode.REFUSED)).contains("there is no store a/b");
        assertThat(CommandRun.of(Map.of(), "token", "list").complaint(ExitCode.USAGE)).contains("DUST_JDBC_URL");
        assertThat(dust("token").exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(dust("store").exitCode()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void aStore_isMadeAndCompactedAndArchived() {
        dust("store", "create", "one/store", "--keep-ops", "10", "--keep-for", "2d").done();
        assertThat(input("{\"path\":\"a\",\"value\":1}\n{\"path\":\"b\",\"value\":2}\n", "store", "import", "one/store")
                .exitCode()).isZero();
        dust("store", "compact", "one/store", "--keep-ops", "1").done();
        assertThat(dust("store", "list").done().out()).isEqualTo("{\"name\":\"one/store\",\"store_seq\":2,\"compacted_seq\":1,"
                + "\"rows\":2,\"archived\":false}\n");
        dust("store", "archive", "one/store").done();
        assertThat(dust("store", "list").done().out()).contains("\"archived\":true");
        assertThat(input("\n{\"path\":\"a\"}\n", "store", "import", "one/store").complaint(ExitCode.REFUSED))
                .contains("line 2", "value");
        assertThat(dust("store", "import", "one/store", "/").complaint(ExitCode.USAGE)).contains("/ is a directory");
        assertThat(input("{\"path\":\"a\",\"value\":3}\n", "store", "import", "one/store").complaint(ExitCode.REFUSED))
                .contains("line 1", "store_archived");
    }

    @Test
    void whatIsExported_isImportedAsItWas() {
        String rows = IntStream.range(1000, 2200).mapToObj(
                i -> "{\"path\":\"rows/" + i + "\",\"type\":\"integer\",\"value\":" + i + "}\n").collect(Collectors.joining());
        assertThat(input(rows, "store", "import", "one/store").err()).contains("imported 1200 rows");
        assertThat(dust("store", "export", "one/store").out()).isEqualTo(rows);
        assertThat(input(rows, "store", "import", "two/store").exitCode()).isZero();
        assertThat(dust("store", "export", "two/store").out()).isEqualTo(rows);
        assertThat(input("{\"path\":\"a\",\"value\":1}\n{\"path\":\"x//y\",\"value\":1}\n", "store", "import", "one/store")
                .complaint(ExitCode.REFUSED)).contains("line 2", "written are 1 rows");
        assertThat(input("\n[]\n", "store", "import", "one/store").complaint(ExitCode.REFUSED)).contains("line 2");
        assertThat(input("{", "store", "import", "one/store").complaint(ExitCode.REFUSED)).contains("line 1");
    }
}
