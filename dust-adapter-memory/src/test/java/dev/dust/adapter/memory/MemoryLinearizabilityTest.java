package dev.dust.adapter.memory;

import dev.dust.cache.CacheSnapshot;
import dev.dust.cache.Commit;
import dev.dust.cache.CommitResult;
import dev.dust.cache.OutboxChange;
import dev.dust.cache.OutboxEntry;
import dev.dust.cache.Row;
import dev.dust.cache.RowChange;
import dev.dust.cache.RowCursor;
import dev.dust.cache.Scan;
import dev.dust.cache.StoreCache;
import dev.dust.keymap.KeyMap;
import dev.dust.value.Value;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The cache in memory, shared by devices, is a sequential object: a commit takes effect at one moment, for all who read. */
@Tag("slow")
class MemoryLinearizabilityTest {
    private static final int ITERATIONS = Integer.getInteger("dust.lincheck.iterations",
            Boolean.getBoolean("dust.test.thorough") ? 2 : 1);

    /** Two devices that commit, each one thing at a time: of two that build on the same rows one is too late. */
    @Param(name = "expected", gen = IntGen.class, conf = "0:1")
    @Param(name = "value", gen = IntGen.class, conf = "1:9")
    public static class Writers {
        final MemoryCache cache = new MemoryCache();
        final StoreCache first = cache.open("store", "dev_1");
        final StoreCache second = cache.open("store", "dev_2");

        @Operation(nonParallelGroup = "first device")
        public String commitOfFirst(@Param(name = "expected") int expected, @Param(name = "value") int value) {
            return commit(first, expected, value);
        }

        @Operation(nonParallelGroup = "second device")
        public String commitOfSecond(@Param(name = "expected") int expected, @Param(name = "value") int value) {
            return commit(second, expected, value);
        }

        private static String commit(StoreCache store, int expected, int value) {
            List<RowChange> changes = List.of(put("a", value), put("b", value));
            var entry = new OutboxEntry("op_" + value, value, 0, 0, Value.of(value));
            CommitResult result = store
                    .commit(new Commit(expected, expected + 1, null, changes, List.of(new OutboxChange.Add(entry))));
            return result instanceof CommitResult.Stale(long seq) ? "stale " + seq : "done";
        }

        private static RowChange put(String key, int value) {
            return new RowChange.Put(new Row(key, Value.of(value), "int", 0, 0));
        }
    }

    /** The same, and readers beside them. Each commit writes the rows {@code a} and {@code b}. */
    public static final class WritersAndReaders extends Writers {
        @Operation
        public String find() {
            StoreCache.Found found = second.find("a");
            return found.appliedSeq() + ":" + (found.row() == null ? null : found.row().value());
        }

        @Operation
        public String snapshot() {
            try (CacheSnapshot snapshot = first.snapshot()) {
                Row last = snapshot.get("b");
                return snapshot.appliedSeq() + ":" + snapshot.count() + ":" + (last == null ? null : last.value());
            }
        }

        @Operation
        public String scan() {
            var text = new StringBuilder();
            try (CacheSnapshot snapshot = first.snapshot(); RowCursor rows = snapshot.scan(Scan.ALL)) {
                for (Row row = rows.next(); row != null; row = rows.next()) {
                    text.append(row.key()).append(row.value());
                }
            }
            return text.toString();
        }

        @Operation
        public String outboxOfFirst() {
            return first.outbox().stream().map(OutboxEntry::opId).sorted().collect(Collectors.joining(","));
        }
    }

    /** The same, done by one thread. */
    public static final class Sequential {
        private final SortedMap<String, Integer> rows = new TreeMap<>();
        private final SortedMap<String, Integer> outboxOfFirst = new TreeMap<>();
        private long seq;

        public String commitOfFirst(int expected, int value) {
            String result = commitOfSecond(expected, value);
            if (result.equals("done")) {
                outboxOfFirst.put("op_" + value, value);
            }
            return result;
        }

        public String commitOfSecond(int expected, int value) {
            if (seq != expected) {
                return "stale " + seq;
            }
            seq++;
            rows.put("a", value);
            rows.put("b", value);
            return "done";
        }

        public String find() {
            return seq + ":" + rows.get("a");
        }

        public String snapshot() {
            return seq + ":" + rows.size() + ":" + rows.get("b");
        }

        public String scan() {
            var text = new StringBuilder();
            rows.forEach((key, value) -> text.append(key).append(value));
            return text.toString();
        }

        public String outboxOfFirst() {
            return String.join(",", outboxOfFirst.keySet());
        }
    }

    @ParameterizedTest
    @ValueSource(classes = {Writers.class, WritersAndReaders.class})
    void answersAreThoseOfOneThread_underStress(Class<?> operations) {
        new StressOptions().sequentialSpecification(Sequential.class).threads(3).actorsPerThread(3).actorsBefore(0)
                .actorsAfter(1)
                .iterations(ITERATIONS).invocationsPerIteration(1_000).check(operations);
    }

    @ParameterizedTest
    @ValueSource(classes = {Writers.class, WritersAndReaders.class})
    void answersAreThoseOfOneThread_inEveryInterleavingTried(Class<?> operations) {
        new ModelCheckingOptions().sequentialSpecification(Sequential.class).threads(2).actorsPerThread(2).actorsBefore(0)
                .actorsAfter(1).iterations(ITERATIONS).invocationsPerIteration(200)
                // It is immutable: there is nothing in it that a thread could come between.
                .addGuarantee(ManagedStrategyGuaranteeKt.forClasses(KeyMap.class.getName()).allMethods().treatAsAtomic())
                .check(operations);
    }
}
