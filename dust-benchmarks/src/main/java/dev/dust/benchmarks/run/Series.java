package dev.dust.benchmarks.run;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The figures of a group's sides. */
final class Series {
    private final Map<Side, List<Double>> figures = new HashMap<>();

    void add(Side side, List<Double> more) {
        figures.computeIfAbsent(side, one -> new ArrayList<>()).addAll(more);
    }

    Outcome outcome(Row row) {
        return new Outcome(row, median(row.ours()), median(row.other()));
    }

    private double median(Side side) {
        double[] sorted = figures.get(side).stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
