package dev.dust.engine;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.dust.cache.Commit;
import dev.dust.cache.Row;
import dev.dust.cache.RowChange;
import dev.dust.cache.StoreCache;
import dev.dust.value.IntValue;
import dev.dust.value.Value;
import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** {@link HotRows}: rows in memory, which a turn changes while others read. */
public final class HotRowsStress {
    private static final String KEY = "n";
    private static final List<Commit> ONE_THEN_TWO = List.of(commit(0, 1), commit(1, 2));

    private HotRowsStress() {
    }

    private static Row row(int value) {
        return new Row(KEY, Value.of(value), "counter", 1, 0);
    }

    private static Commit commit(long from, int value) {
        return new Commit(from, from + 1, null, List.of(new RowChange.Put(row(value))), List.of());
    }

    /** Commits of one turn show together: nobody sees the first of them alone. */
    @JCStressTest
    @Outcome(id = "0", expect = ACCEPTABLE, desc = "before both")
    @Outcome(id = "2", expect = ACCEPTABLE, desc = "after both")
    @Outcome(id = "-1", expect = ACCEPTABLE, desc = "the cache is asked")
    @Outcome(expect = FORBIDDEN, desc = "between them")
    @State
    public static class ReadBesideATurn {
        private final HotRows rows = new HotRows(0);

        /** With the row at 0. */
        public ReadBesideATurn() {
            rows.found(KEY, new StoreCache.Found(0, row(0), false));
        }

        /** Takes a turn. */
        @Actor
        public void turn() {
            rows.follow(ONE_THEN_TWO, 2);
        }

        /** Reads. */
        @Actor
        public void read(I_Result r) {
            HotRows.Hot found = rows.get(KEY);
            r.r1 = found == null ? -1 : (int) ((IntValue) found.value()).longValue();
        }
    }
}
