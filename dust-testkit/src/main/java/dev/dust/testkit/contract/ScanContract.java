package dev.dust.testkit.contract;

import static dev.dust.testkit.contract.ContractStore.assertRows;
import static dev.dust.testkit.contract.ContractStore.rest;
import static dev.dust.testkit.contract.ContractStore.row;
import static dev.dust.testkit.contract.ContractStore.rows;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.cache.CacheSnapshot;
import dev.dust.cache.Order;
import dev.dust.cache.Row;
import dev.dust.cache.RowChange;
import dev.dust.cache.RowCursor;
import dev.dust.cache.Scan;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Reads of one moment: single rows, many rows, ranges in both directions. */
public interface ScanContract extends CacheUnderTest {

    /** Get finds exactly its key, getAll those of its keys that have a row, count all. */
    @Test
    default void get_findsExactlyItsKeys() {
        try (var it = ContractStore.open(this)) {
            var all = IntStream.range(0, 1_500).mapToObj(i -> row(String.format("k/%05d", i), i)).toList();
            it.replace(1, all);
            try (CacheSnapshot now = it.store().snapshot()) {
                assertThat(now.count()).as("count").isEqualTo(1_500);
                assertThat(now.get("k/00700")).as("row of a key").isEqualTo(row("k/00700", 700));
                for (String none : new String[]{"k", "k/", "k/0070", "k/007000", "K/00700", "k/00700 ", "k_00700"}) {
                    assertThat(now.get(none)).as("row of the key '%s', which nobody wrote", none).isNull();
                }
                List<String> keys = Stream.concat(all.stream().map(Row::key).limit(1_000), Stream.of("none", "k", "k/00007"))
                        .toList();
                assertThat(now.getAll(keys).values()).as("rows of 1,000 keys, one of them twice, and of two that have none")
                        .containsExactlyInAnyOrderElementsOf(all.subList(0, 1_000));
                assertThat(now.getAll(keys).get("k/00007")).as("row by its key").isEqualTo(row("k/00007", 7));
                assertThat(now.getAll(List.of())).as("rows of no keys").isEmpty();
            }
        }
    }

    /** Rows come by the UTF-8 bytes of their keys, which no collation of a language does, nor the order of Java's strings. */
    @Test
    default void scan_isInOrderOfUtf8Bytes() {
        try (var it = ContractStore.open(this)) {
            List<Row> sorted = Texts.HOSTILE.stream().sorted(Texts.BY_UTF8).map(key -> row(key, 1)).toList();
            it.commit(1, sorted.stream().map(RowChange.Put::new).toArray(RowChange[]::new));
            assertRows(it.rows(), sorted, "ascending scan: look at the collation");
            try (CacheSnapshot now = it.store().snapshot()) {
                assertRows(rows(now, Scan.ALL.order(Order.DESCENDING)), sorted.reversed(),
                        "descending scan: look at the collation");
            }
        }
    }

    /** The lower bound is inclusive, the upper one exclusive, whichever way one goes; either may be absent, or be no key. */
    @Test
    default void scan_staysWithinItsBounds() {
        try (var it = ContractStore.open(this)) {
            it.replace(1, rows(1, "a", "b", "b/x", "c", "d", "\uff5e", "\ud83d\ude00"));
            try (CacheSnapshot now = it.store().snapshot()) {
                assertScan(now, "b", "d", "b", "b/x", "c");
                assertScan(now, "b", "c", "b", "b/x");
                assertScan(now, "aa", "cc", "b", "b/x", "c");
                assertScan(now, null, "b", "a");
                assertScan(now, "c", null, "c", "d", "\uff5e", "\ud83d\ude00");
                assertScan(now, "d", "\ud83d\ude00", "d", "\uff5e");
                assertScan(now, "\uff5f", null, "\ud83d\ude00");
                assertScan(now, "b/", "b0", "b/x");
                assertScan(now, "c", "c");
                assertScan(now, "d", "b");
                assertScan(now, "zz", "zzz");
                assertRows(rows(now, Scan.below("b")), rows(1, "b/x"), "rows below b");
            }
        }
    }

    private static void assertScan(CacheSnapshot now, @Nullable String from, @Nullable String to, String... keys) {
        assertRows(rows(now, Scan.ALL.from(from).to(to)), rows(1, keys), "rows of [%s, %s)", from, to);
        assertRows(rows(now, Scan.ALL.from(from).to(to).order(Order.DESCENDING)), rows(1, keys).reversed(),
                "rows of [%s, %s), descending", from,
                to);
    }

    /** A cursor comes to the end of any range, and stays there. */
    @Test
    default void cursor_staysAtTheEnd() {
        try (var it = ContractStore.open(this)) {
            var all = IntStream.range(0, 5_000).mapToObj(i -> row(String.format("k%05d", i), i)).toList();
            it.replace(1, all);
            for (int expected : new int[]{0, 1, 50, 100_000}) {
                for (Order order : Order.values()) {
                    try (CacheSnapshot now = it.store().snapshot();
                            RowCursor cursor = now.scan(Scan.ALL.order(order).expected(expected))) {
                        assertRows(rest(cursor), order == Order.DESCENDING ? all.reversed() : all,
                                "all of 5,000 rows where %d were expected, %s", expected, order);
                        assertThat(cursor.next()).as("the row after the end").isNull();
                        cursor.seek(order == Order.DESCENDING ? "k" : "l");
                        assertThat(cursor.next()).as("the row after the end and a seek").isNull();
                    }
                }
            }
        }
    }

