package dev.dust.testkit.contract;

import static dev.dust.testkit.contract.ContractStore.assertRows;
import static dev.dust.testkit.contract.ContractStore.put;
import static dev.dust.testkit.contract.ContractStore.remove;
import static dev.dust.testkit.contract.ContractStore.removeBelow;
import static dev.dust.testkit.contract.ContractStore.row;
import static dev.dust.testkit.contract.ContractStore.rows;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.cache.CacheSnapshot;
import dev.dust.cache.Commit;
import dev.dust.cache.Row;
import dev.dust.cache.RowChange;
import dev.dust.value.Types;
import dev.dust.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What each step of a commit does to the rows. */
public interface RowChangeContract extends CacheUnderTest {

    /** Put writes one row whole, over what was there; what lies below, above and beside stays. */
    @Test
    default void put_leavesWhatLiesBelow() {
        try (var it = ContractStore.open(this)) {
            it.commit(1, put("a", 1), put("a/b", 1), put("a/b/c", 1), put("ab", 1));
            var written = new Row("a/b", Value.of("text"), Types.STRING, 2, 77);
            it.commit(2, new RowChange.Put(written));
            assertThat(it.get("a/b")).as("every field of a row that was put over another").isEqualTo(written);
            assertRows(it.rows(), List.of(row("a", 1), written, row("a/b/c", 1), row("ab", 1)), "rows around one that was put");
        }
    }

    /** Remove takes exactly one row. */
    @Test
    default void remove_takesExactlyOneRow() {
        try (var it = ContractStore.open(this)) {
            it.commit(1, put("a", 1), put("a/b", 1), put("a/b/c", 1), put("a/bc", 1));
            it.commit(2, remove("a/b"), remove("a/b/none"), remove("none"));
            assertRows(it.rows(), rows(1, "a", "a/b/c", "a/bc"), "rows after the removal of a/b alone");
        }
    }

    /** RemoveBelow takes every row below a key, at any depth, and neither the key's own row nor a neighbour's. */
    @Test
    default void removeBelow_leavesTheRowItselfAndItsNeighbours() {
        String[] stay = {"a", "a!/x", "a-b", "a.b/c", "a0", "a0/b", "aa", "ab/c", "b/a/c"};
        try (var it = ContractStore.open(this)) {
            var changes = new ArrayList<RowChange>();
            for (String key : new String[]{"a/\0", "a/b", "a/b/c/d", "a/\uffff", "a/\ud83d\ude00", "a/\udbff\udfff/x"}) {
                changes.add(put(key, 1));
            }
            for (String key : stay) {
                changes.add(put(key, 1));
            }
            it.commit(1, changes.toArray(RowChange[]::new));
            it.commit(2, removeBelow("a"), removeBelow("none"), removeBelow("b/a/c"));
            assertRows(it.rows(), rows(1, stay),
                    "rows after everything below 'a' was removed: look at the bounds of the range");
        }
    }

    /** No character of a key is a wildcard, an escape or the end of it. */
    @Test
    default void removeBelow_takesKeysLiterally() {
        for (String key : new String[]{"%", "_", "a%", "a_", "\\", "a\\", "\\%", "*", "a*", "[a]", "^a", "'", "\"", "\0",
                "A"}) {
            try (var it = ContractStore.open(this)) {
                var others = List.of("a", "ab", "a/b", "ab/b", "abc/b", "\\\\/b", "%%/b", "zz/b");
                it.commit(1, put(key, 1), put(key + "/x", 1));
                it.commit(2, others.stream().map(other -> put(other, 1)).toArray(RowChange[]::new));
                List<Row> before = it.rows();
                it.commit(3, removeBelow(key));
                assertRows(it.rows(), before.stream().filter(row -> !row.key().equals(key + "/x")).toList(),
                        "rows after everything below '%s' was removed: look at how it is escaped", key);
            }
        }
    }

    /** Steps take effect in their order: a later one sees what an earlier one did. */
    @Test
    default void changes_takeEffectInTheirOrder() {
        try (var it = ContractStore.open(this)) {
            it.commit(1, put("a", 1), put("a/old", 1));
            it.commit(2, put("a/new", 2), removeBelow("a"), put("a/newer", 2), remove("a"), put("a", 3), put("b", 2),
                    put("b", 3),
                    put("c", 2), remove("c"));
            assertRows(it.rows(), List.of(row("a", 3), row("a/newer", 2), row("b", 3)),
                    "rows after steps that undo each other");
        }
    }

    /** Whatever the steps are: the rows are those that the same steps make of a sorted map. */
    @Test
    default void anyChanges_giveTheRowsOfASortedMap() {
        try (var all = ContractStore.open(this)) {
            for (long seed = 0; seed < 15; seed++) {
                var random = new Random(seed);
                var model = new TreeMap<String, Row>(Texts.BY_UTF8);
                ContractStore it = all.beside("org/seed" + seed);
                for (long seq = 1; seq <= 25; seq++) {
                    var replacement = random.nextInt(12) == 0 ? randomRows(random, seq) : null;
                    if (replacement != null) {
                        model.clear();
                        model.putAll(replacement);
                    }
                    var changes = new ArrayList<RowChange>();
                    for (int i = random.nextInt(30); i > 0; i--) {
                        RowChange change = randomChange(random, seq);
                        apply(change, model);
                        changes.add(change);
                    }
                    it.commit(Commit.of(seq - 1, seq).replacement(replacement == null ? null : replacement.values())
                            .changes(changes));
                    assertRows(it.rows(), List.copyOf(model.values()), "seed %d seq %d: rows after %d changes", seed, seq,
                            changes.size());
                }
                try (CacheSnapshot now = it.store().snapshot()) {
                    assertThat(now.count()).as("seed %d: count", seed).isEqualTo(model.size());
                }
            }
        }
    }

    private static TreeMap<String, Row> randomRows(Random random, long seq) {
        var rows = new TreeMap<String, Row>(Texts.BY_UTF8);
        for (int i = random.nextInt(40); i > 0; i--) {
            String key = Texts.randomKey(random);
            rows.put(key, row(key, seq));
        }
        return rows;
    }

    private static RowChange randomChange(Random random, long seq) {
        String key = Texts.randomKey(random);
        return switch (random.nextInt(6)) {
            case 0 -> remove(key);
            case 1 -> removeBelow(key);
            default -> put(key, seq);
        };
    }

    private static void apply(RowChange change, TreeMap<String, Row> model) {
        switch (change) {
            case RowChange.Put(Row row) -> model.put(row.key(), row);
            case RowChange.Remove(String key) -> model.remove(key);
            case RowChange.RemoveBelow(String key) -> model.keySet().removeIf(other -> other.startsWith(key + "/"));
        }
    }
}
