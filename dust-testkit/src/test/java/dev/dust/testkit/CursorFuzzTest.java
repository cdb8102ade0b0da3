package dev.dust.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.DustStore;
import dev.dust.Entry;
import dev.dust.Page;
import dev.dust.PageOptions;
import dev.dust.adapter.jackson.JacksonCodecs;
import dev.dust.cache.Keys;
import dev.dust.cache.Order;
import dev.dust.codec.CodecException;
import dev.dust.codec.ValueCodec;
import dev.dust.error.InvalidRequestException;
import dev.dust.fuzz.Corpus;
import dev.dust.fuzz.Fuzzer;
import dev.dust.fuzz.ValueMutations;
import dev.dust.path.Glob;
import dev.dust.server.rules.Wire;
import dev.dust.value.BoolValue;
import dev.dust.value.MapValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Any text is taken for a cursor, because applications hand them to strangers and back: what follows is what lies behind it,
 * each item once and in order, and it comes to an end. What is no pattern or limit is refused.
 */
class CursorFuzzTest {
    private static final ValueCodec JSON = new JacksonCodecs().json();
    private static final String STORE = "org/store";
    private static final List<String> KEYS = List.of("a", "a-b/c", "a/b", "a/b/c", "a/z", "a~0", "b/*/c", "users/7/age",
            "users/7/name",
            "users/70/name", "users/8/name/first", "users-old/1", "zürich/😀", "\\*", "~1/x");

    private final DustTesting testing = DustTesting.create();
    private DustStore store;

    @BeforeEach
    void seed() {
        Map<String, Object> values = new LinkedHashMap<>();
        KEYS.forEach(key -> values.put(key, 1));
        testing.seed(STORE, Map.of("a/b/c", 1));
        values.remove("a/b");
        values.remove("a");
        values.forEach((key, value) -> testing.seed(STORE, key, value));
        store = testing.dust().store(STORE);
        testing.settle();
    }

    @AfterEach
    void close() {
        testing.close();
    }

    @Test
    void everyText_isACursor() {
        new Fuzzer("cursors", Corpus.of(getClass(), "cursors"), new ValueMutations(new JacksonCodecs()).json(), 5_000)
                .run(this::ask);
    }

    private String ask(byte[] input) {
        MapValue question;
        try {
            question = Wire.map(JSON.decode(input));
        } catch (CodecException none) {
            return "no question";
        }
        String pattern = question == null ? null : Wire.text(question, "pattern");
        Long limit = question == null ? null : Wire.integer(question.get("limit"));
        if (pattern == null || limit == null || limit != limit.intValue()) {
            return "no question";
        }
        Order order = question.get("descending") == BoolValue.TRUE ? Order.DESCENDING : Order.ASCENDING;
        try {
            return answer(pattern,
                    PageOptions.defaults().limit(limit.intValue()).order(order).after(Wire.text(question, "after")));
        } catch (InvalidRequestException refused) {
            return refused.reason();
        }
    }

    private String answer(String pattern, PageOptions options) {
        Glob glob = Glob.parse(pattern);
        List<String> matching = store.enumerate("**").stream().map(entry -> entry.path().key()).filter(glob::matches).toList();
        List<String> expected = behind(matching, options);
        check(expected, options, page -> store.keys(pattern, page));
        check(expected, options, page -> {
            Page<Entry> entries = store.entries(pattern, page);
            return new Page<>(entries.items().stream().map(entry -> entry.path().key()).toList(), entries.next());
        });
        if (glob.isPrefixPattern()) {
            var prefixes = new TreeSet<String>(Keys.ORDER);
            matching.forEach(key -> prefixes
                    .add(Arrays.stream(key.split("/")).limit(glob.segmentCount()).collect(Collectors.joining("/"))));
            check(behind(prefixes, options), options, page -> store.prefixes(pattern, page));
        }
        if (glob.isLiteral()) {
            check(behind(store.enumerate("**").stream().map(entry -> entry.path().key())
                    .filter(key -> Keys.compare(key, "a/b") >= 0 && Keys.compare(key, pattern) < 0).toList(), options), options,
                    page -> store.rangeKeys("a/b", pattern, page));
        }
        return expected.size() + " of " + matching.size() + " " + glob.segmentCount();
    }

    private static List<String> behind(Collection<String> items, PageOptions options) {
        List<String> ascending = items.stream().filter(item -> options.after() == null
                || Integer.signum(Keys.compare(item, options.after())) == (options.order() == Order.DESCENDING ? -1 : 1))
                .toList();
        return options.order() == Order.DESCENDING ? ascending.reversed() : ascending;
    }

    /** Page by page to the end. */
    private static void check(List<String> expected, PageOptions options, Function<PageOptions, Page<String>> reader) {
        var seen = new ArrayList<String>();
        PageOptions next = options;
        while (next != null) {
            Page<String> page = reader.apply(next);
            assertThat(page.items()).hasSizeLessThanOrEqualTo(options.limit());
            seen.addAll(page.items());
            assertThat(seen).as("behind %s", next.after()).hasSizeLessThanOrEqualTo(expected.size());
            next = page.next() == null ? null : options.after(page.next());
        }
        assertThat(seen).isEqualTo(expected);
    }
}
