package dev.dust.server.postgres;

import static dev.dust.server.postgres.Pushes.increment;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.dust.server.ledger.LedgerException;
import dev.dust.server.ledger.Push;
import dev.dust.server.ledger.StoreLedger;
import dev.dust.testkit.postgres.TestDatabase;
import dev.dust.testkit.postgres.TestPostgres;
import java.sql.Connection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A ledger may be closed while others use it. */
@Tag("postgres")
class ClosingLedgerTest {
    private final TestDatabase database = TestPostgres.newDatabase();

    @Test
    void whoeverUsesALedgerThatIsClosed_hearsThatItIsAway_andNothingIsWritten() {
        PostgresLedger ledger = open();
        StoreLedger store = ledger.make("org/store");
        Push closing = Pushes.push(null, view -> {
            ledger.close();
            return increment("n").judge(view);
        });
        assertThatThrownBy(() -> store.write(List.of(closing))).isInstanceOf(LedgerException.class);
        try (PostgresLedger again = open()) {
            assertThat(again.make("org/store").head().seq()).isZero();
        }
    }

    /** A pool that closes takes the connections away that are in use, and in that moment fails who gives one back. */
    @Test
    void connectionThatIsGivenBackWhileThePoolTakesItAway_isNoError() throws Exception {
        var source = new FaultyConnections(database);
        var failure = new CompletableFuture<@Nullable Throwable>();
        try (var connections = new Connections(source, PostgresLedgerOptions.defaults())) {
            Connection borrowed = connections.borrow(true);
            source.onAbort(() -> failure.complete(catchThrowable(() -> connections.giveBack(borrowed))));
        }
        assertThat(failure).isCompletedWithValue(null);
    }

    private PostgresLedger open() {
        return PostgresLedger.open(database.dataSource(), PostgresLedgerOptions.defaults());
    }
}
