package dev.dust.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.testkit.postgres.TestDatabase;
import dev.dust.testkit.postgres.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code dust conformance}. */
class ConformanceCommandTest {
    private static final String GOOD = """
            {"name": "a put is seen", "steps": [
              {"server": "ready", "store_seq": 0},
              {"call": "put", "path": "a", "value": 1},
              {"expect": "get", "path": "a", "value": 1}]}""";

    @TempDir
    private Path folder;

    private static CommandRun conformance(String... args) {
        String[] all = new String[args.length + 1];
        all[0] = "conformance";
        System.arraycopy(args, 0, all, 1, args.length);
        return CommandRun.of(Map.of(), all);
    }

    private void write(String name, String scenario) throws IOException {
        Files.writeString(folder.resolve(name), scenario);
    }

    @Test
    void scenarioThatHolds_passes() throws IOException {
        write("good.json", GOOD);

        assertThat(conformance("--cache", "memory", folder.toString()).done().out())
                .isEqualTo("PASS a put is seen\n1 passed, 0 failed\n");
    }

    @Test
    void scenarioThatDoesNotHold_failsTheCommand() throws IOException {
        write("bad.json", GOOD.replace("\"value\": 1}]", "\"value\": 2}]"));
        write("good.json", GOOD);

        CommandRun run = conformance(folder.toString());

        assertThat(run.exitCode()).isEqualTo(ExitCode.REFUSED);
        assertThat(run.out().lines()).hasSize(3).first().asString().startsWith("FAIL a put is seen: step 3:");
        assertThat(run.out()).endsWith("1 passed, 1 failed\n");
    }

    @Test
    void fileThatIsNoScenario_failsTheCommand() throws IOException {
        write("broken.json", "{");

        CommandRun run = conformance(folder.resolve("broken.json").toString(), folder.resolve("missing.json").toString());

        assertThat(run.exitCode()).isEqualTo(ExitCode.REFUSED);
        assertThat(run.out().lines()).hasSize(3)
                .allSatisfy(line -> assertThat(line).matches("FAIL .*json.*|0 passed, 2 failed"));
        assertThat(run.err()).isEmpty();
    }

    @Test
    @Tag("postgres")
    void postgres_runsThoseToThatStartAgain_andLeavesNothingBehind() throws IOException, SQLException {
        write("good.json", GOOD);
        write("restart.json", """
                {"name": "a write is kept", "steps": [
                  {"call": "put", "path": "a", "value": 1},
                  {"restart": true},
                  {"expect": "get", "path": "a", "value": 1}]}""");
        write("empty.json", """
                {"name": "each has a cache of its own", "steps": [{"expect": "get", "path": "a", "missing": true}]}""");
        TestDatabase database = TestPostgres.newDatabase();

        CommandRun run = conformance("--cache", "postgres", "--jdbc", database.url(), folder.toString());

        assertThat(run.done().out()).endsWith("3 passed, 0 failed\n");
        try (Connection connection = database.connect();
                ResultSet schemas = connection.getMetaData().getSchemas(null, "dust%")) {
            assertThat(schemas.next()).isFalse();
        }
    }

    @Test
    @Tag("postgres")
    void postgresWithoutAUrl_isOneOfTheKits() throws IOException {
        write("good.json", GOOD);

        assertThat(conformance("--cache", "postgres", folder.toString()).done().out()).endsWith("1 passed, 0 failed\n");
    }

    @Test
    @Tag("slow")
    void withoutFiles_theBundledScenariosRun() {
        assertThat(conformance().done().out()).endsWith(" 0 failed\n").contains("PASS ");
    }
}
