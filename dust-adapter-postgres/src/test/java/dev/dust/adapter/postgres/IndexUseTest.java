package dev.dust.adapter.postgres;

import static dev.dust.adapter.postgres.Caches.STORE;
import static dev.dust.adapter.postgres.Caches.row;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.cache.CacheSnapshot;
import dev.dust.cache.Commit;
import dev.dust.cache.CommitResult;
import dev.dust.cache.Row;
import dev.dust.cache.RowChange;
import dev.dust.cache.RowCursor;
import dev.dust.cache.Scan;
import dev.dust.cache.StoreCache;
import dev.dust.testkit.postgres.TestDatabase;
import dev.dust.testkit.postgres.TestPostgres;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read and removed is found by the index, whose entries PostgreSQL counts; the table is never gone through. */
class IndexUseTest {
    private static final int USERS = 10_000;

    private final TestDatabase database = TestPostgres.newDatabase();

    @BeforeEach
    void fill() {
        List<Row> rows = IntStream.range(0, USERS).boxed()
                .flatMap(i -> IntStream.range(0, 3).mapToObj(j -> row(String.format("users/u%06d/f%d", i, j), 1))).toList();
        try (var cache = Caches.open(database)) {
            StoreCache store = cache.open(STORE, "dev_test");
            assertThat(store.commit(new Commit(0, 1, rows, List.of(), List.of()))).isInstanceOf(CommitResult.Done.class);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void everyReadAndRemovalUsesTheIndex(boolean analyzed) {
        if (analyzed) {
            database.execute("analyze dust.entries");
        }
        assertReads("get", 1, store -> read(store, now -> now.get("users/u000500/f1")));
        assertReads("get of nothing", 0, store -> read(store, now -> now.get("users/u000500")));
        assertReads("getAll", 3, store -> read(store,
                now -> now.getAll(List.of("users/u000001/f0", "users/u005000/f1", "users/u009999/f2", "none"))));
        assertReads("count", 0, store -> read(store, CacheSnapshot::count));
        assertReads("subtree", 3, store -> read(store, now -> readAll(now.scan(Scan.below("users/u004000")))));
        for (boolean descending : new boolean[]{false, true}) {
            assertReads("page", 50 + 1, store -> read(store, now -> readSome(
                    now.scan(new Scan(null, null, descending, null, 50)), 50)));
            assertReads("page of a range", 50 + 1, store -> read(store, now -> readSome(
                    now.scan(new Scan("users/u003000", "users/u007000", descending, null, 50)), 50)));
            assertReads("page of a pattern", 3 * 50, store -> read(store, now -> readSome(
                    now.scan(new Scan("users/", "users0", descending, "users/*/f1", 50)), 50)));
            assertReads("seek", 2 * 10 + 2, store -> read(store, now -> {
                try (RowCursor rows = now.scan(new Scan(null, null, descending, null, 10))) {
                    rows.next();
                    rows.seek("users/u005000/f0");
                    assertThat(rows.next()).isNotNull();
                }
            }));
        }
        assertReads("removal of a subtree", 3, store -> commit(store, 1, new RowChange.RemoveBelow("users/u000007")));
        assertReads("removals of rows", 2, store -> commit(store, 2, new RowChange.Remove("users/u000008/f0"),
                new RowChange.Remove("users/u000009/f0")));
    }

    private static void commit(StoreCache store, long expected, RowChange... changes) {
        assertThat(store.commit(new Commit(expected, expected + 1, null, List.of(changes), List.of())))
                .isInstanceOf(CommitResult.Done.class);
    }

    private static void read(StoreCache store, Consumer<CacheSnapshot> reading) {
        try (CacheSnapshot now = store.snapshot()) {
            reading.accept(now);
        }
    }

    private static void readAll(RowCursor rows) {
        try (rows) {
            while (rows.next() != null) {
                // On to the end.
            }
        }
    }

    private static void readSome(RowCursor rows, int count) {
        try (rows) {
            for (int i = 0; i < count; i++) {
                assertThat(rows.next()).isNotNull();
            }
        }
    }

    /** PostgreSQL counts when a session ends. An incremental sort reads some entries more than it hands on. */
    private void assertReads(String what, long entries, Consumer<StoreCache> work) {
        Counts before = counts();
        try (var cache = Caches.open(database)) {
            work.accept(cache.open(STORE, "dev_test"));
        }
        Counts after = counts();
        assertThat(after.tableScans - before.tableScans).as("%s: how often the whole table was read", what).isZero();
        assertThat(after.indexEntries - before.indexEntries).as("%s: entries of the index that were read", what)
                .isBetween(entries, entries + 70);
    }

    private record Counts(long tableScans, long indexEntries) {
    }

    private Counts counts() {
        try (var connection = database.connect();
                var statement = connection.createStatement();
                var result = statement.executeQuery("""
                        select t.seq_scan, i.idx_tup_read
                        from pg_stat_user_tables t join pg_stat_user_indexes i using (relid)
                        where t.schemaname = 'dust' and t.relname = 'entries'""")) {
            result.next();
            return new Counts(result.getLong(1), result.getLong(2));
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
