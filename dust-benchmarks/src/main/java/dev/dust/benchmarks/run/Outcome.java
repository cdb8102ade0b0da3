package dev.dust.benchmarks.run;

/**
 * What came of a row.
 *
 * @param row  the row
 * @param ours the median of ours
 * @param other the median of the yardstick
 */
record Outcome(Row row, double ours, double other) {

    double ratio() {
        return ours / other;
    }

    boolean isOk() {
        return row.target().isMetBy(ratio());
    }
}
