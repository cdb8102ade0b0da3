package dev.dust.server.postgres;

import static dev.dust.server.postgres.Pushes.increment;
import static dev.dust.server.postgres.Pushes.op;
import static dev.dust.server.postgres.Pushes.push;
import static dev.dust.server.postgres.Pushes.written;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.server.ledger.Event;
import dev.dust.server.ledger.OpId;
import dev.dust.server.ledger.Push;
import dev.dust.server.ledger.Retention;
import dev.dust.server.ledger.StoreLedger;
import dev.dust.testkit.postgres.TestDatabase;
import dev.dust.testkit.postgres.TestPostgres;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Histories do not grow for ever, and one server at a time looks after that. */
@Tag("postgres")
class RetentionTest {
    private static final Retention TWO_OPS = Retention.defaults().ops(2);

    private final TestDatabase database = TestPostgres.newDatabase();
    private final PostgresLedger ledger = PostgresLedger.open(database.dataSource(), PostgresLedgerOptions.defaults());
    private final StoreLedger store = ledger.make("org/store");

    @AfterEach
    void close() {
        ledger.close();
    }

    private long ops() {
        try (var connection = database.connect();
                var statement = connection.createStatement();
                var found = statement.executeQuery("select count(*) from dust_server.ops")) {
            found.next();
            return found.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void write(int times) {
        for (int i = 0; i < times; i++) {
            store.write(List.of(increment("n")));
        }
    }

    @Test
    void takeoversOfLongAgo_areForgotten() throws SQLException {
        store.join("dev_old", true);
        database.execute("update dust_server.takeovers set number = number - 8 * 86400000000");
        long young = store.join("dev_young", true);
        ledger.retain(TWO_OPS);
        try (var connection = database.connect();
                var statement = connection.createStatement();
                var found = statement.executeQuery("select number from dust_server.takeovers")) {
            assertThat(found.next()).isTrue();
            assertThat(found.getLong(1)).isEqualTo(young);
            assertThat(found.next()).isFalse();
        }
        assertThat(store.join("dev_old", false)).isZero();
    }

    @Test
    void whileOneServerLooksAfterIt_anotherDoesNot() throws SQLException {
        write(5);
        try (var other = database.connect(); var statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("select pg_advisory_xact_lock(hashtext('dust retention dust_server'))");
            ledger.retain(TWO_OPS);
            assertThat(store.head().compactedSeq()).isZero();
            other.rollback();
        }
        ledger.retain(TWO_OPS);
        assertThat(store.head().compactedSeq()).isEqualTo(3);
        assertThat(ops()).isEqualTo(2);
    }

    @Test
    void aStoreMayHaveARetentionOfItsOwn() {
        write(5);
        StoreLedger other = ledger.make("org/other");
        other.write(List.of(increment("n"), increment("n"), increment("n"), increment("n")));
        assertThat(ledger.keep("org/store", 4L, null)).isTrue();
        assertThat(ledger.keep("org/other", null, Duration.ofDays(1))).isTrue();
        assertThat(ledger.keep("org/none", 1L, null)).isFalse();
        ledger.retain(TWO_OPS);
        assertThat(store.head().compactedSeq()).isEqualTo(1);
        assertThat(other.head().compactedSeq()).isEqualTo(2);
        database.execute("update dust_server.ops set at_millis = at_millis - 100000000");
        ledger.retain(Retention.defaults());
        assertThat(other.head().compactedSeq()).isEqualTo(4);
        assertThat(store.head().compactedSeq()).isEqualTo(1);
    }

    /** The ids that are left of what was forgotten go in their time, also where nothing else is to be done. */
    @Test
    void ids_goInTheirTime() {
        var id = new OpId("dev_a", "op_1");
        store.write(List.of(increment(id, "n"), increment("n"), increment("n"), increment("n")));
        ledger.retain(TWO_OPS);
        assertThat(ops()).as("two of the history, and one that is known by its id").isEqualTo(3);
        assertThat(store.write(List.of(increment(id, "n"))).getFirst().orThrow().response()).isEqualTo(Pushes.AGAIN);
        database.execute("update dust_server.ops set at_millis = at_millis - 3700000 where seq < 4");
        ledger.retain(TWO_OPS);
        assertThat(ops()).isEqualTo(2);
        store.write(List.of(increment(id, "n")));
        assertThat(Pushes.number(store.row("n"))).isEqualTo(5);
    }

    /** Whoever was cut off from his first ops is another when he comes again, and rewrites nothing of what is left. */
    @Test
    void aPushThatWasCut_isForgotten_andRewritesNothing() throws SQLException {
        var id = new OpId("dev_a", "op_1");
        Push two = push(id, view -> Pushes.committed(List.of(op(view.seq() + 1, id, "a", written(view.seq() + 1, "a", 1)),
                op(view.seq() + 2, id, "b", written(view.seq() + 2, "b", 2)))));
        store.write(List.of(two));
        store.compact(1);
        String before = transactionOf(2);
        store.write(List.of(two));
        assertThat(store.after(0, 10).events()).extracting(Event::storeSeq).containsExactly(2L, 3L, 4L);
        assertThat(transactionOf(2)).isEqualTo(before);
        assertThat(store.write(List.of(two)).getFirst().orThrow().response()).isEqualTo(Pushes.AGAIN);
        assertThat(store.head().seq()).isEqualTo(4);
    }

    private String transactionOf(long seq) throws SQLException {
        try (var connection = database.connect();
                var statement = connection.createStatement();
                var found = statement.executeQuery("select xmin::text from dust_server.ops where seq = " + seq)) {
            found.next();
            return found.getString(1);
        }
    }
}