    /** A seek goes to the first row that is not before its key, from wherever the cursor is, and within its bounds. */
    @Test
    default void seek_skipsAhead() {
        try (var it = ContractStore.open(this)) {
            it.replace(1, IntStream.range(0, 1_000).mapToObj(i -> row(String.format("k%04d", i), i)).toList());
            try (CacheSnapshot now = it.store().snapshot()) {
                try (RowCursor up = now.scan(Scan.ALL.from("k0010").to("k0990"))) {
                    up.seek("k0020");
                    assertNext(up, 20, "a seek before the first row");
                    up.seek("k0022");
                    assertNext(up, 22, "a seek by one");
                    assertNext(up, 23, "the row after a seek");
                    up.seek("k0500!");
                    assertNext(up, 501, "a seek to what is no key");
                    up.seek("k0700");
                    up.seek("k0800");
                    assertNext(up, 800, "the second of two seeks");
                    up.seek("k0990");
                    assertThat(up.next()).as("the row after a seek beyond the bound").isNull();
                }
                try (RowCursor down = now.scan(Scan.ALL.from("k0010").to("k0990").order(Order.DESCENDING))) {
                    down.seek("k0900");
                    assertNext(down, 900, "a descending seek before the first row");
                    down.seek("k0898");
                    assertNext(down, 898, "a descending seek by one");
                    down.seek("k0500!");
                    assertNext(down, 500, "a descending seek to what is no key");
                    assertNext(down, 499, "the row after a descending seek");
                    down.seek("k0009");
                    assertThat(down.next()).as("the row after a descending seek beyond the bound").isNull();
                }
            }
        }
    }

    /** A seek never goes back, neither to what was read, nor to what an earlier seek skipped, nor out of the bounds. */
    @Test
    default void seek_neverGoesBack() {
        try (var it = ContractStore.open(this)) {
            it.replace(1, IntStream.range(0, 1_000).mapToObj(i -> row(String.format("k%04d", i), i)).toList());
            try (CacheSnapshot now = it.store().snapshot()) {
                try (RowCursor up = now.scan(Scan.ALL.from("k0100"))) {
                    up.seek("k0050");
                    assertNext(up, 100, "a seek to before the lower bound");
                    up.seek("k0100");
                    assertNext(up, 101, "a seek to the row that was just read");
                    up.seek("k0500");
                    up.seek("k0300");
                    assertNext(up, 500, "a seek to before an earlier seek");
                    up.seek("a");
                    assertNext(up, 501, "a seek to before everything");
                }
                try (RowCursor down = now.scan(Scan.ALL.to("k0900").order(Order.DESCENDING))) {
                    down.seek("k0950");
                    assertNext(down, 899, "a descending seek to behind the upper bound");
                    down.seek("k0899");
                    assertNext(down, 898, "a descending seek to the row that was just read");
                    down.seek("k0300");
                    down.seek("k0500");
                    assertNext(down, 300, "a descending seek to behind an earlier seek");
                }
            }
        }
    }

    private static void assertNext(RowCursor cursor, int number, String after) {
        assertThat(cursor.next()).as("the row after %s", after).isEqualTo(row(String.format("k%04d", number), number));
    }

    /** Whatever the rows, bounds, steps and seeks are: the cursor gives what a sorted map gives. */
    @Test
    default void anyScan_givesTheRowsOfASortedMap() {
        try (var all = ContractStore.open(this)) {
            for (long seed = 0; seed < 20; seed++) {
                var random = new Random(seed);
                ContractStore it = all.beside("org/seed" + seed);
                var model = new TreeMap<String, Row>(Texts.BY_UTF8);
                for (int i = random.nextInt(300); i > 0; i--) {
                    String key = Texts.randomKey(random);
                    model.put(key, row(key, 1));
                }
                it.replace(1, model.values());
                try (CacheSnapshot now = it.store().snapshot()) {
                    for (int i = 0; i < 10; i++) {
                        var scan = Scan.ALL.from(boundOrNull(random)).to(boundOrNull(random))
                                .order(random.nextBoolean() ? Order.DESCENDING : Order.ASCENDING)
                                .expected(random.nextInt(40));
                        assertScanWithSeeks(now, scan, model, random, "seed " + seed + " scan " + i + " " + scan);
                    }
                }
            }
        }
    }

    private static @Nullable String boundOrNull(Random random) {
        return random.nextInt(3) == 0 ? null : Texts.randomKey(random);
    }

    private static void assertScanWithSeeks(CacheSnapshot now, Scan scan, TreeMap<String, Row> model, Random random,
            String what) {
        Comparator<String> order = scan.isDescending() ? Texts.BY_UTF8.reversed() : Texts.BY_UTF8;
        var left = new ArrayList<>(model.values());
        left.removeIf(row -> scan.from() != null && Texts.BY_UTF8.compare(row.key(), scan.from()) < 0
                || scan.to() != null && Texts.BY_UTF8.compare(row.key(), scan.to()) >= 0);
        left.sort(Comparator.comparing(Row::key, order));
        try (RowCursor cursor = now.scan(scan)) {
            for (int step = 0; step < 20; step++) {
                if (random.nextInt(3) == 0) {
                    String target = Texts.randomKey(random);
                    cursor.seek(target);
                    left.removeIf(row -> order.compare(row.key(), target) < 0);
                } else {
                    Row expected = left.isEmpty() ? null : left.removeFirst();
                    assertThat(cursor.next()).as("%s step %d", what, step).isEqualTo(expected);
                }
            }
            assertRows(rest(cursor), left, "%s: the rest", what);
        }
    }
}
