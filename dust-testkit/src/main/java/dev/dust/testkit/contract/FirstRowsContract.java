package dev.dust.testkit.contract;

import static dev.dust.testkit.contract.ContractStore.assertRows;
import static dev.dust.testkit.contract.ContractStore.put;
import static dev.dust.testkit.contract.ContractStore.remove;
import static dev.dust.testkit.contract.ContractStore.row;
import static dev.dust.testkit.contract.ContractStore.rows;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.cache.Order;
import dev.dust.cache.Row;
import dev.dust.cache.Scan;
import dev.dust.cache.StoreCache.FirstRows;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The short way to the first rows of a scan finds what a snapshot's cursor gives first. */
public interface FirstRowsContract extends CacheUnderTest {

    /** They are of now, and so is the applied seq. */
    @Test
    default void firstRows_areOfNow_andSayTheSeq() {
        try (var it = ContractStore.open(this)) {
            Scan two = Scan.ALL.expected(2);
            assertThat(it.store().first(two)).as("of a store that was never synced")
                    .isEqualTo(new FirstRows(0, List.of(), true));
            it.commit(1, put("a", 1));
            assertThat(it.store().first(two)).as("fewer rows than expected").isEqualTo(new FirstRows(1, rows(1, "a"), true));
            it.commit(2, put("a", 2), put("b", 2), put("c", 2));
            assertThat(it.store().first(two).appliedSeq()).as("the seq after a commit").isEqualTo(2);
            assertThat(it.store().first(two).rows()).as("rows after a commit").startsWith(row("a", 2), row("b", 2));
            assertThat(it.store().first(two.from("d"))).as("rows of an empty range")
                    .isEqualTo(new FirstRows(2, List.of(), true));
            it.commit(3, remove("a"));
            assertThat(it.store().first(two).rows()).as("after the first row was removed").startsWith(row("b", 2));
            it.replace(4, rows(4, "z"));
            assertThat(it.store().first(two)).as("rows of a replacement").isEqualTo(new FirstRows(4, rows(4, "z"), true));
        }
    }

    /** Whatever the bounds, order and pattern are: no row that matches is left out, and that these are all is true. */
    @Test
    default void firstRows_beginAnyScan() {
        var patterns = new ArrayList<>(Patterns.EXPRESSIONS.entrySet());
        patterns.sort(Map.Entry.comparingByKey());
        try (var all = ContractStore.open(this)) {
            for (long seed = 0; seed < 20; seed++) {
                var random = new Random(seed);
                ContractStore it = all.beside("org/seed" + seed);
                var model = new TreeMap<String, Row>(Texts.BY_UTF8);
                Stream.generate(() -> Texts.randomKey(random)).limit(random.nextInt(200))
                        .forEach(key -> model.put(key, row(key, 1)));
                for (int i = random.nextInt(60); i > 0; i--) {
                    String key = "users/u" + i + (random.nextBoolean() ? "/name" : "");
                    model.put(key, row(key, 1));
                }
                it.replace(1, model.values());
                for (int i = 0; i < 10; i++) {
                    Scan scan = Scan.ALL.from(random.nextBoolean() ? null : Texts.randomKey(random))
                            .to(random.nextBoolean() ? null : Texts.randomKey(random))
                            .order(random.nextBoolean() ? Order.DESCENDING : Order.ASCENDING).expected(random.nextInt(30));
                    Map.Entry<String, Pattern> pattern = patterns.get(random.nextInt(patterns.size()));
                    boolean any = random.nextInt(3) == 0;
                    assertFirst(it, model, any ? scan : scan.pattern(pattern.getKey()),
                            any ? Patterns.ANYTHING : pattern.getValue(),
                            "seed " + seed + " scan " + i + " " + scan);
                }
            }
        }
    }

    private static void assertFirst(ContractStore it, TreeMap<String, Row> model, Scan scan, Pattern matches, String what) {
        List<Row> inRange = new ArrayList<>(model.values());
        inRange.removeIf(row -> scan.from() != null && Texts.BY_UTF8.compare(row.key(), scan.from()) < 0
                || scan.to() != null && Texts.BY_UTF8.compare(row.key(), scan.to()) >= 0);
        inRange = scan.isDescending() ? inRange.reversed() : inRange;
        FirstRows first = it.store().first(scan);
        if (first.areAll()) {
            assertRows(matching(first.rows(), matches), matching(inRange, matches), "%s: all of them", what);
        } else {
            assertThat(first.rows()).as("%s: some of them", what).isNotEmpty();
            int end = inRange.indexOf(first.rows().getLast()) + 1;
            assertRows(matching(first.rows(), matches), matching(inRange.subList(0, end), matches), "%s: the first ones", what);
        }
        if (!first.rows().isEmpty()) {
            assertThat(inRange).as("%s: out of order or out of range", what).containsSubsequence(first.rows());
        }
    }

    private static List<Row> matching(List<Row> rows, Pattern matches) {
        return rows.stream().filter(row -> matches.matcher(row.key()).matches()).toList();
    }
}
