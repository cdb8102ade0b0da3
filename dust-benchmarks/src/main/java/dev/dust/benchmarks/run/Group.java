package dev.dust.benchmarks.run;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;

/**
 * Rows that are measured together, turn and turn about, so that they find the machine in the same mood. They may share sides.
 *
 * @param rows the rows
 */
record Group(List<Row> rows) {

    Group(Row... rows) {
        this(List.of(rows));
    }

    /** Each side once, ours and yardsticks by turns. */
    SequencedSet<Side> sides() {
        var sides = new LinkedHashSet<Side>();
        for (Row row : rows) {
            sides.add(row.ours());
            sides.add(row.other());
        }
        return sides;
    }

    /**
     * Measures every side so often as {@code rounds} says, whatever comes of it.
     *
     * @param measurement measures a side once
     */
    List<RowResult> results(int rounds, Measurement measurement) throws Exception {
        var series = new Series();
        for (int round = 0; round < rounds; round++) {
            for (Side side : sides()) {
                series.add(side, measurement.measure(side));
            }
        }
        return rows.stream().map(series::result).toList();
    }

    /** A way to measure. */
    interface Measurement {
        /** The figures of one round. */
        List<Double> measure(Side side) throws Exception;
    }
}
