package dev.dust.benchmarks.run;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/** The figures of a group's sides, round by round. */
final class Series {
    private final Map<Side, List<List<Double>>> rounds = new HashMap<>();

    /** Adds the figures of the next round of {@code side}. */
    void add(Side side, List<Double> figures) {
        rounds.computeIfAbsent(side, one -> new ArrayList<>()).add(figures);
    }

    /** What came of a row, both of whose sides have had as many rounds. */
    RowResult result(Row row) {
        List<List<Double>> ours = Objects.requireNonNull(rounds.get(row.ours()), "ours");
        List<List<Double>> other = Objects.requireNonNull(rounds.get(row.other()), "other");
        return new RowResult(row, medianOfAll(ours), medianOfAll(other),
                IntStream.range(0, ours.size()).mapToObj(i -> median(ours.get(i)) / median(other.get(i))).toList());
    }

    private static double medianOfAll(List<List<Double>> rounds) {
        return median(rounds.stream().flatMap(Collection::stream).toList());
    }

    private static double median(List<Double> figures) {
        double[] sorted = figures.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
