package dev.dust.testkit.contract;

import static dev.dust.testkit.contract.ContractStore.rest;
import static dev.dust.testkit.contract.ContractStore.row;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.cache.CacheSnapshot;
import dev.dust.cache.Order;
import dev.dust.cache.Row;
import dev.dust.cache.RowCursor;
import dev.dust.cache.Scan;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A scan's pattern is a hint: rows that do not match may be left out, those that match may not. */
public interface PatternContract extends CacheUnderTest {

    /** Every row that matches comes, in order, within the bounds, in both directions, after seeks too. */
    @Test
    default void patternHint_losesNoMatch() {
        try (var it = ContractStore.open(this)) {
            List<Row> all = patternRows();
            it.replace(1, all);
            try (CacheSnapshot now = it.store().snapshot()) {
                Patterns.EXPRESSIONS.forEach((pattern, matches) -> {
                    for (Order order : Order.values()) {
                        List<Row> inOrder = order == Order.DESCENDING ? all.reversed() : all;
                        assertMatches(now, Scan.ALL.order(order).pattern(pattern).expected(10), matches, inOrder, null);
                        assertMatches(now, Scan.ALL.order(order).pattern(pattern), matches, inOrder, "users/u09/name");
                        List<Row> bounded = inOrder.stream().filter(row -> Texts.BY_UTF8.compare(row.key(), "users/u05") >= 0
                                && Texts.BY_UTF8.compare(row.key(), "users/u15/name") < 0).toList();
                        assertMatches(now,
                                Scan.ALL.from("users/u05").to("users/u15/name").order(order).pattern(pattern).expected(1),
                                matches, bounded,
                                null);
                    }
                });
            }
        }
    }

    private static List<Row> patternRows() {
        var keys = new TreeSet<>(Texts.BY_UTF8);
        for (int i = 0; i < 40; i++) {
            String user = String.format("users/u%02d", i);
            keys.addAll(List.of(user, user + "/name", user + "/name/x", user + "/mail", user + "/name\n"));
        }
        for (String first : new String[]{"a", "*", "a_b", "axb", "100%", "1000", "a.b", "a*b", "back\\slash", "backslash",
                "(x|y)", "x", "a~1b", "none", "\ud83d\ude00"}) {
            keys.addAll(List.of(first, first + "/*", first + "/**", first + "/x", first + "/x/y", first + "/\0"));
        }
        return keys.stream().map(key -> row(key, 1)).toList();
    }

    private static void assertMatches(CacheSnapshot now, Scan scan, Pattern matches, List<Row> inOrder, @Nullable String seek) {
        String what = scan + (seek == null ? "" : " and seek to " + seek);
        List<Row> expected = inOrder;
        var read = new ArrayList<Row>();
        try (RowCursor cursor = now.scan(scan)) {
            if (seek != null) {
                cursor.seek(seek);
                int passed = scan.isDescending() ? 1 : -1;
                expected = inOrder.stream().filter(row -> Integer.signum(Texts.BY_UTF8.compare(row.key(), seek)) * passed <= 0)
                        .toList();
            }
            read.addAll(rest(cursor));
        }
        if (!read.isEmpty()) {
            assertThat(expected).as("rows of %s, out of order or out of range", what).containsSubsequence(read);
        }
        assertThat(read).as("rows of %s: look at how the pattern is turned into a condition", what)
                .containsAll(expected.stream().filter(row -> matches.matcher(row.key()).matches()).toList());
    }
}
