package dev.dust.adapter.postgres;

import static dev.dust.adapter.postgres.Caches.STORE;
import static dev.dust.adapter.postgres.Caches.row;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.cache.CacheSnapshot;
import dev.dust.cache.Commit;
import dev.dust.cache.CommitResult;
import dev.dust.cache.Order;
import dev.dust.cache.OutboxChange;
import dev.dust.cache.Row;
import dev.dust.cache.RowChange;
import dev.dust.cache.RowCursor;
import dev.dust.cache.Scan;
import dev.dust.cache.StoreCache;
import dev.dust.testkit.postgres.TestDatabase;
import dev.dust.testkit.postgres.TestPostgres;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * In a store of many rows (1,000,000 in a thorough build), what is read and removed is found by the index: so the plans say,
 * and so PostgreSQL counts. The table is never gone through, nor sorted, whether or not the planner knows how large it is.
 */
@Tag("postgres")
class IndexUseTest {
    private static final int USERS = Boolean.getBoolean("dust.test.thorough") ? 200_000 : 40_000;
    private static final int FIELDS = 5;
    /** A range of most of them. */
    private static final String FROM = user(USERS * 3 / 20);
    private static final String TO = user(USERS * 17 / 20);
    private static final int DEVICES = 20;
    private static final int PENDING = USERS / 2;

    private static final TestDatabase DATABASE = TestPostgres.newDatabase();

    @BeforeAll
    static void fill() {
        Iterable<Row> rows = () -> IntStream.range(0, USERS * FIELDS)
                .mapToObj(i -> row(user(i / FIELDS) + "/f" + i % FIELDS, 1)).iterator();
        try (var cache = Caches.open(DATABASE)) {
            // The planner is to learn of the rows when the test says so.
            DATABASE.execute("alter table dust.entries set (autovacuum_enabled = false)");
            DATABASE.execute("alter table dust.outbox set (autovacuum_enabled = false)");
            assertThat(cache.open(STORE, "dev_5").commit(Commit.ofReplacement(0, 1, rows)))
                    .isInstanceOf(CommitResult.Done.class);
        }
        DATABASE.execute("insert into dust.outbox select s.id, 'dev_' || i % " + DEVICES + ", 'op_' || i, i, 0, i % 1000 / 999,"
                + " '{}' from dust.stores s, generate_series(1, " + PENDING + ") i");
    }

