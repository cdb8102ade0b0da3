package dev.dust.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.DustStore;
import dev.dust.Entry;
import dev.dust.path.DustPath;
import dev.dust.path.Glob;
import dev.dust.subscribe.SubscriptionOptions;
import dev.dust.value.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** Whatever happens to a store, whoever watches objects ends with each of them as it is, and with no other. */
class WatchLawTest {
    private static final int SEEDS = Integer.getInteger("dust.law.seeds", 200);
    private static final String STORE = "james/blog";
    private static final List<String> PATTERNS = List.of("*", "posts/*", "posts/*/title", "*/a/*", "posts/a", "none/*", "**",
            "posts/**", "posts/a/**");
    private static final List<String> SEGMENTS = List.of("posts", "a", "a-b", "b", "title", "x");

    private final Map<String, Map<DustPath, Object>> told = new HashMap<>();
    private final Queue<Throwable> errors = new ConcurrentLinkedQueue<>();

    @Test
    void watchers_endWithWhatIsThere() {
        for (long seed = 0; seed < SEEDS; seed++) {
            run(new Random(seed), "seed " + seed);
        }
    }

    private void run(Random random, String seed) {
        try (var testing = DustTesting.create()) {
            DustStore store = testing.dust().store(STORE);
            for (int i = random.nextInt(8); i > 0; i--) {
                change(testing, store, random);
            }
            told.clear();
            for (String pattern : PATTERNS) {
                Map<DustPath, Object> objects = new ConcurrentHashMap<>();
                told.put(pattern, objects);
                store.watch(pattern, Value.class, found -> {
                    if (found.isPresent()) {
                        objects.put(found.path(), found.value());
                    } else {
                        assertThat(objects.remove(found.path())).as("absent without having been told: " + found).isNotNull();
                    }
                }, SubscriptionOptions.defaults().onError(errors::add));
            }
            for (int i = random.nextInt(15); i > 0; i--) {
                change(testing, store, random);
                if (random.nextInt(3) == 0) {
                    testing.settle();
                }
            }
            testing.settle();
            assertThat(errors).as(seed).isEmpty();
            told.forEach((pattern, objects) -> assertThat(new TreeMap<>(objects)).as(seed + ", " + pattern)
                    .isEqualTo(expected(store, pattern)));
        }
    }

    /** All paths that have something at or below them, and match. */
    private static Map<DustPath, Object> expected(DustStore store, String pattern) {
        Glob glob = Glob.parse(pattern);
        var expected = new TreeMap<DustPath, Object>();
        for (Entry row : store.enumerate("**")) {
            for (DustPath path = row.path(); path != null; path = path.parent()) {
                if (glob.matches(path)) {
                    expected.put(path, store.at(path).get().value());
                }
            }
        }
        return expected;
    }

    private static void change(DustTesting testing, DustStore store, Random random) {
        DustPath path = DustPath.of(SEGMENTS.subList(0, 1 + random.nextInt(2)).getLast());
        for (int depth = random.nextInt(3); depth > 0; depth--) {
            path = path.child(SEGMENTS.get(random.nextInt(SEGMENTS.size())));
        }
        int number = random.nextInt(5);
        switch (random.nextInt(7)) {
            case 0 -> store.at(path).put(number);
            case 1 -> store.at(path).put(Map.of("title", "t" + number, "x", Map.of("b", number)));
            case 2 -> store.at(path).merge(Map.of("title", "m" + number, "a", Map.of("x", number)));
            case 3 -> store.at(path).delete();
            case 4 -> store.at(path).increment(number);
            case 5 -> {
                testing.refuseNext("conflict");
                store.at(path).put(number + 10);
            }
            default -> testing.seed(STORE, path.toString(), Map.of("title", "s" + number, "b", number));
        }
    }
}
