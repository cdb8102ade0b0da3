package dev.dust.server.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.cache.Keys;
import dev.dust.value.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Rows with changes over them are those of a map to which the changes were made. */
class OverlaidRowsLawTest {
    private static final List<String> KEYS = List.of("a", "a!", "a/b", "a/b/c", "a/b/c/d", "a/c", "a0", "b", "b/\0", "b/\uff5e",
            "b/\ud83d\ude00", "c");

    @Test
    @Tag("slow")
    void whateverChanges_rowsAreThoseOfAMap() {
        for (long seed = 0; seed < 2_000; seed++) {
            var random = new Random(seed);
            var model = new TreeMap<String, StoredRow>(Keys.ORDER);
            for (String key : KEYS) {
                if (random.nextBoolean()) {
                    model.put(key, row(0));
                }
            }
            var rows = new OverlaidRows(OverlaidRows.of(list(model).stream()));
            for (int step = 0; step < 6; step++) {
                assertEqual(rows, model, "seed " + seed + ", step " + step);
                RowChanges changes = random(random, step + 1);
                rows.apply(changes);
                changes.removedBelow().forEach(key -> model.keySet().removeIf(other -> other.startsWith(key + "/")));
                changes.removed().forEach(model::remove);
                model.putAll(changes.written());
            }
            assertEqual(rows, model, "seed " + seed);
        }
    }

    private static RowChanges random(Random random, int seq) {
        var written = new HashMap<String, StoredRow>();
        for (int i = random.nextInt(3); i > 0; i--) {
            written.put(key(random), row(seq));
        }
        return new RowChanges(random.nextBoolean() ? List.of() : List.of(key(random)),
                random.nextBoolean() ? List.of() : List.of(key(random)), written);
    }

    private static String key(Random random) {
        return KEYS.get(random.nextInt(KEYS.size()));
    }

    private static StoredRow row(int seq) {
        return new StoredRow(Value.of(seq), "integer", seq);
    }

    private static void assertEqual(Rows rows, TreeMap<String, StoredRow> model, String when) {
        assertThat(list(rows.all())).as("all, %s", when).isEqualTo(list(model));
        assertThat(rows.count()).as("count, %s", when).isEqualTo(model.size());
        assertThat(rows.countAtMost()).as("count at most, %s", when).isGreaterThanOrEqualTo(model.size());
        for (String key : KEYS) {
            assertThat(rows.get(key)).as("%s, %s", key, when).isEqualTo(model.get(key));
            List<KeyedRow> below = list(model.subMap(Keys.subtreeFrom(key), Keys.subtreeTo(key)));
            assertThat(list(rows.below(key))).as("below %s, %s", key, when).isEqualTo(below);
            assertThat(rows.countBelow(key)).as("count below %s, %s", key, when).isEqualTo(below.size());
        }
    }

    private static List<KeyedRow> list(Stream<KeyedRow> rows) {
        try (rows) {
            return rows.toList();
        }
    }

    private static List<KeyedRow> list(Map<String, StoredRow> rows) {
        return rows.entrySet().stream().map(row -> new KeyedRow(row.getKey(), row.getValue())).toList();
    }

    @Test
    void closingAStream_closesWhatIsBeneath() {
        var closed = new boolean[1];
        Stream<KeyedRow> beneath = Stream.of(new KeyedRow("a", row(1))).onClose(() -> closed[0] = true);
        Stream<KeyedRow> merged = InOrder.merged(beneath, List.of(new KeyedRow("b", row(2))));
        var both = merged.iterator();
        assertThat(both.next().key() + both.next().key()).isEqualTo("ab");
        Assertions.assertThatThrownBy(both::next).isInstanceOf(NoSuchElementException.class);
        merged.close();
        assertThat(closed[0]).isTrue();
    }
}
