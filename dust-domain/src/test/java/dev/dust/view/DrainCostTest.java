package dev.dust.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.cache.Row;
import dev.dust.op.Op;
import dev.dust.op.Precondition;
import dev.dust.op.RowStep;
import dev.dust.path.Allocation;
import dev.dust.path.DustPath;
import dev.dust.sync.TestRows;
import dev.dust.value.ListValue;
import dev.dust.value.Types;
import dev.dust.value.Value;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What it costs to settle many pending adds of one set, one after the other. Memory is measured and not time, since it is the
 * same on a busy machine.
 */
class DrainCostTest {
    private static final String SET = "t";
    private static final int FEW = 500;
    private static final int FACTOR = 4;

    private static List<RowStep> add(int member) {
        return new Op.Add(DustPath.parse(SET), Value.of(member), Precondition.NONE).steps();
    }

    private static ListValue members(int count) {
        var members = new ArrayList<Value>(count);
        for (int member = count; member > 0; member--) {
            members.add(Value.of(member));
        }
        return new ListValue(members);
    }

    /** What is allocated while {@code ops} adds are settled in order, and whoever watches looks at the set after each. */
    private static long cost(int ops, boolean watched) {
        var index = PendingIndex.EMPTY;
        for (int op = 1; op <= ops; op++) {
            index = index.plus(op, add(op));
        }
        long bytes = 0;
        Value all = members(ops);
        for (int op = 1; op <= ops; op++) {
            var rows = new TestRows(List.of(new Row(SET, members(op), Types.SET, op, 0)));
            List<RowStep> steps = add(op);
            long before = Allocation.allocatedBytes();
            index = index.minus(op, steps);
            if (watched) {
                try (var view = new View(rows, index)) {
                    assertThat(view.leaf(SET).equals(all)).isTrue();
                }
            }
            bytes += Allocation.allocatedBytes() - before;
        }
        return bytes;
    }

    @Test
    void unwatched_itGrowsAsTheNumberOfOps() {
        cost(FEW, false);
        assertThat(cost(FACTOR * FEW, false)).isLessThan(2 * FACTOR * cost(FEW, false));
    }

    /** Each look at a set costs as much as the set is long, and no more. */
    @Test
    @Tag("slow")
    void watched_itGrowsAsTheLengthsOfWhatIsLookedAt() {
        cost(FEW, true);
        assertThat(cost(FACTOR * FEW, true)).isLessThan(2 * FACTOR * FACTOR * cost(FEW, true));
    }
}
