package dev.dust.engine;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.dust.adapter.memory.MemoryCache;
import dev.dust.cache.Commit;
import dev.dust.cache.OutboxChange;
import dev.dust.cache.OutboxEntry;
import dev.dust.cache.Row;
import dev.dust.cache.RowChange;
import dev.dust.op.RowStep;
import dev.dust.value.IntValue;
import dev.dust.value.Value;
import dev.dust.view.PendingIndex;
import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** {@link PendingVersion} and {@link Storage}: rows and pending ops, which readers see as one. */
public final class PendingVersionStress {
    private static final String KEY = "n";
    private static final List<RowStep> ONE_MORE = List.of(new RowStep.Adjust(KEY, Value.of(1)));
    private static final PendingIndex ONE_PENDING = PendingIndex.EMPTY.plus(1, ONE_MORE);

    private PendingVersionStress() {
    }

    /** A counter at 0. */
    abstract static class Counter {
        final Storage storage = new Storage(new MemoryCache().open("store", "dev_test"), 0, false, () -> {
        });

        Counter() {
            echo(0, PendingIndex.EMPTY, List.of());
        }

        final void put() {
            var entry = new OutboxEntry("op", 1, 0, 0, Value.of(1));
            storage.commit(List.of(Commit.ofOutbox(List.of(new OutboxChange.Add(entry)))), ONE_PENDING, 1);
        }

        final void echo(int committed, PendingIndex index, List<OutboxChange> outbox) {
            var row = new Row(KEY, Value.of(committed), "counter", 1, 0);
            storage.commit(List.of(new Commit(committed, committed + 1, null, List.of(new RowChange.Put(row)), outbox)), index,
                    committed + 1);
        }

        final int value() {
            return (int) ((IntValue) storage.value(KEY)).longValue();
        }
    }

    /** An op that moves from the pending ones to the rows is seen once, whenever one looks. */
    @JCStressTest
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "once")
    @Outcome(expect = FORBIDDEN, desc = "twice, or not at all")
    @State
    public static class ReadsBesideAnEcho extends Counter {
        /** Begins with a pending op. */
        public ReadsBesideAnEcho() {
            put();
        }

        /** It is committed. */
        @Actor
        public void turn() {
            echo(1, PendingIndex.EMPTY, List.of(new OutboxChange.Remove("op")));
        }

        /** Looks twice. */
        @Actor
        public void read(II_Result r) {
            r.r1 = value();
            r.r2 = value();
        }
    }

    /** What was seen is seen again. */
    @JCStressTest
    @Outcome(id = {"0, 0", "0, 1", "1, 1"}, expect = ACCEPTABLE, desc = "forwards")
    @Outcome(expect = FORBIDDEN, desc = "back, or something that never was")
    @State
    public static class ReadsBesideAPutAndItsEcho extends Counter {
        /** An op comes, and is committed. */
        @Actor
        public void turns() {
            put();
            echo(1, PendingIndex.EMPTY, List.of(new OutboxChange.Remove("op")));
        }

        /** Looks twice. */
        @Actor
        public void read(II_Result r) {
            r.r1 = value();
            r.r2 = value();
        }
    }
}
