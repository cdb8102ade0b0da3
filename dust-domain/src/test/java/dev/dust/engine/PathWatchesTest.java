package dev.dust.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.cache.Keys;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who watches a path is called when something at it, above it or below it changes, and else not. */
class PathWatchesTest {
    private static final String[] NAMES = {"a", "a-", "b", "~1", "é", "\uD83D\uDE00"};

    private final PathWatches watches = new PathWatches();
    private final List<String> called = new ArrayList<>();

    static Stream<Integer> seeds() {
        return IntStream.range(0, Integer.getInteger("dust.law.seeds", 200)).boxed();
    }

    private static String key(Random random) {
        return IntStream.rangeClosed(0, random.nextInt(4)).mapToObj(i -> NAMES[random.nextInt(NAMES.length)])
                .collect(Collectors.joining("/"));
    }

    private static boolean overlap(String one, String other) {
        return one.equals(other) || Keys.isBelow(one, other) || Keys.isBelow(other, one);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whoWatchesWhatOverlaps_isCalled_forEachRoot(int seed) {
        var random = new Random(seed);
        Map<Runnable, String> keys = new LinkedHashMap<>();
        for (int i = 0; i < 30; i++) {
            if (!keys.isEmpty() && random.nextInt(3) == 0) {
                Runnable gone = keys.keySet().iterator().next();
                watches.remove(keys.remove(gone), gone);
            } else {
                String key = key(random);
                int number = i;
                Runnable listener = () -> called.add(key + '#' + number);
                keys.put(listener, key);
                watches.add(key, listener);
            }
            called.clear();
            List<String> roots = Stream.generate(() -> key(random)).limit(random.nextInt(4)).toList();
            watches.touched(roots);
            List<String> expected = roots.stream().flatMap(root -> keys.entrySet().stream()
                    .filter(watch -> overlap(watch.getValue(), root)).map(Map.Entry::getValue)).toList();
            assertThat(called.stream().map(each -> each.substring(0, each.indexOf('#'))).toList())
                    .as("seed %s, %s", seed, roots)
                    .containsExactlyInAnyOrderElementsOf(expected);
            assertThat(watches.isEmpty()).isEqualTo(keys.isEmpty());
        }
        called.clear();
        watches.touched(null);
        assertThat(called).as("the whole store").hasSize(keys.size());
    }

    @Test
    void whoIsRemoved_isCalledNoMore_andThoseBesideHimAre() {
        Runnable one = () -> called.add("one");
        Runnable other = () -> called.add("other");
        watches.add("k", one);
        watches.add("k", other);
        watches.remove("k", one);
        watches.touched(List.of("k"));
        assertThat(called).containsExactly("other");
        watches.remove("k", other);
        assertThat(watches.isEmpty()).isTrue();
    }

    /** Many threads at one key: none is lost. */
    @Test
    void listenersOfSeveralThreads_areAllThere_andAllGo() throws InterruptedException {
        Set<Integer> heard = new HashSet<>();
        var listeners = IntStream.range(0, 2_000).<Runnable>mapToObj(i -> () -> heard.add(i)).toList();
        inTwo(listeners, each -> watches.add("k", each));
        watches.touched(List.of("k"));
        assertThat(heard).hasSize(listeners.size());
        inTwo(listeners, each -> watches.remove("k", each));
        assertThat(watches.isEmpty()).isTrue();
    }

    private static void inTwo(List<Runnable> listeners, Consumer<Runnable> each) throws InterruptedException {
        List<Thread> threads = Stream.of(listeners.subList(0, 1_000), listeners.subList(1_000, 2_000))
                .map(half -> Thread.ofVirtual().start(() -> half.forEach(each))).toList();
        for (Thread thread : threads) {
            thread.join();
        }
    }
}
