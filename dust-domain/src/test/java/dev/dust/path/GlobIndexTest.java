package dev.dust.path;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobIndexTest {
    private final GlobIndex<Object> index = new GlobIndex<>();

    @Test
    void matches_comeInTheOrderOfAdding() {
        for (String pattern : List.of("a/b", "**", "*/b", "a/*", "x", "*/*", "a/**", "*/c", "a/b/**", "a")) {
            index.add(Glob.parse(pattern), pattern);
        }
        assertThat(matches("a/b")).containsExactly("a/b", "**", "*/b", "a/*", "*/*", "a/**");
        assertThat(matches("a")).containsExactly("**", "a");
        assertThat(matches("a/b/c")).containsExactly("**", "a/**", "a/b/**");
        assertThat(matches("y")).containsExactly("**");
    }

    @Test
    void forEach_passesOnAllPairs_inTheOrderOfAdding_andTheActionMayChangeTheIndex() {
        List<String> patterns = List.of("a/b", "**", "*/b", "a/*/c", "x", "*/*", "a/**", "a/b/**");
        patterns.forEach(pattern -> index.add(Glob.parse(pattern), pattern));
        var seen = new ArrayList<Object>();

        index.forEach(value -> {
            seen.add(value);
            index.remove(Glob.parse((String) value), value);
        });

        assertThat(seen).isEqualTo(patterns);
        assertThat(index.isEmpty()).isTrue();
    }

    @Test
    void valuesOfOnePattern_comeInTheOrderOfAdding_andAreRemovedOneByOne() {
        Glob glob = Glob.parse("a/*");
        assertThat(index.add(glob, 3)).isTrue();
        assertThat(index.add(glob, 1)).isTrue();
        assertThat(index.add(glob, 2)).isTrue();
        assertThat(index.add(Glob.parse("a/*"), 1)).isFalse();
        assertThat(index.size()).isEqualTo(3);
        assertThat(matches("a/b")).containsExactly(3, 1, 2);
        assertThat(index.remove(glob, 1)).isTrue();
        assertThat(index.remove(glob, 1)).isFalse();
        assertThat(matches("a/b")).containsExactly(3, 2);
        assertThat(index.add(glob, 1)).isTrue();
        assertThat(matches("a/b")).containsExactly(3, 2, 1);
    }

    @Test
    void oneValue_mayHaveSeveralPatterns() {
        index.add(Glob.parse("a"), "it");
        index.add(Glob.parse("*"), "it");
        assertThat(matches("a")).containsExactly("it", "it");
        index.remove(Glob.parse("a"), "it");
        assertThat(matches("a")).containsExactly("it");
    }

    @Test
    void removingWhatIsNotThere_changesNothing() {
        index.add(Glob.parse("a/b"), "it");
        for (String pattern : List.of("a", "a/*", "a/**", "a/b/c", "b", "*")) {
            assertThat(index.remove(Glob.parse(pattern), "it")).as(pattern).isFalse();
        }
        assertThat(index.remove(Glob.parse("a/b"), "other")).isFalse();
        assertThat(index.size()).isEqualTo(1);
        assertThat(matches("a/b")).containsExactly("it");
    }

    @Test
    void literalsOfPaths_matchTheirPaths_amongWildcards() {
        for (long seed = 0; seed < 2_000; seed++) {
            Samples samples = new Samples(seed);
            var paths = new GlobIndex<String>();
            paths.add(Glob.parse("*"), "");
            paths.add(Glob.parse("**"), "");
            List<DustPath> all = IntStream.range(0, 10).mapToObj(i -> samples.path()).distinct().toList();
            all.forEach(path -> paths.add(Glob.literal(path), path.key()));
            for (DustPath path : all) {
                var found = new ArrayList<String>();
                paths.forEachMatch(path.key(), found::add);
                found.removeIf(String::isEmpty);
                assertThat(found).as("seed %s", seed).containsExactly(path.key());
            }
            all.forEach(path -> paths.remove(Glob.literal(path), path.key()));
            assertThat(paths.size()).as("seed %s", seed).isEqualTo(2);
        }
    }

    @Test
    void aLiteralAsterisk_isNoWildcard() {
        index.add(Glob.parse("\\*"), "literal");
        index.add(Glob.parse("*"), "wildcard");
        index.add(Glob.parse("\\**"), "literal many");
        index.add(Glob.parse("**"), "wildcard many");
        assertThat(matches("*")).containsExactly("literal", "wildcard", "wildcard many");
        assertThat(matches("**")).containsExactly("wildcard", "literal many", "wildcard many");
        assertThat(matches("x")).containsExactly("wildcard", "wildcard many");
        assertThat(index.remove(Glob.parse("\\*"), "wildcard")).isFalse();
        assertThat(index.remove(Glob.parse("\\*"), "literal")).isTrue();
        assertThat(matches("*")).containsExactly("wildcard", "wildcard many");
    }

    @Test
    void anActionMayChangeTheIndex() {
        Glob glob = Glob.parse("a");
        index.add(glob, 1);
        index.add(glob, 2);
        List<Object> seen = new ArrayList<>();
        index.forEachMatch("a", value -> {
            seen.add(value);
            index.remove(glob, value);
            index.add(Glob.parse("*"), value + " again");
        });
        assertThat(seen).containsExactly(1, 2);
        assertThat(matches("a")).containsExactly("1 again", "2 again");
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            a/*/c,  a,       true
            a/*/c,  a/b,     true
            a/*/c,  a/b/c,   true
            a/*/c,  a/b/c/d, true
            a/*/c,  a/b/d,   false
            a/*/c,  b,       false
            a/**,   a,       true
            a/**,   a/b/c,   true
            a/**,   ab,      false
            **,     a/b,     true
            a,      a/b/c,   true
            """)
    void mayTouch_seesMatchesAboveAndBelow(String pattern, String key, boolean touches) {
        index.add(Glob.parse(pattern), "it");
        assertThat(index.mayTouch(key)).isEqualTo(touches);
        index.remove(Glob.parse(pattern), "it");
        assertThat(index.mayTouch(key)).isFalse();
    }

    @Test
    @Tag("slow")
    void agreesWithALoopOverAllPatterns_whileTheyComeAndGo() {
        for (long seed = 0; seed < 500; seed++) {
            Samples samples = new Samples(seed);
            GlobIndex<Integer> tested = new GlobIndex<>();
            List<Entry> entries = new ArrayList<>();
            for (int step = 0; step < 120; step++) {
                String about = "seed " + seed + ", step " + step;
                if (samples.oneIn(3) && !entries.isEmpty()) {
                    Entry gone = entries.remove(samples.below(entries.size()));
                    assertThat(tested.remove(Glob.of(gone.pattern), gone.value)).as(about).isTrue();
                } else {
                    Entry entry = new Entry(samples.pattern(), step);
                    entries.add(entry);
                    assertThat(tested.add(Glob.of(entry.pattern), entry.value)).as(about).isTrue();
                }
                assertThat(tested.size()).as(about).isEqualTo(entries.size());
                List<String> path = samples.segmentsNear(samples.pattern());
                String key = DustPath.of(path).key();
                List<Integer> expected = entries.stream().filter(e -> NaiveGlob.matches(e.pattern, path)).map(Entry::value)
                        .toList();
                List<Integer> found = new ArrayList<>();
                tested.forEachMatch(key, found::add);
                assertThat(found).as(about).isEqualTo(expected);
                assertThat(tested.anyMatch(key)).as(about).isEqualTo(!expected.isEmpty());
                assertThat(tested.mayTouch(key)).as(about + ", " + key)
                        .isEqualTo(entries.stream().anyMatch(e -> NaiveGlob.touches(e.pattern, path)));
            }
            for (Entry entry : entries) {
                tested.remove(Glob.of(entry.pattern), entry.value);
            }
            assertThat(tested.isEmpty()).as("seed " + seed).isTrue();
            for (Entry entry : entries) {
                assertThat(tested.mayTouch(DustPath.of(entry.pattern).key())).as("seed " + seed).isFalse();
            }
        }
    }

    @Test
    @Tag("slow")
    void holdsManyPatterns_andLeavesNothingBehind() {
        int count = 100_000;
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            index.add(Glob.parse("users/" + i + "/*"), i);
            index.add(Glob.parse("posts/**"), i);
            order.add(i);
        }
        assertThat(index.size()).isEqualTo(2 * count);
        assertThat(matches("users/77777/name")).containsExactly(77777);
        assertThat(matches("users/100000/name")).isEmpty();
        assertThat(matches("posts/x")).hasSize(count).startsWith(0, 1, 2);
        Collections.shuffle(order, new Random(1));
        for (int i : order) {
            assertThat(index.remove(Glob.parse("users/" + i + "/*"), i)).isTrue();
            assertThat(index.remove(Glob.parse("posts/**"), i)).isTrue();
            assertThat(index.mayTouch("users/" + i)).isFalse();
        }
        assertThat(index.isEmpty()).isTrue();
        assertThat(index.mayTouch("users")).isFalse();
        assertThat(index.mayTouch("posts")).isFalse();
    }

    @Test
    void aKeyThatConcernsNobody_costsNoAllocation() {
        for (int i = 0; i < 1_000; i++) {
            index.add(Glob.parse("users/" + i + "/*"), i);
            index.add(Glob.parse("*/" + i), i);
        }
        Allocation.assertNone(() -> index.forEachMatch("users/7/name/first", value -> {
            throw new AssertionError(value);
        }));
        Allocation.assertNone(() -> index.anyMatch("users/7/name"));
        Allocation.assertNone(() -> index.mayTouch("users/7"));
    }

    private List<Object> matches(String key) {
        List<Object> found = new ArrayList<>();
        index.forEachMatch(key, found::add);
        assertThat(index.anyMatch(key)).isEqualTo(!found.isEmpty());
        return found;
    }

    private record Entry(List<String> pattern, Integer value) {
    }
}
