package dev.dust.server.postgres;

import static dev.dust.server.postgres.Pushes.increment;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dust.server.ledger.KeyedRow;
import dev.dust.server.ledger.LedgerException;
import dev.dust.server.ledger.Push;
import dev.dust.server.ledger.Snapshot;
import dev.dust.server.ledger.StoreLedger;
import dev.dust.testkit.postgres.PrivatePostgres;
import dev.dust.testkit.postgres.TestDatabase;
import dev.dust.testkit.postgres.TestPostgres;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The database goes away, in the middle of something, and comes back. What was answered has happened, once. */
@Tag("postgres")
class DatabaseAwayTest {
    private static final Duration SHORT = Duration.ofMillis(500);
    private static final Duration LONG = Duration.ofSeconds(60);

    private static PostgresLedger open(TestDatabase database, Duration timeout) {
        return PostgresLedger.open(database.dataSource(), PostgresLedgerOptions.defaults().timeout(timeout));
    }

    private static void endSessions(TestDatabase database) {
        database.execute("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database()"
                + " and pid <> pg_backend_pid()");
    }

    private static long written(StoreLedger store) {
        long seq = store.head().seq();
        assertThat(Pushes.number(store.row("n"))).isEqualTo(seq);
        assertThat(store.after(0, 1_000).events()).hasSize((int) seq);
        return seq;
    }

    @Test
    void endedSessions_areNothingThatCallersSee() {
        TestDatabase database = TestPostgres.newDatabase();
        try (PostgresLedger ledger = open(database, LONG)) {
            StoreLedger store = ledger.make("org/store");
            for (int i = 1; i <= 5; i++) {
                endSessions(database);
                assertThat(store.head().seq()).isEqualTo(i - 1);
                endSessions(database);
                store.write(List.of(increment("n")));
            }
            assertThat(written(store)).isEqualTo(5);
        }
    }

    @Test
    void aBatchWhoseSessionIsEnded_isDecidedAgain() {
        TestDatabase database = TestPostgres.newDatabase();
        try (PostgresLedger ledger = open(database, LONG)) {
            StoreLedger store = ledger.make("org/store");
            var first = new AtomicBoolean(true);
            var decided = new AtomicInteger();
            Push ending = Pushes.push(null, view -> {
                decided.incrementAndGet();
                if (first.getAndSet(false)) {
                    endSessions(database);
                }
                return increment("n").judge(view);
            });
            assertThat(store.write(List.of(increment("n"), ending, increment("n")))).hasSize(3);
            assertThat(decided).hasValue(2);
            assertThat(written(store)).isEqualTo(3);
        }
    }

    @Test
    void aSnapshotWhoseSessionIsEnded_saysSo_andTheNextOneReads() {
        TestDatabase database = TestPostgres.newDatabase();
        try (PostgresLedger ledger = open(database, LONG)) {
            StoreLedger store = ledger.make("org/store");
            store.write(IntStream.range(0, 3_000).mapToObj(i -> Pushes.put("k" + i, i)).toList());
            try (Snapshot snapshot = store.snapshot(); Stream<KeyedRow> rows = snapshot.rows()) {
                Iterator<KeyedRow> each = rows.iterator();
                assertThat(each.next().key()).isEqualTo("k0");
                endSessions(database);
                assertThatThrownBy(() -> each.forEachRemaining(row -> {
                })).isInstanceOf(LedgerException.Unavailable.class).hasMessageContaining("the database is away");
            }
            try (Snapshot snapshot = store.snapshot()) {
                assertThat(snapshot.toMap()).hasSize(3_000);
            }
        }
    }

    @Test
    void whileItIsAway_callsFailAfterABoundedTime_andThenGoOn() {
        try (PrivatePostgres server = TestPostgres.privateServer();
                PostgresLedger ledger = open(server.newDatabase(), SHORT)) {
            StoreLedger store = ledger.make("org/store");
            store.write(List.of(increment("n")));
            server.stop();
            assertThatThrownBy(() -> store.write(List.of(increment("n")))).isInstanceOf(LedgerException.Unavailable.class);
            assertThatThrownBy(store::head).isInstanceOf(LedgerException.Unavailable.class);
            assertThatThrownBy(() -> store.after(0, 1)).isInstanceOf(LedgerException.Unavailable.class);
            assertThatThrownBy(store::snapshot).isInstanceOf(LedgerException.Unavailable.class);
            assertThatThrownBy(() -> ledger.find("org/other")).isInstanceOf(LedgerException.Unavailable.class);
            server.start();
            writeSoon(store);
            assertThat(written(store)).isEqualTo(2);
        }
    }

    /** Whether a database is back is not found out at once. */
    private static void writeSoon(StoreLedger store) {
        long end = System.nanoTime() + LONG.toNanos();
        while (true) {
            try {
                store.write(List.of(increment("n")));
                return;
            } catch (LedgerException.Unavailable e) {
                assertThat(System.nanoTime()).as("the database is back, and %s", e.getMessage()).isLessThan(end);
            }
        }
    }

