package dev.dust.benchmarks.comparison;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** The results as tables for a document. Our contender is the first. */
final class Report {
    private final List<String> contenders;
    private final List<RowFigures> rows;

    Report(List<String> contenders, List<RowFigures> rows) {
        this.contenders = contenders;
        this.rows = rows;
    }

    /**
     * The figures, with ratios of ours to theirs: above 1 ours is ahead, whatever the unit. A rate with a tilde was not stable.
     */
    String figures() {
        return table("work", rows, this::figure);
    }

    /** What client and server took of processors for each op, in microseconds. */
    String processors() {
        List<RowFigures> counted = rows.stream()
                .filter(row -> contenders.stream().anyMatch(name -> row.median(name, Figure::client).isPresent())).toList();
        return table("CPU for each, client + server, us", counted, Report::processors);
    }

    /** What has to be said of some figures, and why others are not there; a line for each. */
    String notes() {
        var lines = new ArrayList<String>();
        for (RowFigures row : rows) {
            for (String name : contenders) {
                String note = row.note(name);
                if (note != null) {
                    lines.add("- " + row.row().work() + ", " + name + ": " + note + "\n");
                }
                String why = row.missing().get(name);
                if (why != null) {
                    lines.add("- " + row.row().work() + ", not measured for " + name + ": " + why + "\n");
                }
            }
        }
        return String.join("", lines);
    }

    private interface Cell {
        String of(RowFigures row, String contender);
    }

    private String table(String title, List<RowFigures> of, Cell cell) {
        var table = new StringBuilder(line(title, contenders));
        table.append("| --- |").append(" ---: |".repeat(contenders.size())).append('\n');
        for (RowFigures row : of) {
            table.append(line(row.row().work(), contenders.stream().map(name -> cell.of(row, name)).toList()));
        }
        return table.toString();
    }

    private static String line(String first, List<String> others) {
        return "| " + first + " | " + String.join(" | ", others) + " |\n";
    }

    private String figure(RowFigures row, String contender) {
        OptionalDouble value = row.median(contender, Figure::value);
        if (value.isEmpty()) {
            return "";
        }
        String ours = contenders.getFirst();
        String shown = (row.isStable(contender) ? "" : "~") + Measure.show(value.getAsDouble()) + " "
                + row.row().measure().unit();
        if (contender.equals(ours) || !row.has(ours)) {
            return shown;
        }
        return shown + " (**" + String.format(Locale.ROOT, "%.2f", Medians.of(row.ratios(ours, contender))) + "x**)";
    }

    private static String processors(RowFigures row, String contender) {
        OptionalDouble client = row.median(contender, Figure::client);
        OptionalDouble server = row.median(contender, Figure::server);
        return client.isEmpty() || server.isEmpty()
                ? ""
                : Measure.show(client.getAsDouble()) + " + " + Measure.show(server.getAsDouble());
    }

    /** The smallest and the largest ratio that a round gave, for each row and contender, for a terminal. */
    String spread() {
        String ours = contenders.getFirst();
        return rows.stream().filter(row -> row.has(ours)).map(row -> row.row().work() + ": " + contenders.stream().skip(1)
                .filter(row::has).map(name -> name + " " + row.ratios(ours, name).stream()
                        .map(ratio -> String.format(Locale.ROOT, "%.2f", ratio)).collect(Collectors.joining(" ")))
                .collect(Collectors.joining("; ")) + "\n").collect(Collectors.joining());
    }
}
