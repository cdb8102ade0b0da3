package dev.dust.benchmarks.run;

import java.util.List;

/**
 * What came of a row.
 *
 * @param row    the row
 * @param ours   the median of ours, of all rounds
 * @param other  the median of the yardstick, of all rounds
 * @param rounds the ratio of each round by itself
 */
record RowResult(Row row, double ours, double other, List<Double> rounds) {

    double ratio() {
        return ours / other;
    }

    boolean isOk() {
        return row.target().isMetBy(ratio());
    }
}