    @Test
    void whatIsWrittenMeanwhile_waitsForIt() throws InterruptedException, ExecutionException, TimeoutException {
        try (PrivatePostgres server = TestPostgres.privateServer(); PostgresLedger ledger = open(server.newDatabase(), LONG)) {
            StoreLedger store = ledger.make("org/store");
            store.write(List.of(increment("n")));
            server.kill();
            var writing = new FutureTask<>(() -> store.write(List.of(increment("n"))));
            Thread.ofPlatform().daemon().start(writing);
            server.start();
            assertThat(writing.get(LONG.toSeconds(), TimeUnit.SECONDS)).hasSize(1);
            assertThat(written(store)).isEqualTo(2);
        }
    }

    /** Halted, it takes connections and answers nothing. What had not begun to be committed has not happened, nor will. */
    @Test
    void whileItIsHalted_callsFailAfterABoundedTime_andHaveDoneNothing() {
        try (PrivatePostgres server = TestPostgres.privateServer();
                PostgresLedger ledger = open(server.newDatabase(), SHORT)) {
            StoreLedger store = ledger.make("org/store");
            store.write(List.of(increment("n")));
            server.pause();
            assertThatThrownBy(() -> store.write(List.of(increment("n")))).isInstanceOf(LedgerException.Unavailable.class);
            assertThatThrownBy(store::head).isInstanceOf(LedgerException.Unavailable.class);
            server.resume();
            writeSoon(store);
            assertThat(written(store)).isEqualTo(2);
        }
    }

    /** Whoever has the store's lock keeps others out for a bounded time, and only from that store. */
    @Test
    void aStoreThatIsLocked_isUnavailable_andOthersAreNot() throws Exception {
        TestDatabase database = TestPostgres.newDatabase();
        try (PostgresLedger ledger = open(database, SHORT);
                var connection = database.connect();
                var statement = connection.createStatement()) {
            StoreLedger store = ledger.make("org/store");
            connection.setAutoCommit(false);
            statement.execute("select * from dust_server.stores where name = 'org/store' for update");
            assertThatThrownBy(() -> store.write(List.of(increment("n")))).isInstanceOf(LedgerException.Unavailable.class)
                    .hasMessageContaining("another server has the store");
            assertThat(ledger.make("org/other").write(List.of(increment("n")))).hasSize(1);
            connection.rollback();
            store.write(List.of(increment("n")));
            assertThat(written(store)).isEqualTo(1);
        }
    }

    @Test
    void whoeverReadsSnapshots_leavesConnectionsToWriters() {
        TestDatabase database = TestPostgres.newDatabase();
        try (PostgresLedger ledger = PostgresLedger.open(database.dataSource(),
                PostgresLedgerOptions.defaults().timeout(SHORT).poolSize(2))) {
            StoreLedger store = ledger.make("org/store");
            try (Snapshot one = store.snapshot()) {
                assertThatThrownBy(store::snapshot).isInstanceOf(LedgerException.Unavailable.class)
                        .hasMessageContaining("snapshots");
                assertThat(store.trySnapshot()).as("one that is not waited for").isNull();
                store.write(List.of(increment("n")));
                assertThat(one.toMap()).as("rows of the moment when it was opened").isEmpty();
            }
            assertThat(written(store)).isEqualTo(1);
            try (Snapshot free = store.trySnapshot()) {
                assertThat(free.seq()).isEqualTo(1);
            }
            assertThat(store.trySnapshot()).as("the last one was given back").isNotNull().satisfies(Snapshot::close);
        }
    }

    /** After a failover connections may lead to what was the primary, or to what is not it yet. */
    @Test
    void connectionsThatOnlyRead_areNotKept() throws SQLException {
        TestDatabase database = TestPostgres.newDatabase();
        try (PostgresLedger ledger = open(database, Duration.ofSeconds(2))) {
            StoreLedger store = ledger.make("org/store");
            newSessions(database, "set default_transaction_read_only = on");
            endSessions(database);
            assertThatThrownBy(() -> store.write(List.of(increment("n")))).isInstanceOf(LedgerException.Unavailable.class)
                    .hasMessageContaining("the database is read-only");
            assertThatThrownBy(ledger::requireWritable).isInstanceOf(LedgerException.Unavailable.class)
                    .hasMessageContaining("the database is read-only");
            newSessions(database, "reset default_transaction_read_only");
            store.write(List.of(increment("n")));
            ledger.requireWritable();
            assertThat(written(store)).isEqualTo(1);
        }
    }

    private static void newSessions(TestDatabase database, String setting) throws SQLException {
        try (var connection = database.connect(); var statement = connection.createStatement()) {
            statement.execute("set default_transaction_read_only = off");
            statement.execute("do $$ begin execute format('alter database %I " + setting + "', current_database()); end $$");
        }
    }

    @Test
    void aLedgerThatIsClosed_isUnavailable() {
        PostgresLedger ledger = open(TestPostgres.newDatabase(), SHORT);
        StoreLedger store = ledger.make("org/store");
        ledger.close();
        assertThatThrownBy(() -> store.write(List.of(increment("n")))).isInstanceOf(LedgerException.Unavailable.class);
    }
}
