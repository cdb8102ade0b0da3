package dev.dust.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.server.ledger.StoredRow;
import dev.dust.server.postgres.PostgresLedger;
import dev.dust.server.postgres.PostgresLedgerOptions;
import dev.dust.testkit.postgres.TestDatabase;
import dev.dust.testkit.postgres.TestPostgres;
import dev.dust.value.Value;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What docs/choosing.md shows of a server within the application, works as it stands. */
@Tag("postgres")
class ChoosingPageTest {

    static Stream<String> examples() {
        List<String> examples = PageBlock.java("docs/choosing.md").stream().map(PageBlock::text).toList();
        assertThat(examples).hasSize(2);
        return examples.stream();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void example_writesWhatItWrites(String example, @TempDir Path classes) throws Exception {
        TestDatabase database = TestPostgres.newDatabase();
        String given = "\n\nString jdbcUrl = \"" + database.url() + "\", user = null, password = null;\n";
        try (var code = new PageCode(classes).statements(example.replaceFirst("\n\n", given), "", "")) {
            code.runAlone("Example", new Class<?>[0]);
        }
        try (PostgresLedger ledger = PostgresLedger.open(database.url(), null, null, PostgresLedgerOptions.defaults())) {
            StoredRow row = Objects.requireNonNull(ledger.find("acme/jobs"), "the store").row("last/run");
            assertThat(row).isNotNull().extracting(StoredRow::value).isEqualTo(Value.of("today"));
        }
    }
}
