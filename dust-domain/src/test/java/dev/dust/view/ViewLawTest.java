package dev.dust.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.cache.Keys;
import dev.dust.cache.Order;
import dev.dust.cache.Row;
import dev.dust.cache.Scan;
import dev.dust.op.Op;
import dev.dust.op.Precondition;
import dev.dust.path.DustPath;
import dev.dust.sync.TestRows;
import dev.dust.value.FileRef;
import dev.dust.value.ListValue;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/**
 * view = committed rows + pending ops, in their order (docs/architecture.md#view), for random rows, ops, and ops that go in any
 * order.
 */
class ViewLawTest {
    /** How many seeds are run; another number by {@code -Ddust.law.seeds=}. */
    private static final long SEEDS = Long.getLong("dust.law.seeds", Boolean.getBoolean("dust.test.thorough") ? 3_000 : 1_000);

    private static final List<String> KEYS = List.of("a", "a/b", "a/b/c", "a/b/c/d", "a/b-", "a-b", "a-b/x", "a/x", "n", "n/m",
            "t", "é/𝒳", "z~1z", "z~1z/~0");

    private record Pending(long order, Op op) {
    }

    @Test
    void viewEqualsReplayOfPendingOpsOverCommittedRows_forEverySeed() {
        for (long seed = 0; seed < SEEDS; seed++) {
            var random = new Random(seed);
            List<Row> committed = rows(random);
            var pending = new ArrayList<Pending>();
            PendingIndex index = PendingIndex.EMPTY;
            long order = 0;
            for (int step = 0; step < 12; step++) {
                if (!pending.isEmpty() && random.nextInt(3) == 0) {
                    Pending gone = pending.remove(random.nextBoolean() ? 0 : random.nextInt(pending.size()));
                    index = index.minus(gone.order, gone.op.steps());
                } else {
                    Op op = op(random);
                    pending.add(new Pending(++order, op));
                    index = index.plus(order, op.steps());
                }
                if (random.nextInt(4) == 0) {
                    committed = rows(random);
                }
                check(committed, pending, index, "seed " + seed + " step " + step + ": " + pending + " over " + committed);
            }
            List<Pending> gone = pending.stream().filter(op -> random.nextBoolean()).toList();
            List<Pending> rest = pending.stream().filter(op -> !gone.contains(op)).toList();
            check(committed, rest, index.without(gone.stream().map(Pending::order).toList()),
                    "seed " + seed + ", without " + gone + ": " + pending + " over " + committed);
        }
    }

    @Test
    void subtreeOfPathsWithManySegments_isPutTogether_onASmallStack() throws Exception {
        String path = "m/".repeat(900) + "x";
        var rows = new TestRows(List.of(new Row(path, Value.of(1), "integer", 1, 0)));
        Runnable work = () -> {
            try (var view = new View(rows, PendingIndex.EMPTY)) {
                Value value = view.value("m");
                for (int i = 1; i < 900; i++) {
                    value = ((MapValue) value).get("m");
                }
                assertThat(value).isEqualTo(MapValue.of(Map.of("x", Value.of(1))));
            }
        };
        var first = new FutureTask<Void>(work, null);
        // Classes are loaded where there is room for it.
        new Thread(null, first, "large-stack", 64 << 20).start();
        first.get();
        var task = new FutureTask<Void>(work, null);
        new Thread(null, task, "small-stack", 128 << 10).start();
        task.get();
    }

    private static void check(List<Row> committed, List<Pending> pending, PendingIndex index, String where) {
        var naive = new NaiveView(committed);
        pending.forEach(op -> naive.apply(op.op));
        Map<String, Value> values = values(naive);
        try (var view = new View(new TestRows(committed), index)) {
            for (String key : KEYS) {
                assertThat(view.leaf(key)).as("leaf %s, %s", key, where).isEqualTo(naive.rows().get(key));
                assertThat(view.value(key)).as("value %s, %s", key, where).isEqualTo(values.get(key));
            }
            assertThat(scan(view, Scan.ALL)).as("scan, " + where).isEqualTo(naive.rows());
            assertThat(List.copyOf(scan(view, Scan.ALL.order(Order.DESCENDING)).keySet())).as("descending scan, " + where)
                    .isEqualTo(List.copyOf(naive.rows().keySet()).reversed());
            var below = new TreeMap<String, Value>(Keys.ORDER);
            naive.rows().forEach((key, value) -> {
                if (key.startsWith("a/b/")) {
                    below.put(key, value);
                }
            });
            assertThat(scan(view, Scan.below("a/b"))).as("scan below a/b, " + where).isEqualTo(below);
            assertThat(view.values(KEYS)).as("values, " + where).isEqualTo(values);
        }
    }

