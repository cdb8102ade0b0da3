package dev.dust.benchmarks.comparison;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.SequencedMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What a row gave: the figures of each contender, by rounds, or why there are none. */
final class RowFigures {
    private final Row row;
    private final SequencedMap<String, List<Figure>> figures = new LinkedHashMap<>();
    private final Map<String, String> missing = new LinkedHashMap<>();

    RowFigures(Row row) {
        this.row = row;
    }

    Row row() {
        return row;
    }

    /** All rounds of a contender. */
    void add(String contender, List<Figure> rounds) {
        figures.put(contender, List.copyOf(rounds));
    }

    /** A contender has none. */
    void add(String contender, String why) {
        missing.put(contender, why);
    }

    /** Why contenders have none, by their names. */
    Map<String, String> missing() {
        return missing;
    }

    boolean has(String contender) {
        return figures.containsKey(contender);
    }

    /** The median of something over a contender's rounds; empty if there are none, or where it means nothing. */
    OptionalDouble median(String contender, ToDoubleFunction<Figure> what) {
        List<Figure> rounds = figures.get(contender);
        if (rounds == null || rounds.stream().mapToDouble(what).anyMatch(Double::isNaN)) {
            return OptionalDouble.empty();
        }
        return OptionalDouble.of(Medians.of(rounds.stream().map(what::applyAsDouble).toList()));
    }

    /** How often as good one is as another, of each round by itself. */
    List<Double> ratios(String ours, String other) {
        List<Figure> our = Objects.requireNonNull(figures.get(ours), ours);
        List<Figure> their = Objects.requireNonNull(figures.get(other), other);
        return IntStream.range(0, Math.min(our.size(), their.size()))
                .mapToObj(round -> row.measure().ratio(our.get(round).value(), their.get(round).value())).toList();
    }

    /** Whether a contender's rate was stable after the warm-up, or is not a rate. */
    boolean isStable(String contender) {
        return figures.getOrDefault(contender, List.of()).stream().allMatch(Figure::isStable);
    }

    /** What has to be said of a contender's figures; null for nothing. */
    @Nullable
    String note(String contender) {
        String notes = figures.getOrDefault(contender, List.of()).stream().filter(Figure::isStable).map(Figure::note)
                .filter(Objects::nonNull).distinct()
                .collect(Collectors.joining(", "));
        return notes.isEmpty() ? null : notes;
    }
}
