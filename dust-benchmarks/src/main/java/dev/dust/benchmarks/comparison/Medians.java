package dev.dust.benchmarks.comparison;

import java.util.List;

/** The middle of figures. */
final class Medians {
    private Medians() {
    }

    /** Of one at least; of an even number the mean of both. */
    static double of(List<Double> figures) {
        List<Double> sorted = figures.stream().sorted().toList();
        int half = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(half) : (sorted.get(half - 1) + sorted.get(half)) / 2;
    }
}
