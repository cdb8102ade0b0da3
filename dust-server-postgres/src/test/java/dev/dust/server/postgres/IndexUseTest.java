package dev.dust.server.postgres;

import static dev.dust.server.postgres.Pushes.committed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.server.ledger.KeyedRow;
import dev.dust.server.ledger.LedgerOp;
import dev.dust.server.ledger.MembershipId;
import dev.dust.server.ledger.OpId;
import dev.dust.server.ledger.Outcome;
import dev.dust.server.ledger.Push;
import dev.dust.server.ledger.RowChanges;
import dev.dust.server.ledger.Snapshot;
import dev.dust.server.ledger.StoreLedger;
import dev.dust.server.ledger.StoreView;
import dev.dust.server.ledger.Verdict;
import dev.dust.server.ledger.Wants;
import dev.dust.testkit.postgres.TestDatabase;
import dev.dust.testkit.postgres.TestPostgres;
import java.sql.SQLException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * In a store of many rows and ops, what is read and written is found by an index, so PostgreSQL counts: no table is gone
 * through, whether or not the planner knows how large it is.
 */
@Tag("postgres")
class IndexUseTest {
    private static final int USERS = Boolean.getBoolean("dust.test.thorough") ? 40_000 : 10_000;
    private static final int FIELDS = 5;
    private static final long SEQ = USERS * FIELDS;
    private static final long PATIENCE_SECONDS = 120;
    /** Its row, what it replaces, and what is counted. */
    private static final long READS_FOR_A_PUSH = 10;

    private final TestDatabase database = TestPostgres.newDatabase();

    /** The planner is to learn of rows when the test says so. */
    @BeforeEach
    void begin() {
        ledger(store -> {
        });
        for (String table : List.of("store_rows", "replaced_rows", "ops")) {
            database.execute("alter table dust_server." + table + " set (autovacuum_enabled = false)");
        }
    }

    /** With rows, each of which has replaced another one by an op of its own, after those that there are. */
    private void fill() {
        String key = "convert_to('users/u' || lpad((i / " + FIELDS + ")::text, 6, '0') || '/f' || i % " + FIELDS + ", 'UTF8')";
        String all = " from dust_server.stores s, generate_series(0, " + (SEQ - 1) + ") i";
        database.execute("insert into dust_server.store_rows (store_id, head, tail, rest, revision, type, value) select s.id, "
                + key + ", '', '', s.seq + i + 1, 'integer', '1'" + all);
        database.execute("insert into dust_server.replaced_rows"
                + " (store_id, replaced_by, head, tail, rest, revision, type, value) select s.id, s.seq + i + 1, " + key
                + ", '', '', 0, 'integer', '1'" + all);
        database.execute(
                "insert into dust_server.ops (store_id, seq, op, path, value, push, ordinal) select s.id, s.seq + i + 1, 'set', "
                        + key + ", '1', sha256(convert_to(i::text, 'UTF8')), 0" + all);
        database.execute("update dust_server.stores set seq = seq + " + SEQ + ", row_count = row_count + " + SEQ);
    }