    private static String user(int number) {
        return String.format("users/u%06d", number);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void everyReadAndRemovalOfRows_isByTheIndex(boolean analyzed) {
        if (analyzed) {
            DATABASE.execute("analyze dust.entries, dust.outbox");
        }
        assertReads("find", 1, store -> store.find("users/u000500/f1"));
        assertReads("find of what has rows below", 1, store -> store.find("users/u000500"));
        assertReads("find of nothing", 0, store -> store.find("users/u0005001"));
        assertReads("get", 1, store -> read(store, now -> now.get("users/u000500/f1")));
        assertReads("get of nothing", 0, store -> read(store, now -> now.get("users/u000500")));
        assertReads("getAll", 3, store -> read(store,
                now -> now.getAll(List.of("users/u000001/f0", "users/u005000/f1", user(USERS - 1) + "/f2", "none"))));
        assertReads("count", 0, store -> read(store, CacheSnapshot::count));
        assertReads("subtree", FIELDS, store -> read(store, now -> readAll(now.scan(Scan.below(user(USERS / 2 + 4_000))))));
        for (Order order : Order.values()) {
            assertReads("first rows", 50, store -> assertFirst(store, Scan.ALL.order(order)));
            assertReads("first rows of a range", 50,
                    store -> assertFirst(store, Scan.ALL.from(FROM).to(TO).order(order)));
            assertReads("first rows of a pattern", FIELDS * 50, store -> assertFirst(store,
                    Scan.ALL.from("users/").to("users0").order(order).pattern("users/*/f1")));
            assertReads("page", 50 + 1, store -> read(store, now -> readSome(
                    now.scan(Scan.ALL.order(order).expected(50)), 50)));
            assertReads("page of a range", 50 + 1, store -> read(store, now -> readSome(
                    now.scan(Scan.ALL.from(FROM).to(TO).order(order).expected(50)), 50)));
            assertReads("pages of a range, each after the one before", 50 + 100 + 1, store -> read(store, now -> readSome(
                    now.scan(Scan.ALL.from(FROM).to(TO).order(order).expected(50)), 150)));
            assertReads("page of a pattern", FIELDS * 50, store -> read(store, now -> readSome(
                    now.scan(Scan.ALL.from("users/").to("users0").order(order).pattern("users/*/f1").expected(50)), 50)));
            assertReads("prefixes, each by skipping what is below", 20 * 2, store -> read(store,
                    now -> skip(now.scan(Scan.ALL.order(order).expected(2)), order, 20)));
        }
        int gone = analyzed ? USERS * 3 / 4 : USERS / 4;
        assertReads("removal of a subtree", FIELDS, store -> commit(store, new RowChange.RemoveBelow(user(gone))));
        assertReads("removals of rows", 2, store -> commit(store, new RowChange.Remove(user(gone + 1) + "/f0"),
                new RowChange.Remove(user(gone + 2) + "/f0")));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void everyUseOfAnOutbox_isByItsIndex(boolean analyzed) {
        if (analyzed) {
            DATABASE.execute("analyze dust.entries, dust.outbox");
        }
        assertPlans("outbox_pkey", plansOf(store -> assertThat(store.outbox()).hasSize(PENDING / DEVICES)));
        assertPlans("outbox_pkey", plansOf(store -> read(store, CacheSnapshot::settled)));
        assertPlans("outbox_pkey", plansOf(store -> store.commit(Commit.ofOutbox(List.of(new OutboxChange.Remove("op_none"),
                new OutboxChange.Acked("op_5", 7), new OutboxChange.Acked("op_25", 8))))));
        assertPlans("outbox_pkey", plansOf(store -> commit(store, List.of(new OutboxChange.AckedOf("dev_7", "op_7", 1),
                new OutboxChange.AckedOf("dev_none", "op_7", 1)))));
    }

    private static void assertFirst(StoreCache store, Scan scan) {
        assertThat(store.first(scan.expected(50)).rows()).hasSize(50);
    }

    private static void commit(StoreCache store, RowChange... changes) {
        long seq = Caches.appliedSeq(store);
        assertThat(store.commit(Commit.of(seq, seq + 1).changes(List.of(changes))))
                .isInstanceOf(CommitResult.Done.class);
    }

    private static void commit(StoreCache store, List<OutboxChange> outbox) {
        long seq = Caches.appliedSeq(store);
        assertThat(store.commit(Commit.of(seq, seq + 1).outbox(outbox))).isInstanceOf(CommitResult.Done.class);
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

    private static void skip(RowCursor rows, Order order, int times) {
        try (rows) {
            for (int i = 1; i <= times; i++) {
                assertThat(rows.next()).isNotNull();
                rows.seek(user(order == Order.DESCENDING ? USERS - 1_000 * i : 1_000 * i));
            }
        }
    }

    private static List<String> plansOf(Consumer<StoreCache> work) {
        var connections = new ExplainingDataSource(DATABASE);
        try (var cache = new PostgresCache(connections, Caches.CODECS, PostgresOptions.defaults())) {
            StoreCache store = cache.open(STORE, "dev_5");
            work.accept(store);
            return connections.plans();
        }
    }

    /** Each node that reads a table of the cache's that can be large does so by {@code index}. */
    private static void assertPlans(String index, List<String> plans) {
        assertThat(plans).isNotEmpty().anySatisfy(plan -> assertThat(plan).contains(index)).allSatisfy(
                plan -> assertThat(plan).doesNotContain("Seq Scan on entries").doesNotContain("Seq Scan on outbox"));
    }

    /** PostgreSQL counts when a session ends. An incremental sort reads some entries more than it hands on. */
    private static void assertReads(String what, long entries, Consumer<StoreCache> work) {
        Counts before = counts();
        List<String> plans = plansOf(work);
        Counts after = counts(before.indexEntries + entries);
        assertThat(plans).as("%s: plans", what).filteredOn(plan -> plan.contains("entries"))
                .hasSizeGreaterThanOrEqualTo(entries > 0 ? 1 : 0)
                .allSatisfy(plan -> assertThat(plan).contains("entries_by_path").doesNotContainPattern("(?m)^[ >-]*Sort  [(]"));
        assertThat(after.tableScans - before.tableScans).as("%s: how often the whole table was read", what).isZero();
        assertThat(after.indexEntries - before.indexEntries).as("%s: entries of the index that were read", what)
                .isBetween(entries, entries + 70);
    }

    /** Before version 15 the counts are a little late. */
    private static Counts counts(long leastEntries) {
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        Counts counts = counts();
        while (counts.indexEntries < leastEntries && System.nanoTime() < end) {
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
            counts = counts();
        }
        return counts;
    }

    private record Counts(long tableScans, long indexEntries) {
    }

    private static Counts counts() {
        try (var connection = DATABASE.connect();
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
