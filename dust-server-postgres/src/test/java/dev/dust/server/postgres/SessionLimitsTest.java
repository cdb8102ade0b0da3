package dev.dust.server.postgres;

import static dev.dust.server.postgres.Pushes.increment;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dust.server.ledger.Event;
import dev.dust.server.ledger.LedgerException;
import dev.dust.server.ledger.LedgerOp;
import dev.dust.server.ledger.Outcome;
import dev.dust.server.ledger.Push;
import dev.dust.server.ledger.StoreLedger;
import dev.dust.testkit.postgres.TestDatabase;
import dev.dust.testkit.postgres.TestPostgres;
import dev.dust.value.Value;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** An operator may have the database end what takes too long: statements, transactions, sessions that do nothing. */
@Tag("postgres")
class SessionLimitsTest {
    private final TestDatabase database = TestPostgres.newDatabase();

    private PostgresLedger open(String setting) {
        return open(setting, Duration.ofSeconds(30));
    }

    private PostgresLedger open(String setting, Duration timeout) {
        // The tables are made without a limit.
        PostgresLedger.open(database.dataSource(), PostgresLedgerOptions.defaults()).close();
        var limited = new PGSimpleDataSource();
        limited.setUrl(database.url());
        limited.setOptions("-c " + setting);
        return PostgresLedger.open(limited, PostgresLedgerOptions.defaults().timeout(timeout));
    }

    /** The session is gone when the transaction goes on: that is a loss as any other, and nothing was written. */
    @Test
    void sessionThatIsEndedWithinATransaction_isNothingThatCallersSee() {
        try (PostgresLedger ledger = open("idle_in_transaction_session_timeout=2000")) {
            StoreLedger store = ledger.make("org/store");
            var first = new AtomicBoolean(true);
            var decided = new AtomicInteger();
            Push idling = Pushes.push(null, view -> {
                decided.incrementAndGet();
                if (first.getAndSet(false)) {
                    awaitNobodyInATransaction();
                }
                return increment("n").judge(view);
            });
            assertThat(store.write(List.of(idling))).singleElement().isInstanceOf(Outcome.Judged.class);
            assertThat(decided).hasValueGreaterThan(1);
            assertThat(store.head().seq()).isEqualTo(1);
        }
    }

    private void awaitNobodyInATransaction() {
        try (var connection = database.connect(); var statement = connection.createStatement()) {
            while (true) {
                try (var found = statement.executeQuery("select 1 from pg_stat_activity where datname = current_database()"
                        + " and state = 'idle in transaction'")) {
                    if (!found.next()) {
                        return;
                    }
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** As when the machine of a server loses its power: nobody ends its connection. */
    @Test
    void serverThatIsGoneInTheMiddleOfAWrite_holdsUpTheOthersForABoundedTime() throws Exception {
        try (var relay = new HaltingRelay(database);
                PostgresLedger gone = PostgresLedger.open(relay.dataSource(database),
                        PostgresLedgerOptions.defaults().timeout(Duration.ofSeconds(2)));
                PostgresLedger other = PostgresLedger.open(database.dataSource(),
                        PostgresLedgerOptions.defaults().timeout(Duration.ofSeconds(15)))) {
            StoreLedger store = gone.make("org/store");
            var decided = new CountDownLatch(1);
            Push last = Pushes.push(null, view -> {
                relay.halt();
                decided.countDown();
                return increment("n").judge(view);
            });
            CompletableFuture<Void> writing = CompletableFuture.runAsync(
                    () -> assertThatThrownBy(() -> store.write(List.of(last))).isInstanceOf(LedgerException.class));
            assertThat(decided.await(30, TimeUnit.SECONDS)).as("a push that is decided").isTrue();
            StoreLedger there = Objects.requireNonNull(other.find("org/store"), "the store");
            assertThat(there.write(List.of(increment("n")))).singleElement().isInstanceOf(Outcome.Judged.class);
            writing.join();
        }
    }

    /** A session that waits for a lock goes on doing so when nobody waits for its answer any more. */
    @Test
    void joinOfAStoreThatIsLocked_leavesNoSessionBehind() throws SQLException {
        try (PostgresLedger ledger = PostgresLedger.open(database.dataSource(),
                PostgresLedgerOptions.defaults().timeout(Duration.ofSeconds(1)));
                var holder = database.connect();
                var statement = holder.createStatement()) {
            StoreLedger store = ledger.make("org/store");
            holder.setAutoCommit(false);
            statement.execute("select * from dust_server.stores for update");
            assertThatThrownBy(() -> store.join("dev_a", true)).isInstanceOf(LedgerException.Unavailable.class)
                    .hasMessageContaining("another server has the store");
            assertThatThrownBy(store::archive).isInstanceOf(LedgerException.Unavailable.class);
            assertThatThrownBy(() -> store.compact(0)).isInstanceOf(LedgerException.Unavailable.class);
            try (var waiting = statement.executeQuery("select count(*) from pg_stat_activity where wait_event_type = 'Lock'")) {
                assertThat(waiting.next()).isTrue();
                assertThat(waiting.getInt(1)).isZero();
            }
        }
    }

    /** What the database takes too long for is that push's matter, and would else hold up all others of its store for ever. */
    @Test
    void pushThatTakesTooLong_isRefused_andTheOthersAreWritten() {
        try (PostgresLedger ledger = open("statement_timeout=1500")) {
            makeSlow();
            StoreLedger store = ledger.make("org/store");
            List<Outcome> outcomes = store.write(List.of(increment("n"), slow(), increment("n")));
            assertThat(outcomes).extracting(outcome -> outcome instanceof Outcome.Judged).containsExactly(true, false, true);
            assertThatThrownBy(() -> outcomes.get(1).orThrow()).isInstanceOf(LedgerException.Unavailable.class)
                    .hasMessageContaining("statement_timeout");
            assertThat(Pushes.number(store.row("n"))).isEqualTo(2);
            assertThat(store.write(List.of(slow())).getFirst()).isInstanceOf(Outcome.Failed.class);
        }
    }

    /** Each holds the store's lock for as long as it may take. */
    @Test
    void manyThatTakeTooLong_holdUpTheStoreForABoundedTime() {
        try (PostgresLedger ledger = open("statement_timeout=1000", Duration.ofSeconds(3))) {
            makeSlow();
            StoreLedger store = ledger.make("org/store");
            List<Push> many = Stream.generate(SessionLimitsTest::slow).limit(8).toList();
            assertThatThrownBy(() -> store.write(many)).isInstanceOf(LedgerException.Unavailable.class)
                    .hasMessageContaining("statement_timeout");
            assertThat(store.head().seq()).isZero();
        }
    }

    private void makeSlow() {
        database.execute("create function dust_server.slow() returns trigger language plpgsql as"
                + " $$ begin perform pg_sleep(3600); return new; end $$");
        database.execute("create trigger slow before insert on dust_server.ops for each row when (new.op = 'slow')"
                + " execute function dust_server.slow()");
    }

    private static Push slow() {
        return Pushes.push(null, store -> {
            long seq = store.seq() + 1;
            return Pushes.committed(List.of(new LedgerOp(new Event(seq, "slow", List.of("m"), "m", Value.NULL, null, null),
                    Pushes.written(seq, "m", 1))));
        });
    }
}
