package dev.dust.server.postgres;

import static dev.dust.server.postgres.Pushes.committed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.server.ledger.KeyedRow;
import dev.dust.server.ledger.LedgerOp;
import dev.dust.server.ledger.OpId;
import dev.dust.server.ledger.Push;
import dev.dust.server.ledger.RowChanges;
import dev.dust.server.ledger.Snapshot;
import dev.dust.server.ledger.StoreLedger;
import dev.dust.server.ledger.StoreView;
import dev.dust.testkit.postgres.TestDatabase;
import dev.dust.testkit.postgres.TestPostgres;
import java.sql.SQLException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * In a store of many rows and ops, what is read and written is found by an index, so PostgreSQL counts: no table is gone
 * through, whether or not the planner knows how large it is.
 */
@Tag("postgres")
class IndexUseTest {
    private static final int USERS = 40_000;
    private static final int FIELDS = 5;
    private static final long SEQ = USERS * FIELDS;
    private static final long PATIENCE_SECONDS = 20;

    private static final TestDatabase DATABASE = TestPostgres.newDatabase();

    @BeforeAll
    static void fill() {
        ledger(store -> {
        });
        // The planner is to learn of the rows when the test says so.
        for (String table : List.of("store_rows", "replaced_rows", "ops")) {
            DATABASE.execute("alter table dust_server." + table + " set (autovacuum_enabled = false)");
        }
        String key = "convert_to('users/u' || lpad((i / " + FIELDS + ")::text, 6, '0') || '/f' || i % " + FIELDS + ", 'UTF8')";
        String all = " from dust_server.stores s, generate_series(0, " + (SEQ - 1) + ") i";
        DATABASE.execute("insert into dust_server.store_rows (store_id, head, tail, rest, revision, type, value) select s.id, "
                + key + ", '', '', i + 1, 'integer', '1'" + all);
        DATABASE.execute("insert into dust_server.replaced_rows"
                + " (store_id, replaced_by, head, tail, rest, revision, type, value) select s.id, i + 1, " + key
                + ", '', '', 0, 'integer', '1'" + all);
        DATABASE.execute(
                "insert into dust_server.ops (store_id, seq, op, path, value, push, ordinal) select s.id, i + 1, 'set', "
                        + key + ", '1', sha256(convert_to(i::text, 'UTF8')), 0" + all);
        DATABASE.execute("update dust_server.stores set seq = " + SEQ + ", row_count = " + SEQ);
    }

    private static String user(int number) {
        return "users/u" + String.format("%06d", number);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void everythingIsFoundByAnIndex(boolean analyzed) {
        if (analyzed) {
            DATABASE.execute("analyze dust_server.store_rows, dust_server.replaced_rows, dust_server.ops");
        }
        int gone = analyzed ? 30_000 : 20_000;
        assertReads("a row", 1, 1, store -> assertThat(store.row(user(7) + "/f1")).isNotNull());
        assertReads("no row", 0, 0, store -> assertThat(store.row(user(7))).isNull());
        assertReads("ops after one", 5, 5, store -> assertThat(store.after(100_000, 5).events()).hasSize(5));
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

    private static void ledger(Consumer<StoreLedger> work) {
        try (PostgresLedger ledger = PostgresLedger.open(DATABASE.dataSource(), PostgresLedgerOptions.defaults())) {
            work.accept(ledger.make("org/store"));
        }
    }

    /** Rows that were read by going through tables, and by their indexes. */
    private record Counts(long scanned, long found) {
    }

    /** PostgreSQL has counted when a session has ended. */
    private static void assertReads(String what, long least, long most, Consumer<StoreLedger> work) {
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

    private static Counts counts() {
        return query("select sum(seq_tup_read), sum(idx_tup_fetch) from pg_stat_user_tables where schemaname = 'dust_server'"
                + " and relname in ('store_rows', 'replaced_rows', 'ops')");
    }

    private static long sessions() {
        return query("select count(*), 0 from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
                + " and backend_type = 'client backend'").scanned;
    }

    private static Counts query(String sql) {
        try (var connection = DATABASE.connect();
                var statement = connection.createStatement();
                var found = statement.executeQuery(sql)) {
            found.next();
            return new Counts(found.getLong(1), found.getLong(2));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
