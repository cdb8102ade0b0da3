package dev.dust.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class KeyMapTest {
    private static final int SEEDS = 200;
    private static final int MANY = 100_000;

    @Test
    void behavesLikeATreeMapInKeyOrder() {
        for (long seed = 0; seed < SEEDS; seed++) {
            var random = new Random(seed);
            var keys = new RandomKeys(random);
            KeyMap<Integer> map = KeyMap.empty();
            var model = new TreeMap<String, Integer>(Keys.ORDER);
            int steps = 1 + random.nextInt(1500);
            int removals = random.nextInt(60);
            for (int step = 0; step < steps; step++) {
                String key = keys.next();
                if (random.nextInt(100) >= removals) {
                    map = map.put(key, step);
                    model.put(key, step);
                } else if (random.nextInt(20) > 0) {
                    map = map.remove(key);
                    model.remove(key);
                } else {
                    String to = keys.nextOrNull();
                    map = map.removeRange(key, to);
                    range(model, key, to).clear();
                }
                assertThat(map.get(key)).as("seed %d step %d get %s", seed, step, key).isEqualTo(model.get(key));
                assertThat(map.size()).as("seed %d step %d", seed, step).isEqualTo(model.size());
            }
            assertThat(entries(map)).as("seed %d", seed).isEqualTo(List.copyOf(model.entrySet()));
            KeyTreeShape.check(map, "seed " + seed);
        }
    }

    @Test
    void oldVersionsStayAsTheyWere() {
        for (long seed = 0; seed < SEEDS / 10; seed++) {
            var random = new Random(seed);
            var keys = new RandomKeys(random);
            var versions = new ArrayList<KeyMap<Integer>>();
            var models = new ArrayList<TreeMap<String, Integer>>();
            KeyMap<Integer> map = KeyMap.empty();
            var model = new TreeMap<String, Integer>(Keys.ORDER);
            for (int step = 0; step < 600; step++) {
                String key = keys.next();
                switch (random.nextInt(10)) {
                    case 0, 1 -> {
                        map = map.remove(key);
                        model.remove(key);
                    }
                    case 2 -> {
                        String to = key + '~';
                        map = map.removeRange(key, to);
                        range(model, key, to).clear();
                    }
                    default -> {
                        map = map.put(key, step);
                        model.put(key, step);
                    }
                }
                if (step % 20 == 0) {
                    versions.add(map);
                    models.add(new TreeMap<>(model));
                }
            }
            for (int i = 0; i < versions.size(); i++) {
                assertThat(entries(versions.get(i))).as("seed %d version %d", seed, i)
                        .isEqualTo(List.copyOf(models.get(i).entrySet()));
            }
        }
    }

    @Test
    void cursorGoesThroughItsRangeInBothDirections() {
        for (long seed = 0; seed < SEEDS; seed++) {
            var random = new Random(seed);
            var keys = new RandomKeys(random);
            var model = randomModel(random, keys);
            KeyMap<Integer> map = mapOf(model);
            for (int i = 0; i < 20; i++) {
                String from = keys.nextOrNull();
                String to = keys.nextOrNull();
                boolean descending = random.nextBoolean();
                NavigableMap<String, Integer> expected = range(model, from, to);
                assertThat(rest(map.cursor(from, to, descending))).as("seed %d [%s, %s) %s", seed, from, to, descending)
                        .isEqualTo(List.copyOf((descending ? expected.descendingMap() : expected).entrySet()));
            }
        }
    }

    @Test
    void seekSkipsAheadAndNeverGoesBack() {
        for (long seed = 0; seed < SEEDS; seed++) {
            var random = new Random(seed);
            var keys = new RandomKeys(random);
            var model = randomModel(random, keys);
            KeyMap<Integer> map = mapOf(model);
            for (int i = 0; i < 10; i++) {
                String from = keys.nextOrNull();
                String to = keys.nextOrNull();
                boolean descending = random.nextBoolean();
                NavigableMap<String, Integer> left = range(model, from, to);
                left = descending ? left.descendingMap() : left;
                KeyMap.Cursor<Integer> cursor = map.cursor(from, to, descending);
                for (int step = 0; step < 30; step++) {
                    if (random.nextBoolean()) {
                        String target = keys.next();
                        cursor.seek(target);
                        left = tail(left, target, descending);
                    } else {
                        left = step("seed " + seed + " scan " + i + " step " + step, cursor, left);
                    }
                }
            }
        }
    }

    @Test
    @Tag("slow")
    void seeksThatGoEquallyFarFindWhatTheyWouldFindAlone() {
        for (long seed = 0; seed < SEEDS; seed++) {
            var random = new Random(seed);
            int period = 1 + random.nextInt(70);
            int size = 1 + random.nextInt(6000);
            var model = new TreeMap<String, Integer>(Keys.ORDER);
            for (int i = 0; i < size; i++) {
                model.put(key(i), i);
            }
            KeyMap<Integer> map = mapOf(model);
            // Gaps make the distances differ now and then, and leaves of different widths.
            for (int gaps = random.nextInt(20); gaps > 0; gaps--) {
                String from = key(random.nextInt(size));
                String to = key(random.nextInt(size) + random.nextInt(5));
                if (random.nextBoolean()) {
                    to = from + '~';
                }
                map = map.removeRange(from, to);
                range(model, from, to).clear();
            }
            for (boolean descending : new boolean[]{false, true}) {
                String from = random.nextBoolean() ? null : key(random.nextInt(size));
                String to = random.nextBoolean() ? null : key(random.nextInt(size));
                NavigableMap<String, Integer> left = range(model, from, to);
                left = descending ? left.descendingMap() : left;
                KeyMap.Cursor<Integer> cursor = map.cursor(from, to, descending);
                for (int i = 0; i < size; i += period) {
                    String target = key(descending ? size - 1 - i : i);
                    cursor.seek(target);
                    left = step("seed " + seed + " " + descending + " to " + target, cursor,
                            tail(left, target, descending));
                }
            }
        }
    }

    /** Takes a step, which has to lead to the first of {@code left}; gives what is left then. */
    private static NavigableMap<String, Integer> step(String what, KeyMap.Cursor<Integer> cursor,
            NavigableMap<String, Integer> left) {
        Map.Entry<String, Integer> first = left.firstEntry();
        assertThat(cursor.next()).as(what).isEqualTo(first != null);
        assertThat(cursor.key()).as(what).isEqualTo(first == null ? null : first.getKey());
        assertThat(cursor.value()).as(what).isEqualTo(first == null ? null : first.getValue());
        return first == null ? left : left.tailMap(first.getKey(), false);
    }

    /** What is left of an ordered rest after a seek; a tailMap refuses keys outside of its own range. */
    private static NavigableMap<String, Integer> tail(NavigableMap<String, Integer> left, String target, boolean descending) {
        if (left.isEmpty()) {
            return left;
        }
        var copy = new TreeMap<String, Integer>(descending ? Keys.ORDER.reversed() : Keys.ORDER);
        copy.putAll(left);
        return copy.tailMap(target, true);
    }

    @Test
    void seekKeepsWhatTheCursorStandsOn() {
        KeyMap.Cursor<Integer> cursor = KeyMap.<Integer>empty().put("a", 1).put("b", 2).put("c", 3).cursor(null, null, false);
        cursor.next();
        cursor.seek("c");
        assertThat(cursor.key()).isEqualTo("a");
        assertThat(cursor.value()).isEqualTo(1);
        assertThat(rest(cursor)).containsExactly(Map.entry("c", 3));
    }

    @Test
    void builderGivesTheMapThatPutsGive() {
        for (int size : new int[]{0, 1, 7, 31, 32, 33, 64, 65, 1023, 1024, 1025, 1033, 40_000}) {
            KeyMap.Builder<Integer> builder = KeyMap.builder();
            KeyMap<Integer> byPuts = KeyMap.empty();
            for (int i = 0; i < size; i++) {
                builder.add(key(i), i);
                byPuts = byPuts.put(key(i), i);
            }
            KeyMap<Integer> built = builder.build();
            assertThat(entries(built)).as("size %d", size).isEqualTo(entries(byPuts)).hasSize(size);
            assertThat(built.size()).isEqualTo(size);
            KeyTreeShape.check(built, "built of " + size);
            KeyTreeShape.check(byPuts, "put of " + size);
        }
    }

    @Test
    void builderRefusesKeysThatDoNotAscend() {
        KeyMap.Builder<Integer> builder = KeyMap.builder();
        builder.add("a", 1).add("\uff5e", 2).add("\ud83d\ude00", 3);
        assertThatIllegalArgumentException().isThrownBy(() -> builder.add("\ud83d\ude00", 4)).withMessageContaining("ascend");
        assertThatIllegalArgumentException().isThrownBy(() -> builder.add("\uff5e", 4));
        assertThat(entries(builder.add("\ud83d\ude01", 5).build())).hasSize(4);
    }

    @Test
    void changesThatChangeNothingGiveTheSameMap() {
        KeyMap<Integer> map = big();
        assertThat(map.remove("none")).isSameAs(map);
        assertThat(map.removeRange("none", "none/")).isSameAs(map);
        assertThat(map.removeRange(key(5), key(5))).isSameAs(map);
        assertThat(map.removeRange(key(6), key(5))).isSameAs(map);
        assertThat(map.removeRange(null, null).removeRange(null, null)).isSameAs(KeyMap.empty());
    }

    @Test
    void nullIsNoValue() {
        assertThatNullPointerException().isThrownBy(() -> KeyMap.empty().put("a", null));
        assertThatNullPointerException().isThrownBy(() -> KeyMap.builder().add("a", null));
    }

    @Test
    void surrogatesMayCallOnAMapOfPlainKeys() {
        KeyMap<Integer> map = KeyMap.<Integer>empty().put("\ud7ff", 1).put("a", 2);
        assertThat(map.get("\ud83d\ude00")).isNull();
        assertThat(rest(map.cursor("b", "\ud83d\ude00", false))).containsExactly(Map.entry("\ud7ff", 1));
        assertThat(rest(map.put("\ud83d\ude00", 3).put("\uff5e", 4).cursor("b", null, false))).extracting(Map.Entry::getValue)
                .containsExactly(1, 4, 3);
    }

    @Test
    @Tag("slow")
    void removedRangeLeavesATreeInShapeWhereverItLies() {
        KeyMap<Integer> map = big();
        for (long seed = 0; seed < SEEDS; seed++) {
            var random = new Random(seed);
            KeyMap<Integer> cut = map;
            int removed = 0;
            for (int i = 0; i < 5; i++) {
                int from = random.nextInt(MANY);
                int to = from + random.nextInt(1 + random.nextInt(1 + random.nextInt(MANY)));
                cut = cut.removeRange(key(from), key(to));
                assertThat(cut.get(key(from)) == null || from == to).as("seed %d", seed).isTrue();
                removed += to - from;
            }
            KeyTreeShape.check(cut, "seed " + seed);
            assertThat(cut.size()).as("seed %d", seed).isBetween(MANY - removed, MANY);
        }
    }

    @Test
    void whatStaysOfAShrunkMapTakesLittleRoom() {
        KeyMap<Integer> map = big();
        for (int i = 0; i < MANY; i++) {
            if (i % 100 != 0) {
                map = map.remove(key(i));
            }
        }
        KeyTreeShape.check(map, "shrunk");
        assertThat(KeyTreeShape.leaves(map)).isLessThanOrEqualTo(map.size() / KeyNode.MIN);
    }

    private static KeyMap<Integer> big() {
        KeyMap.Builder<Integer> builder = KeyMap.builder();
        for (int i = 0; i < MANY; i++) {
            builder.add(key(i), i);
        }
        return builder.build();
    }

    private static String key(int i) {
        return String.format("k%07d", i);
    }

    private static TreeMap<String, Integer> randomModel(Random random, RandomKeys keys) {
        var model = new TreeMap<String, Integer>(Keys.ORDER);
        int size = random.nextInt(400);
        for (int i = 0; i < size; i++) {
            model.put(keys.next(), i);
        }
        return model;
    }

    private static KeyMap<Integer> mapOf(TreeMap<String, Integer> model) {
        KeyMap.Builder<Integer> builder = KeyMap.builder();
        model.forEach(builder::add);
        return builder.build();
    }

    private static NavigableMap<String, Integer> range(NavigableMap<String, Integer> model, String from, String to) {
        if (from != null && to != null && Keys.compare(from, to) >= 0) {
            return new TreeMap<>(Keys.ORDER);
        }
        NavigableMap<String, Integer> tail = from == null ? model : model.tailMap(from, true);
        return to == null ? tail : tail.headMap(to, false);
    }

    private static List<Map.Entry<String, Integer>> entries(KeyMap<Integer> map) {
        return rest(map.cursor(null, null, false));
    }

    private static List<Map.Entry<String, Integer>> rest(KeyMap.Cursor<Integer> cursor) {
        var entries = new ArrayList<Map.Entry<String, Integer>>();
        while (cursor.next()) {
            entries.add(Map.entry(cursor.key(), cursor.value()));
        }
        assertThat(cursor.next()).isFalse();
        return entries;
    }
}
