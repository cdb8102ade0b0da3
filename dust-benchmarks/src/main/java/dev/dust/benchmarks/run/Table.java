package dev.dust.benchmarks.run;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The results as a table. */
final class Table {
    private static final List<String> HEAD = List.of("work", "ours", "yardstick", "ratio", "by rounds", "target", "");

    private final List<List<String>> lines;

    Table(List<RowResult> results) {
        lines = results.stream().map(Table::line).toList();
    }

    private static List<String> line(RowResult result) {
        Row row = result.row();
        return List.of(row.work(), row.unit().show(result.ours()), row.unit().show(result.other()),
                ratio(result.ratio()) + "x", result.rounds().stream().map(Table::ratio).collect(Collectors.joining(" ")),
                row.target().toString(), result.isOk() ? "ok" : "SHORT");
    }

    private static String ratio(double ratio) {
        return String.format(Locale.ROOT, "%.2f", ratio);
    }

    /** For a terminal. */
    String text() {
        return padded(HEAD) + body();
    }

    /** The same without the head. */
    String body() {
        return lines.stream().map(this::padded).collect(Collectors.joining());
    }

    private String padded(List<String> line) {
        int[] widths = IntStream.range(0, HEAD.size()).map(column -> Math.max(HEAD.get(column).length(),
                lines.stream().mapToInt(other -> other.get(column).length()).max().orElse(0))).toArray();
        return IntStream.range(0, line.size()).mapToObj(i -> (i == 0 || i == line.size() - 1 ? "%-" : "%") + widths[i] + "s")
                .collect(Collectors.joining("  ")).formatted(line.toArray()).stripTrailing() + "\n";
    }

    /** For a document. */
    String markdown() {
        return markdown(HEAD) + "| --- | ---: | ---: | ---: | ---: | ---: | --- |\n"
                + lines.stream().map(Table::markdown).collect(Collectors.joining());
    }

    private static String markdown(List<String> cells) {
        return cells.stream().map(cell -> cell.replace("*", "\\*")).collect(Collectors.joining(" | ", "| ", " |\n"));
    }
}
