package dev.dust.server.postgres;

import static dev.dust.server.postgres.Pushes.increment;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dust.server.ledger.Event;
import dev.dust.server.ledger.LedgerException;
import dev.dust.server.ledger.OpId;
import dev.dust.server.ledger.StoreLedger;
import dev.dust.testkit.postgres.TestDatabase;
import dev.dust.testkit.postgres.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A commit whose answer did not come is looked up: what was written once is not written again, and what was not is. */
@Tag("postgres")
class LostCommitTest {
    private final TestDatabase database = TestPostgres.newDatabase();
    private final FaultyConnections connections = new FaultyConnections(database);
    private final PostgresLedger ledger = PostgresLedger.open(connections, PostgresLedgerOptions.defaults());
    private final StoreLedger store = ledger.make("org/store");

    @AfterEach
    void close() {
        ledger.close();
    }

    private void write() {
        assertThat(store.write(List.of(increment("n"))).getFirst().orThrow().ok()).isTrue();
    }

    private void assertWritten(int times) {
        assertThat(store.after(0, 100).events()).extracting(Event::storeSeq).hasSize(times).isSorted();
        assertThat(Pushes.number(store.row("n"))).isEqualTo(times);
    }

    @Test
    void itTookEffect_once() {
        write();
        connections.nextCommit(connection -> {
            connection.commit();
            connection.close();
            throw FaultyConnections.lost();
        });
        write();
        assertWritten(2);
    }

    /** Its session is still there and has the store, since the database does not know that nobody is at the other end. */
    @Test
    void itNeverArrived_andIsMadeAgain() throws SQLException {
        var abandoned = new ArrayList<Connection>();
        connections.nextCommit(connection -> {
            abandoned.add(connection);
            throw FaultyConnections.lost();
        });
        write();
        assertWritten(1);
        abandoned.getFirst().close();
    }

    /** Somebody else has been faster, and has written an op of the same number. */
    @Test
    void itNeverArrived_andAnOpOfTheSameNumberIsAnothers() {
        try (PostgresLedger other = PostgresLedger.open(database.dataSource(), PostgresLedgerOptions.defaults())) {
            StoreLedger there = Objects.requireNonNull(other.find("org/store"), "the store");
            connections.nextCommit(connection -> {
                connection.close();
                there.write(List.of(increment("n")));
                throw FaultyConnections.lost();
            });
            write();
            assertWritten(2);
        }
    }

    /** The search has its own troubles. */
    @Test
    void theAnswerIsLooked_upAgain() {
        connections.nextCommit(connection -> {
            connection.commit();
            connection.close();
            database.execute("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database()"
                    + " and pid <> pg_backend_pid()");
            throw FaultyConnections.lost();
        });
        write();
        assertWritten(1);
    }

    /** With an id it is found even where nobody could look: its sender sends it again. */
    @Test
    void whatNobodyCanTell_isSaidToBeInDoubt() {
        var id = new OpId("dev_a", "op_1");
        try (PostgresLedger other = PostgresLedger.open(database.dataSource(), PostgresLedgerOptions.defaults())) {
            StoreLedger there = Objects.requireNonNull(other.find("org/store"), "the store");
            connections.nextCommit(connection -> {
                connection.commit();
                connection.close();
                there.compact(1);
                throw FaultyConnections.lost();
            });
            assertThatThrownBy(() -> store.write(List.of(increment(id, "n")))).isInstanceOf(LedgerException.InDoubt.class)
                    .hasMessageContaining("forgotten");
            assertThat(Pushes.number(store.row("n"))).isEqualTo(1);
        }
    }
}
