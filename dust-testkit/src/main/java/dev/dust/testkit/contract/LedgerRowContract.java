package dev.dust.testkit.contract;

import static dev.dust.testkit.contract.ContractLedger.change;
import static dev.dust.testkit.contract.ContractLedger.put;
import static dev.dust.testkit.contract.ContractLedger.response;
import static dev.dust.testkit.contract.ContractLedger.row;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.cache.Keys;
import dev.dust.server.ledger.KeyedRow;
import dev.dust.server.ledger.LedgerOp;
import dev.dust.server.ledger.Push;
import dev.dust.server.ledger.RowChanges;
import dev.dust.server.ledger.RowRange;
import dev.dust.server.ledger.Rows;
import dev.dust.server.ledger.Snapshot;
import dev.dust.server.ledger.StoredRow;
import dev.dust.server.ledger.Verdict;
import dev.dust.value.FileRef;
import dev.dust.value.LeaseValue;
import dev.dust.value.Value;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Rows are those of a sorted map, for whoever decides and for whoever reads. */
public interface LedgerRowContract extends LedgerUnderTest {

    /** Whatever ops do to rows, they are what they would be in a map, within a batch and after it. */
    @Test
    default void anyOps_giveTheRowsOfASortedMap() {
        try (var all = ContractLedger.open(this)) {
            for (long seed = 0; seed < 20; seed++) {
                var random = new Random(seed);
                ContractLedger it = all.beside("org/seed" + seed);
                var model = new TreeMap<String, StoredRow>(Texts.BY_UTF8);
                for (int batch = 0; batch < 12; batch++) {
                    Push[] pushes = Stream.generate(() -> randomPush(random, model)).limit(1 + random.nextInt(4))
                            .toArray(Push[]::new);
                    it.write(pushes).forEach(outcome -> outcome.orThrow());
                    String when = "seed " + seed + ", batch " + batch;
                    assertThat(it.rows()).as("rows, %s", when).isEqualTo(model);
                    assertThat(it.store().head().rows()).as("how many rows, %s", when).isEqualTo(model.size());
                    String key = Texts.randomKey(random);
                    assertThat(it.store().row(key)).as("the row %s, %s", Texts.brief(key), when).isEqualTo(model.get(key));
                }
            }
        }
    }

    /** Looks at the rows, and then changes them, and {@code model} likewise. */
    private static Push randomPush(Random random, SortedMap<String, StoredRow> model) {
        String looked = Texts.randomKey(random);
        long drawn = random.nextLong();
        return ContractLedger.push(store -> {
            var own = new Random(drawn);
            assertRows(store.rows(), looked, model);
            long seq = store.seq() + 1;
            RowChanges changes = randomChanges(own, seq);
            apply(changes, model);
            return ContractLedger.committed(List.of(new LedgerOp(
                    ContractLedger.event(seq, "change", looked, Value.of(drawn), null), changes)));
        });
    }

    private static void assertRows(Rows rows, String key, SortedMap<String, StoredRow> model) {
        String what = Texts.brief(key);
        var below = new TreeMap<>(model);
        below.keySet().removeIf(other -> !other.startsWith(key + "/"));
        assertThat(rows.get(key)).as("what a push finds at %s", what).isEqualTo(model.get(key));
        assertThat(list(rows.below(key))).as("what a push finds below %s", what).isEqualTo(list(below));
        assertThat(rows.countBelow(key)).as("how many rows a push finds below %s", what).isEqualTo(below.size());
        assertThat(list(rows.all())).as("all that a push finds").isEqualTo(list(model));
        assertThat(rows.count()).as("how many rows a push finds").isEqualTo(model.size());
        assertThat(rows.countAtMost()).as("how many rows there are at most").isGreaterThanOrEqualTo(model.size());
    }

    private static List<KeyedRow> list(Stream<KeyedRow> rows) {
        try (rows) {
            return rows.toList();
        }
    }

    private static List<KeyedRow> list(Map<String, StoredRow> rows) {
        return rows.entrySet().stream().map(row -> new KeyedRow(row.getKey(), row.getValue())).toList();
    }

    private static RowChanges randomChanges(Random random, long seq) {
        List<String> below = Stream.generate(() -> Texts.randomKey(random)).limit(random.nextInt(2)).toList();
        List<String> removed = Stream.generate(() -> Texts.randomKey(random)).limit(random.nextInt(3)).toList();
        var written = new HashMap<String, StoredRow>();
        for (int i = random.nextInt(4); i > 0; i--) {
            written.put(Texts.randomKey(random), row(random.nextInt(100), seq));
        }
        return new RowChanges(below, removed, written);
    }

    private static void apply(RowChanges changes, Map<String, StoredRow> model) {
        changes.removedBelow().forEach(key -> model.keySet().removeIf(other -> other.startsWith(key + "/")));
        changes.removed().forEach(model::remove);
        model.putAll(changes.written());
    }

    /** An op removes before it writes, also what is at the same key. */
    @Test
    default void op_removesBeforeItWrites() {
        try (var it = ContractLedger.open(this)) {
            it.putAll("a", 1, "a/b", 2, "a/c", 3, "d", 4);
            it.writeOne(change("a", seq -> new RowChanges(List.of("a"), List.of("a", "d"),
                    Map.of("a/b", row(5, seq), "d", row(6, seq)))));
            assertThat(it.rows()).as("rows after an op that removed and wrote some of them")
                    .isEqualTo(Map.of("a/b", row(5, 5), "d", row(6, 5)));
            assertThat(it.store().head().rows()).as("how many").isEqualTo(2);
        }
    }