    private static Map<String, Value> values(NaiveView naive) {
        var values = new LinkedHashMap<String, Value>();
        KEYS.forEach(key -> {
            Value value = naive.value(key);
            if (value != null) {
                values.put(key, value);
            }
        });
        return values;
    }

    private static Map<String, Value> scan(View view, Scan scan) {
        var rows = new LinkedHashMap<String, Value>();
        try (ViewCursor cursor = view.scan(scan)) {
            for (ViewRow row = cursor.next(); row != null; row = cursor.next()) {
                rows.put(row.key(), row.value());
            }
        }
        return rows;
    }

    @Test
    void entryWithAPendingOp_showsTheViewsValue_andHasNoRevision() {
        var rows = new TestRows(List.of(new Row("a", Value.of(1), "integer", 7, 99)));
        Op put = new Op.Put(DustPath.parse("a"), Value.of("new"), Precondition.NONE);
        try (var view = new View(rows, PendingIndex.EMPTY.plus(1, put.steps()))) {
            assertThat(view.row("a")).isEqualTo(new ViewRow("a", Value.of("new"), "string", 0, 99, true));
        }
    }

    /** A revision is that of the value beside it: what a pending op above or below makes of it is not known yet. */
    @Test
    void entryWithAPendingOpAboveOrBelow_hasNoRevision_andItsNeighbourHas() {
        var rows = new TestRows(
                List.of(new Row("a", Value.of(1), "integer", 7, 99), new Row("b", Value.of(2), "integer", 8, 99)));
        PendingIndex below = PendingIndex.EMPTY.plus(1,
                new Op.Put(DustPath.parse("a/x"), Value.of(1), Precondition.NONE).steps());
        try (var view = new View(rows, below)) {
            assertThat(view.row("a")).isEqualTo(new ViewRow("a", Value.of(1), "integer", 0, 99, true));
            assertThat(view.row("b").revision()).isEqualTo(8);
        }
        var deeper = new TestRows(List.of(new Row("a/x", Value.of(1), "integer", 7, 99)));
        PendingIndex above = PendingIndex.EMPTY.plus(1,
                new Op.Increment(DustPath.parse("a"), Value.of(1), Precondition.NONE).steps());
        try (var view = new View(deeper, above)) {
            assertThat(view.row("a/x")).isEqualTo(new ViewRow("a/x", Value.of(1), "integer", 0, 99, true));
            assertThat(view.row("a").pending()).isTrue();
        }
    }

    /** The server refuses to count on from a text; so what shows meanwhile is the text. */
    @Test
    void incrementOfWhatIsNoNumber_showsItAsItIs_andNullAndFalseCountAsNothing() {
        Op increment = new Op.Increment(DustPath.parse("a"), Value.of(2), Precondition.NONE);
        for (Value kept : List.of(Value.of("ten"), Value.of(true), Value.from(List.of(1)),
                Value.of(new java.math.BigDecimal("1.5")))) {
            var rows = new TestRows(List.of(new Row("a", kept, "set", 7, 99)));
            try (var view = new View(rows, PendingIndex.EMPTY.plus(1, increment.steps()))) {
                assertThat(view.row("a").value()).isEqualTo(kept);
                assertThat(view.row("a").type()).isEqualTo("set");
            }
        }
        for (Value nothing : List.of(Value.NULL, Value.of(false))) {
            var rows = new TestRows(List.of(new Row("a", nothing, "null", 7, 99)));
            try (var view = new View(rows, PendingIndex.EMPTY.plus(1, increment.steps()))) {
                assertThat(view.leaf("a")).isEqualTo(Value.of(2));
            }
        }
    }

    @Test
    void entryOfASubtree_hasTheHighestRevision_andTypeMap() {
        var rows = new TestRows(
                List.of(new Row("a/x", Value.of(1), "integer", 7, 98), new Row("a/y/z", Value.of(2), "integer", 9, 97)));
        try (var view = new View(rows, PendingIndex.EMPTY)) {
            assertThat(view.row("a")).isEqualTo(
                    new ViewRow("a", Value.from(Map.of("x", 1, "y", Map.of("z", 2))), "map", 9, 98, false));
            assertThat(view.row("b")).isNull();
        }
    }

