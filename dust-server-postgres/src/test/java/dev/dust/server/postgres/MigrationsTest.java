package dev.dust.server.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dust.server.ledger.LedgerException;
import dev.dust.testkit.postgres.TestDatabase;
import dev.dust.testkit.postgres.TestPostgres;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Tables are made when they are wanted, once, and are never taken for granted. */
@Tag("postgres")
class MigrationsTest {
    private final TestDatabase database = TestPostgres.newDatabase();

    private PostgresLedger open(PostgresLedgerOptions options) {
        return PostgresLedger.open(database.dataSource(), options);
    }

    @Test
    void withoutMigrations_missingTablesAreTold() {
        assertThatThrownBy(() -> open(PostgresLedgerOptions.defaults().migrate(false)))
                .isInstanceOf(LedgerException.Unavailable.class)
                .hasMessageContainingAll("\"dust_server\"", "migrate(true)", "V1__ledger.sql");
        open(PostgresLedgerOptions.defaults()).close();
        try (PostgresLedger ledger = open(PostgresLedgerOptions.defaults().migrate(false))) {
            assertThat(ledger.stores()).isEmpty();
        }
    }

    @Test
    void serversThatStartAtTheSameTime_makeThemOnce() throws InterruptedException, ExecutionException {
        List<FutureTask<PostgresLedger>> opening = Stream.generate(
                () -> new FutureTask<>(() -> open(PostgresLedgerOptions.defaults()))).limit(4).toList();
        opening.forEach(Thread::startVirtualThread);
        for (FutureTask<PostgresLedger> each : opening) {
            try (PostgresLedger ledger = each.get()) {
                ledger.make("org/store").write(List.of(Pushes.increment("n")));
            }
        }
        try (PostgresLedger ledger = open(PostgresLedgerOptions.defaults())) {
            assertThat(Pushes.number(ledger.make("org/store").row("n"))).isEqualTo(4);
        }
    }

    /** Whatever else is in the schema, and whatever the schema is called. */
    @Test
    void ledgersInSchemasOfTheirOwn_areOthers() {
        database.execute("create schema \"My \"\"own\"; create table \"My \"\"own\".other (id int)");
        try (PostgresLedger one = open(PostgresLedgerOptions.defaults());
                PostgresLedger other = open(PostgresLedgerOptions.defaults().schema("My \"own"))) {
            one.make("org/store").write(List.of(Pushes.increment("n")));
            assertThat(other.find("org/store")).isNull();
            assertThat(other.make("org/store").write(List.of(Pushes.increment("n"), Pushes.increment("n")))).hasSize(2);
            assertThat(Pushes.number(one.make("org/store").row("n"))).isEqualTo(1);
        }
    }

    @Test
    void aDatabaseThatIsNotThere_isTold() {
        assertThatThrownBy(() -> PostgresLedger.open("jdbc:postgresql://localhost:1/none", "anna", "secret",
                PostgresLedgerOptions.defaults().timeout(Duration.ofMillis(100))))
                .isInstanceOf(LedgerException.Unavailable.class).hasMessageNotContaining("secret");
        assertThatThrownBy(() -> PostgresLedger.open("postgres://anna:secret@localhost/none", null, null,
                PostgresLedgerOptions.defaults())).isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("secret");
    }

    @Test
    void aDatabaseThatCannotHoldEveryText_isTold() {
        String latin = database.name() + "_latin";
        database.execute("create database " + latin + " template template0 encoding 'LATIN1' locale 'C'");
        assertThatThrownBy(() -> PostgresLedger.open(database.url().replace(database.name(), latin), null, null,
                PostgresLedgerOptions.defaults())).isInstanceOf(LedgerException.Unavailable.class)
                .hasMessageContainingAll("LATIN1", "UTF8");
    }

    @Test
    void aNameThatTheDatabaseCannotHave_isNoStores() {
        try (PostgresLedger ledger = open(PostgresLedgerOptions.defaults())) {
            assertThat(ledger.find("org/\0")).isNull();
            assertThatThrownBy(() -> ledger.make("org/\0")).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