    /** No character of a key is a wildcard, an escape or the end of it, and no length too much that a path may have. */
    @Test
    default void hostileKeys_findTheirRows() {
        try (var it = ContractLedger.open(this)) {
            String alike = "long".repeat(1_000);
            var keys = new ArrayList<>(Texts.HOSTILE);
            keys.addAll(List.of(alike, alike + "1", alike + "2", alike + "/1", alike + "/1/2", alike + "/2",
                    "\ud83d\ude00".repeat(1_000), "\ud83d\ude00".repeat(1_000) + "/1"));
            it.write(keys.stream().map(key -> put(key, key)).toArray(Push[]::new));
            var seen = new ArrayList<String>();
            for (String key : keys) {
                assertThat(it.store().row(key)).as("the row at %s", Texts.brief(key))
                        .isEqualTo(row(key, keys.indexOf(key) + 1));
                assertThat(it.store().row(key + "!none")).as("a row that is not there").isNull();
            }
            try (Snapshot now = it.store().snapshot(); Stream<KeyedRow> rows = now.rows()) {
                rows.forEach(row -> seen.add(row.key()));
            }
            keys.sort(Texts.BY_UTF8);
            assertThat(seen).as("keys in the order of UTF-8 bytes").isEqualTo(keys);
            Push looking = ContractLedger.push(store -> Verdict.unchanged(response("below",
                    list(store.rows().below(alike)).stream().map(row -> row.key().substring(alike.length())).toList())));
            assertThat(it.writeOne(looking).response()).as("what is below a long key")
                    .isEqualTo(response("below", List.of("/1", "/1/2", "/2")));
            it.writeOne(change(alike, seq -> ContractLedger.removedBelow(alike)));
            it.writeOne(change(alike, seq -> ContractLedger.removed(alike + "1")));
            assertThat(it.rows().keySet()).as("long keys after removals").contains(alike, alike + "2")
                    .doesNotContain(alike + "1", alike + "/1", alike + "/1/2", alike + "/2");
        }
    }

    /** Pages are put together of ranges: each begins and ends where it was told to, and is of one moment. */
    @Test
    default void range_givesTheFirstRowsBetweenTwoBounds() {
        try (var it = ContractLedger.open(this)) {
            assertThat(it.store().range("", null, 1)).as("a range of nothing").isEqualTo(new RowRange(0, List.of()));
            String alike = "long".repeat(1_000);
            var keys = new ArrayList<>(Texts.HOSTILE);
            keys.addAll(List.of(alike, alike + "1", alike + "/1", alike + "/2"));
            it.write(keys.stream().map(key -> put(key, key)).toArray(Push[]::new));
            List<KeyedRow> all = list(it.rows());
            var bounds = new ArrayList<>(keys);
            keys.forEach(key -> bounds.addAll(List.of(key + "\0", Keys.subtreeFrom(key), Keys.subtreeTo(key))));
            bounds.add("");
            var random = new Random(1);
            for (int i = 0; i < 200; i++) {
                String from = bounds.get(random.nextInt(bounds.size()));
                String to = random.nextInt(4) == 0 ? null : bounds.get(random.nextInt(bounds.size()));
                int most = random.nextBoolean() ? 1 + random.nextInt(4) : 1_000;
                List<KeyedRow> within = all.stream().filter(row -> Texts.BY_UTF8.compare(row.key(), from) >= 0
                        && (to == null || Texts.BY_UTF8.compare(row.key(), to) < 0)).toList();
                assertThat(it.store().range(from, to, most)).as("the first %d rows from %s to %s", most, Texts.brief(from),
                        Texts.brief(to)).isEqualTo(
                                new RowRange(keys.size(), within.subList(0, Math.min(most, within.size()))));
            }
        }
    }

    /** Every value comes back equal, with its type and revision. */
    @Test
    default void rows_comeBackEqual() {
        try (var it = ContractLedger.open(this)) {
            List<Value> values = new ArrayList<>(List.of(Value.NULL, Value.of(true), Value.of(0), Value.of(Long.MIN_VALUE),
                    Value.of(BigInteger.TEN.pow(400)), Value.of(0.1), Value.of(1.0), Value.of(-0.0), Value.of(1e300),
                    Value.of(""), Value.from(List.of(1, 1.0, "x", List.of(), Map.of())),
                    Value.from(Arrays.asList(null, "\0")), LeaseValue.of(null, 7, 1_767_225_600_000L),
                    LeaseValue.of("me", 7, 1_767_225_600_000L),
                    Value.from(Map.of("_typed", "29.90", "_type", "decimal")),
                    Value.from(Map.of("_typed", "2026-01-01T00:00:00.000Z", "_type", "datetime")),
                    Value.from(Map.of("_typed", "?", "_type", "of tomorrow")), Value.of("x".repeat(1_000_000))));
            values.add(Value.from(Map.of("_type", "file", "hash", "sha256:00", "size", 3, "later", List.of(1.0))));
            assertThat(values.getLast()).isInstanceOf(FileRef.class);
            Texts.HOSTILE.forEach(text -> values.add(Value.of(text)));
            for (int i = 0; i < values.size(); i++) {
                it.putAll("v" + i, values.get(i));
            }
            for (int i = 0; i < values.size(); i++) {
                StoredRow row = it.store().row("v" + i);
                assertThat(row(values.get(i), i + 1).equals(row)).as("whether %s came back equal: %s",
                        Texts.brief(values.get(i)), Texts.brief(row)).isTrue();
            }
            it.writeOne(change("t", seq -> new RowChanges(List.of(), List.of(),
                    Map.of("t", new StoredRow(Value.of(1), "a type of tomorrow", seq)))));
            assertThat(it.store().row("t")).as("a type that nobody knows").isEqualTo(
                    new StoredRow(Value.of(1), "a type of tomorrow", values.size() + 1L));
        }
    }
}