    @Test
    void manyIncrementsOfOneCounter_comeAndGoWithoutReplayingTheOthers() {
        PendingIndex index = PendingIndex.EMPTY;
        var rows = new TestRows(List.of());
        Op increment = new Op.Increment(DustPath.parse("n"), Value.of(1), Precondition.NONE);
        for (int i = 1; i <= 50_000; i++) {
            index = index.plus(i, increment.steps());
        }
        assertThat(new View(rows, index).leaf("n")).isEqualTo(Value.of(50_000));
        for (int i = 1; i <= 49_999; i++) {
            index = index.minus(i, increment.steps());
        }
        assertThat(new View(rows, index).leaf("n")).isEqualTo(Value.of(1));
        assertThat(index.minus(50_000, increment.steps()).isEmpty()).isTrue();
    }

    /** Each event of a set carries all of it; so what a pending member costs is no more than that, watched or not. */
    @Test
    void manyMembersOfOneSet_comeAndGo_readAtEachStep_withoutReplayingTheOthers() {
        int members = 2_000;
        PendingIndex index = PendingIndex.EMPTY;
        for (int i = 1; i <= members; i++) {
            index = index.plus(i, add(i).steps());
        }
        var committed = new ArrayList<Value>();
        Value all = null;
        for (int i = 1; i <= members; i++) {
            var rows = committed.isEmpty()
                    ? new TestRows(List.of())
                    : new TestRows(List.of(new Row("t", new ListValue(committed.reversed()), "set", i, 5)));
            Value now = new View(rows, index).leaf("t");
            assertThat(all == null || now.equals(all)).as("step " + i).isTrue();
            all = now;
            committed.add(Value.of(i));
            index = index.minus(i, add(i).steps());
        }
        assertThat(((ListValue) all).items()).hasSize(members);
    }

    private static Op add(int member) {
        return new Op.Add(DustPath.parse("t"), Value.of(member), Precondition.NONE);
    }

    private static List<Row> rows(Random random) {
        var rows = new ArrayList<Row>();
        for (String key : KEYS) {
            if (random.nextInt(3) == 0) {
                Value value = leaf(random);
                rows.add(new Row(key, value, value.type(), 1 + random.nextInt(100), 5));
            }
        }
        return rows;
    }

    private static Op op(Random random) {
        DustPath path = DustPath.parse(KEYS.get(random.nextInt(KEYS.size())));
        return switch (random.nextInt(8)) {
            case 0, 1 -> new Op.Put(path, random.nextBoolean() ? leaf(random) : map(random, 2), Precondition.NONE);
            case 2 -> new Op.Delete(path, Precondition.NONE);
            case 3 -> new Op.Merge(path, (MapValue) map(random, 2), Precondition.NONE);
            case 4 -> new Op.Increment(path, random.nextBoolean() ? Value.of(random.nextInt(9) - 4) : Value.of(0.5),
                    Precondition.NONE);
            case 5 -> new Op.Add(path, member(random), Precondition.NONE);
            case 6 -> new Op.Remove(path, member(random), Precondition.NONE);
            default -> new Op.PutFile(path, FileRef.of("sha256:00", 1, null, null, null), "AA==");
        };
    }

    private static Value map(Random random, int depth) {
        var fields = new LinkedHashMap<String, Value>();
        for (String field : List.of("b", "b-", "c", "x", "d", "~")) {
            if (random.nextInt(3) == 0) {
                fields.put(field, depth > 0 && random.nextInt(3) == 0 ? map(random, depth - 1) : leaf(random));
            }
        }
        return MapValue.of(fields);
    }

    private static Value member(Random random) {
        Value leaf = leaf(random);
        return leaf.equals(Value.NULL) ? Value.of("member") : leaf;
    }

    private static Value leaf(Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> Value.of("text" + random.nextInt(3));
            case 1 -> Value.of(random.nextInt(5));
            case 2 -> Value.of(random.nextInt(5) / 2.0);
            case 3 -> Value.from(List.of(1, 1.0, "x"));
            case 4 -> Value.NULL;
            default -> Value.from(List.of(random.nextInt(3)));
        };
    }
}