    private static String user(int number) {
        return "users/u" + String.format("%06d", number);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void everythingIsFoundByAnIndex(boolean analyzed) {
        fill();
        if (analyzed) {
            database.execute("analyze dust_server.store_rows, dust_server.replaced_rows, dust_server.ops");
        }
        int gone = analyzed ? USERS * 3 / 4 : USERS / 2;
        assertReads("a row", 1, 1, store -> assertThat(store.row(user(7) + "/f1")).isNotNull());
        assertReads("no row", 0, 0, store -> assertThat(store.row(user(7))).isNull());
        assertReads("ops after one", 5, 5, store -> assertThat(store.after(SEQ / 2, 5).events()).hasSize(5));
        assertReads("the last ops", 10, 10, store -> assertThat(store.last(10)).hasSize(10));
        assertReads("what is below", FIELDS, FIELDS, store -> look(store, view -> below(view, user(gone))));
        assertReads("how much is below", FIELDS, FIELDS, store -> look(store, view -> view.rows().countBelow(user(gone))));
        assertReads("a page of a snapshot", 1_000, 1_100, IndexUseTest::readPage);
        assertReads("a row that is replaced", 1, 10, store -> store.write(List.of(Pushes.increment(user(gone) + "/f0"))));
        assertReads("a push with an id", 0, 10,
                store -> store.write(List.of(Pushes.increment(new OpId("dev_a", "op_" + analyzed), "users/z"))));
        assertReads("a subtree that is removed", FIELDS, 10 * FIELDS, store -> store.write(List.of(remove(user(gone)))));
        assertReads("what is forgotten", 200, 1_000, store -> store.compact(analyzed ? 200 : 100));
    }

    /** Statements are planned while the store is small, and their plans are kept, as a server's are that runs on. */
    @Test
    void batchReadsWhatItIsAbout_howeverSmallTheStoreWasWhenThatWasPlanned() {
        int batches = 20;
        int pushes = 25;
        assertReads("batches", batches * pushes, 2L * batches * pushes * READS_FOR_A_PUSH, store -> {
            write(store, 0, batches, pushes);
            fill();
            write(store, batches, batches, pushes);
            assertThat(store.head().seq()).isEqualTo(SEQ + 2 * batches * pushes);
        });
    }

    private static void write(StoreLedger store, int first, int batches, int pushes) {
        for (int batch = first; batch < first + batches; batch++) {
            int number = batch;
            List<Outcome> outcomes = store
                    .write(IntStream.range(0, pushes).mapToObj(i -> replacing(number + "/" + i, "again/" + i)).toList());
            assertThat(outcomes).allMatch(outcome -> outcome instanceof Outcome.Judged judged && judged.verdict().ok());
        }
    }

    /** Sets a row, in place of everything that is below it, and removes the one beside it; as a client writes a map. */
    private static Push replacing(String id, String key) {
        var opId = new OpId("dev_a", id);
        return new Push() {
            @Override
            public OpId opId() {
                return opId;
            }

            @Override
            public MembershipId membership() {
                return new MembershipId("dev_a", 1);
            }

            @Override
            public Wants wants() {
                return new Wants(List.of(key), List.of(key));
            }

            @Override
            public Verdict judge(StoreView store) {
                return committed(List.of(Pushes.op(store.seq() + 1, opId, key, new RowChanges(List.of(key), List.of(key + "z"),
                        Pushes.written(store.seq() + 1, key, 1).written()))));
            }
        };
    }

    private static void look(StoreLedger store, Function<StoreView, Long> look) {
        store.write(List.of(Pushes.push(null, view -> {
            assertThat(look.apply(view)).isEqualTo(FIELDS);
            return committed(List.of());
        })));
    }

    private static long below(StoreView view, String key) {
        try (Stream<KeyedRow> rows = view.rows().below(key)) {
            return rows.count();
        }
    }

    private static void readPage(StoreLedger store) {
        try (Snapshot snapshot = store.snapshot(); Stream<KeyedRow> rows = snapshot.rows()) {
            Iterator<KeyedRow> each = rows.iterator();
            assertThat(each.next().key()).startsWith("users/");
        }
    }

    private static Push remove(String key) {
        return Pushes.push(null, view -> committed(List.of(new LedgerOp(
                Pushes.op(view.seq() + 1, null, key, new RowChanges(List.of(), List.of(), Map.of())).event(),
                new RowChanges(List.of(key), List.of(key), Map.of())))));
    }

    private void ledger(Consumer<StoreLedger> work) {
        try (PostgresLedger ledger = PostgresLedger.open(database.dataSource(), PostgresLedgerOptions.defaults())) {
            work.accept(ledger.make("org/store"));
        }
    }

    /** Rows that were read by going through tables, and by their indexes. */
    private record Counts(long scanned, long found) {
    }

    /** PostgreSQL has counted when a session has ended. */
    private void assertReads(String what, long least, long most, Consumer<StoreLedger> work) {
        Counts before = counts();
        ledger(work);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        Counts after = counts();
        while ((sessions() > 0 || after.found < before.found + least) && System.nanoTime() < end) {
            Thread.onSpinWait();
            after = counts();
        }
        assertThat(after.scanned - before.scanned).as("%s: rows that were gone through", what).isZero();
        assertThat(after.found - before.found).as("%s: rows that an index has found", what).isBetween(least, most);
    }

    private Counts counts() {
        return query("select sum(seq_tup_read), sum(idx_tup_fetch) from pg_stat_user_tables where schemaname = 'dust_server'"
                + " and relname in ('store_rows', 'replaced_rows', 'ops')");
    }

    private long sessions() {
        return query("select count(*), 0 from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
                + " and backend_type = 'client backend'").scanned;
    }

    private Counts query(String sql) {
        try (var connection = database.connect();
                var statement = connection.createStatement();
                var found = statement.executeQuery(sql)) {
            found.next();
            return new Counts(found.getLong(1), found.getLong(2));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
