package dev.dust.engine;

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
import dev.dust.op.RowStep;
import dev.dust.value.Value;
import dev.dust.view.PendingIndex;
import dev.dust.view.View;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Rows and pending ops are two variables that readers see as one: whatever a turn does beside them, they find each op once, be
 * it pending or committed, and what they have seen they see again.
 */
@Tag("slow")
class StorageLinearizabilityTest {
    private static final int ITERATIONS = Integer.getInteger("dust.lincheck.iterations",
            Boolean.getBoolean("dust.test.thorough") ? 2 : 1);
    private static final String KEY = "n";
    /** Of increments: seen twice, or not at all, one shows. */
    private static final List<RowStep> ONE_MORE = List.of(new RowStep.Adjust(KEY, Value.of(1)));

    /** The rows of one key, as immutable as they have to be. */
    private record Counter(long appliedSeq, long value) implements CacheSnapshot {
        @Override
        public long count() {
            return 1;
        }

        @Override
        public Row get(String key) {
            return new Row(KEY, Value.of(value), "counter", appliedSeq, 0);
        }

        @Override
        public Map<String, Row> getAll(Collection<String> keys) {
            var rows = new HashMap<String, Row>();
            keys.forEach(key -> rows.put(key, get(key)));
            return rows;
        }

        @Override
        public RowCursor scan(Scan scan) {
            throw new UnsupportedOperationException("nothing here scans");
        }

        @Override
        public List<Long> settled() {
            return List.of();
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }

    /** A cache of one key; its outbox is not looked at. */
    private static final class CounterCache implements StoreCache {
        private volatile Counter now = new Counter(0, 0);

        @Override
        public CacheSnapshot snapshot() {
            return now;
        }

        @Override
        public CommitResult commit(Commit commit) {
            if (commit.touchesRows()) {
                long value = now.value;
                for (RowChange change : commit.changes()) {
                    value = Long.parseLong(((RowChange.Put) change).row().value().toString());
                }
                now = new Counter(commit.appliedSeq(), value);
                // As long as a commit may take to return, when it has long taken effect.
                Thread.yield();
            }
            return CommitResult.Done.INSTANCE;
        }

        @Override
        public List<OutboxEntry> outbox() {
            return List.of();
        }
    }

    /** The operations: turns, of which there is one at a time, and readers. */
    public static final class Operations {
        private final Storage storage = new Storage(new CounterCache(), 0, true, () -> {
        });
        private final ArrayDeque<Long> pending = new ArrayDeque<>();
        private PendingIndex index = PendingIndex.EMPTY;
        private long newest;
        private long seq;
        private long committed;

        /** There are two ops to be moved, and a row in memory, from the beginning. */
        public Operations() {
            storage.current(true);
            put();
            put();
            put();
            echo();
            storage.value(KEY);
        }

        /** An op is kept, and pending. */
        @Operation(nonParallelGroup = "turns")
        public void put() {
            long order = ++newest;
            pending.add(order);
            index = index.plus(order, ONE_MORE);
            var entry = new OutboxEntry("op_" + order, order, 0, 0, Value.of(order));
            storage.commit(List.of(Commit.ofOutbox(List.of(new OutboxChange.Add(entry)))), index, seq);
        }

        /** The oldest op is committed: it moves from the pending ones to the rows. */
        @Operation(nonParallelGroup = "turns")
        public void echo() {
            echoes(1);
        }

        /** The two oldest ops are committed, one after the other, which shows at once. */
        @Operation(nonParallelGroup = "turns")
        public void twoEchoes() {
            echoes(2);
        }

        private void echoes(int most) {
            var commits = new ArrayList<Commit>();
            while (commits.size() < most && !pending.isEmpty()) {
                long order = pending.remove();
                index = index.minus(order, ONE_MORE);
                committed++;
                var row = new Row(KEY, Value.of(committed), "counter", seq + 1, 0);
                commits.add(new Commit(seq, seq + 1, null, List.of(new RowChange.Put(row)),
                        List.of(new OutboxChange.Remove("op_" + order))));
                seq++;
            }
            storage.commit(commits, index, seq);
        }

        /** The oldest op is refused: it goes. */
        @Operation(nonParallelGroup = "turns")
        public void refused() {
            if (!pending.isEmpty()) {
                long order = pending.remove();
                index = index.minus(order, ONE_MORE);
                storage.commit(List.of(Commit.ofOutbox(List.of(new OutboxChange.Remove("op_" + order)))), index, seq);
            }
        }

        @Operation
        public String value() {
            return storage.value(KEY).toString();
        }

        /** Both of what a view says must be of one moment. */
        @Operation
        public String view() {
            try (View view = storage.view()) {
                return view.base().appliedSeq() + ":" + view.value(KEY);
            }
        }
    }

    /** The same, as one variable. */
    public static final class Sequential {
        private long pending = 2;
        private long committed = 1;
        private long seq = 1;

        public void put() {
            pending++;
        }

        public void echo() {
            if (pending > 0) {
                pending--;
                committed++;
                seq++;
            }
        }

        public void twoEchoes() {
            echo();
            echo();
        }

        public void refused() {
            pending = Math.max(0, pending - 1);
        }

        public String value() {
            return String.valueOf(committed + pending);
        }

        public String view() {
            return seq + ":" + value();
        }
    }

    @Test
    void readersBesideTurns_seeOneVariable_underStress() {
        new StressOptions().sequentialSpecification(Sequential.class).threads(3).actorsPerThread(3).actorsBefore(0)
                .actorsAfter(1).iterations(ITERATIONS).invocationsPerIteration(1_000).check(Operations.class);
    }

    @Test
    void readersBesideTurns_seeOneVariable_inEveryInterleavingTried() {
        new ModelCheckingOptions().sequentialSpecification(Sequential.class).threads(2).actorsPerThread(2).actorsBefore(0)
                .actorsAfter(1).iterations(ITERATIONS).invocationsPerIteration(200).check(Operations.class);
    }
}
