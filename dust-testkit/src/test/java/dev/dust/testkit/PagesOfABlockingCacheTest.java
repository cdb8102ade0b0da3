package dev.dust.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.ConnectionStatus;
import dev.dust.DustStore;
import dev.dust.Entry;
import dev.dust.Page;
import dev.dust.PageOptions;
import dev.dust.cache.Keys;
import dev.dust.cache.Order;
import dev.dust.path.Glob;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** A page of a cache that may block is asked for once, and is what it would be of any other. */
class PagesOfABlockingCacheTest {
    private static final List<String> PATTERNS = List.of("**", "a/**", "a/*", "*/b", "*/*/c", "b/*/**", "c");

    @Test
    void pages_equalWhatEnumerateGives_forEverySeed() {
        for (long seed = 0; seed < 100; seed++) {
            var random = new Random(seed);
            var cache = new HookedCache(true);
            try (var client = new Client(cache)) {
                for (int i = random.nextInt(30); i > 0; i--) {
                    client.write(Client.STORE, key(random), i);
                }
                DustStore store = client.store();
                client.settle();
                if (random.nextBoolean()) {
                    client.server.become(ConnectionStatus.RECONNECTING);
                    client.settle();
                    store.put(key(random), "pending");
                    store.delete(key(random));
                }
                for (int i = 0; i < 10; i++) {
                    compare("seed " + seed + " page " + i, store, random);
                }
            }
        }
    }

    private static void compare(String what, DustStore store, Random random) {
        String pattern = PATTERNS.get(random.nextInt(PATTERNS.size()));
        PageOptions options = PageOptions.defaults().limit(1 + random.nextInt(6))
                .order(random.nextBoolean() ? Order.DESCENDING : Order.ASCENDING);
        List<Entry> matching = store.enumerate(pattern);
        assertThat(all(options, page -> store.entries(pattern, page))).as("%s: entries of %s by %s", what, pattern, options)
                .isEqualTo(inOrder(matching, options));
        List<String> keys = matching.stream().map(entry -> entry.path().key()).toList();
        assertThat(all(options, page -> store.keys(pattern, page))).as("%s: keys of %s by %s", what, pattern, options)
                .isEqualTo(inOrder(keys, options));
        assertThat(all(options, page -> store.committed().keys(pattern, page))).as("%s: committed keys of %s", what, pattern)
                .isEqualTo(inOrder(store.committed().enumerate(pattern).stream().map(entry -> entry.path().key()).toList(),
                        options));
        String from = key(random);
        String to = key(random);
        assertThat(all(options, page -> store.rangeKeys(from, to, page))).as("%s: keys of [%s, %s)", what, from, to)
                .isEqualTo(inOrder(store.enumerate("**").stream().map(entry -> entry.path().key())
                        .filter(key -> Keys.compare(key, from) >= 0 && Keys.compare(key, to) < 0).toList(), options));
        if (Glob.parse(pattern).isPrefixPattern()) {
            assertThat(all(options, page -> store.list(pattern, Object.class).page(page)))
                    .as("%s: objects of %s by %s", what, pattern, options)
                    .isEqualTo(inOrder(matching.stream().map(entry -> entry.as(Object.class)).toList(), options));
        }
    }

    private static <T> List<T> inOrder(List<T> ascending, PageOptions options) {
        return options.order() == Order.DESCENDING ? ascending.reversed() : ascending;
    }

    /** Page by page to the end. */
    private static <T> List<T> all(PageOptions options, Function<PageOptions, Page<T>> reader) {
        var all = new ArrayList<T>();
        Page<T> page = reader.apply(options);
        all.addAll(page.items());
        while (page.next() != null) {
            page = reader.apply(options.after(page.next()));
            all.addAll(page.items());
        }
        return all;
    }

    private static String key(Random random) {
        var key = new StringBuilder();
        for (int segments = 1 + random.nextInt(3); segments > 0; segments--) {
            key.append(key.isEmpty() ? "" : "/").append((char) ('a' + random.nextInt(4)));
        }
        return key.toString();
    }

    @Test
    void eachPage_costsOneReadingOfTheCache() {
        var cache = new HookedCache(true);
        var readings = new AtomicInteger();
        try (var client = new Client(cache)) {
            for (int i = 0; i < 20; i++) {
                client.write(Client.STORE, "a/k" + (char) ('a' + i), i);
            }
            DustStore store = client.store();
            client.settle();
            cache.reading = snapshot -> {
                readings.incrementAndGet();
                return snapshot;
            };
            for (Order order : Order.values()) {
                readings.set(0);
                PageOptions three = PageOptions.defaults().limit(3).order(order);
                assertThat(all(three, page -> store.keys("a/**", page))).hasSize(20);
                assertThat(readings).as("readings for 7 pages, %s", order).hasValue(7);
            }
        }
    }
}
