package dev.dust.benchmarks.run;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;

/**
 * Rows that are measured together, turn and turn about, so that they find the machine in the same mood. They may share sides.
 *
 * @param rows   the rows
 * @param rounds how often each side is measured; the median counts
 * @param exact  whether noise cannot touch them, so that to measure them again would tell nothing
 */
record Group(List<Row> rows, int rounds, boolean exact) {

    /** Each side once, ours and yardsticks by turns. */
    SequencedSet<Side> sides() {
        var sides = new LinkedHashSet<Side>();
        for (Row row : rows) {
            sides.add(row.ours());
            sides.add(row.other());
        }
        return sides;
    }
}
