package dev.dust;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.cache.Keys;
import dev.dust.cache.Order;
import dev.dust.cache.Row;
import dev.dust.codec.Codecs;
import dev.dust.codec.ObjectCodec;
import dev.dust.path.Glob;
import dev.dust.reading.Reading;
import dev.dust.sync.TestRows;
import dev.dust.value.Value;
import dev.dust.view.PendingIndex;
import dev.dust.view.View;
import dev.dust.view.ViewRow;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Pages put together are the whole, each exact at its end, in both orders (docs/architecture.md#reads). */
class PagerLawTest {
    private static final List<String> SEGMENTS = List.of("a", "a-b", "a!", "a.", "b", "a0", "é", "𝒳", "~0", "-", "a--b");
    private static final List<String> PATTERNS = List.of("**", "*", "a/*", "a/**", "*/a", "*/a/*", "*/*/**", "*/**", "a-b/**",
            "a/a-b",
            "*/*/*", "a/*/**");
    private static final List<String> OBJECTS = List.of("*", "a/*", "*/*", "*/a/*", "*/*/*", "a-b/*");

    @Test
    void pagesOfRows_inBothOrders_equalTheMatchingRows_forEverySeed() {
        for (long seed = 0; seed < 2_000; seed++) {
            var random = new Random(seed);
            List<Row> rows = rows(random);
            Glob glob = Glob.parse(PATTERNS.get(random.nextInt(PATTERNS.size())));
            List<String> expected = rows.stream().map(Row::key).filter(glob::matches).toList();
            check("seed " + seed + " " + glob.pattern() + " of " + rows, expected, random, rows,
                    view -> options -> new Pager(view, glob).rows(Pager.scan(glob, options), options, ViewRow::key));
        }
    }

    @Test
    void pagesOfPrefixes_areDistinctAndInOrder_forEverySeed() {
        for (long seed = 0; seed < 3_000; seed++) {
            var random = new Random(seed);
            List<Row> rows = rows(random);
            Glob glob = Glob.parse(PATTERNS.stream().filter(pattern -> pattern.endsWith("**")).toList().get(random.nextInt(6)));
            var prefixes = new TreeSet<String>(Keys.ORDER);
            rows.stream().map(Row::key).filter(glob::matches).forEach(key -> prefixes
                    .add(Arrays.stream(key.split("/")).limit(glob.segmentCount()).collect(Collectors.joining("/"))));
            check("seed " + seed + " " + glob.pattern() + " of " + rows, List.copyOf(prefixes), random, rows,
                    view -> options -> new PrefixPager(view, glob).page(options));
        }
    }

    /** By one cursor where rows come in the order of objects, and by a look-up for each where they do not. */
    @Test
    void pagesOfObjects_areWholeAndInOrder_forEverySeed() {
        var conversion = new Conversion(unasked(Codecs.class));
        for (long seed = 0; seed < 4_000; seed++) {
            var random = new Random(seed);
            List<Row> rows = rows(random);
            Glob glob = Glob.parse(OBJECTS.get(random.nextInt(OBJECTS.size())));
            var paths = new TreeSet<String>(Keys.ORDER);
            rows.stream().map(Row::key).filter(glob.head()::matches).forEach(key -> paths
                    .add(Arrays.stream(key.split("/")).limit(glob.segmentCount()).collect(Collectors.joining("/"))));
            List<String> expected;
            try (var view = new View(new TestRows(rows), PendingIndex.EMPTY)) {
                expected = paths.stream().map(path -> path + "=" + view.value(path)).toList();
            }
            check("seed " + seed + " " + glob.pattern() + " of " + rows, expected, random, rows, view -> options -> {
                Page<Reading> page = ObjectPages.page(view, glob, options, conversion);
                return new Page<>(page.items().stream().map(each -> each.path() + "=" + each.value()).toList(), page.next());
            });
        }
    }

    /** What has only to be there. */
    private static <T> T unasked(Class<T> port) {
        return port.cast(Proxy.newProxyInstance(port.getClassLoader(), new Class<?>[]{port}, (proxy, method, arguments) -> {
            assertThat(method.getReturnType()).as("what is asked for").isEqualTo(ObjectCodec.class);
            return unasked(ObjectCodec.class);
        }));
    }

    @Test
    void ranges_takeFromInclusiveAndToExclusive_forEverySeed() {
        for (long seed = 0; seed < 1_000; seed++) {
            var random = new Random(seed);
            List<Row> rows = rows(random);
            String from = key(random);
            String to = key(random);
            Glob all = Glob.parse("**");
            List<String> expected = rows.stream().map(Row::key)
                    .filter(key -> Keys.compare(key, from) >= 0 && Keys.compare(key, to) < 0).toList();
            check("seed " + seed + " [" + from + ", " + to + ") of " + rows, expected, random, rows,
                    view -> options -> new Pager(view, all).rows(Pager.scan(from, to, all, options), options, ViewRow::key));
        }
    }

    private static void check(String where, List<String> ascending, Random random, List<Row> rows,
            Function<View, Function<PageOptions, Page<String>>> reader) {
        for (Order order : Order.values()) {
            List<String> expected = order == Order.ASCENDING ? ascending : ascending.reversed();
            int limit = 1 + random.nextInt(4);
            var seen = new ArrayList<String>();
            String cursor = null;
            do {
                try (var view = new View(new TestRows(rows), PendingIndex.EMPTY)) {
                    Page<String> page = reader.apply(view)
                            .apply(PageOptions.defaults().limit(limit).order(order).after(cursor));
                    seen.addAll(page.items());
                    cursor = page.next();
                    assertThat(page.items().size()).as("%s %s: size", where, order).isLessThanOrEqualTo(limit);
                    assertThat(cursor == null).as("%s %s: a cursor exactly where something follows %s", where, order, seen)
                            .isEqualTo(seen.size() == expected.size());
                }
            } while (cursor != null && seen.size() <= expected.size());
            assertThat(seen).as("%s %s", where, order).isEqualTo(expected);
        }
    }

    private static List<Row> rows(Random random) {
        var keys = new TreeSet<String>(Keys.ORDER);
        for (int i = random.nextInt(14); i > 0; i--) {
            keys.add(key(random));
        }
        return keys.stream().map(key -> new Row(key, Value.of(key), "string", 1, 1)).toList();
    }

    private static String key(Random random) {
        var segments = new ArrayList<String>();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            segments.add(SEGMENTS.get(random.nextInt(SEGMENTS.size())));
        }
        return String.join("/", segments);
    }
}
