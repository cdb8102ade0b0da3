package dev.dust.benchmarks.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableTest {
    private static final RowResult OK = result(Unit.RATE, Target.atLeast(0.5), 1_200_000, 2_000_000);
    private static final RowResult SHORT = result(Unit.RATE, Target.atLeast(0.5), 99, 200);
    private static final RowResult LARGE = result(Unit.BYTES, Target.atMost(1.5), 151, 100);

    private static RowResult result(Unit unit, Target target, double ours, double other) {
        Side side = Side.jmh(TableTest.class, "none");
        return new RowResult(new Row("work", side, "something else", side, unit, target, "Because.", "the rest."), ours, other,
                List.of(ours / other, 2 * ours / other));
    }

    @Test
    void rows_sayFiguresRatioTargetAndVerdict() {
        assertThat(new Table(List.of(OK, SHORT, LARGE)).text()).isEqualToIgnoringWhitespace("""
                work ours yardstick ratio by rounds target
                work 1.20 M/s 2.00 M/s 0.60x 0.60 1.20 at least 0.5x ok
                work 99 /s 200 /s 0.50x 0.50 0.99 at least 0.5x SHORT
                work 151 B 100 B 1.51x 1.51 3.02 at most 1.5x SHORT
                """);
    }

    @Test
    void targets_includeTheirBound() {
        assertThat(Target.atLeast(0.5).isMetBy(0.5)).isTrue();
        assertThat(Target.atMost(1.5).isMetBy(1.5)).isTrue();
    }

    @Test
    void report_replacesWhatTheLastOneWrote_andNothingElse(@TempDir Path directory) throws Exception {
        Path document = directory.resolve("performance.md");
        Files.writeString(document, "Before.\n\n");
        new ResultsPage(Scale.QUICK, List.of(SHORT), List.of("a machine")).writeTo(document);
        Files.writeString(document, Files.readString(document) + "After.\n");

        new ResultsPage(Scale.FULL, List.of(OK), List.of("another machine")).writeTo(document);

        assertThat(Files.readString(document)).startsWith("Before.\n\n").endsWith("After.\n")
                .contains("| work | 1.20 M/s | 2.00 M/s | 0.60x | 0.60 1.20 | at least 0.5x | ok |")
                .contains("- another machine").contains("Because. Left out: the rest.").doesNotContain("SHORT")
                .doesNotContain("- a machine")
                .doesNotContain("--quick");
    }

    @Test
    void median_isThatOfAllFigures_andRatiosAreThoseOfEachRound() {
        var series = new Series();
        Row row = OK.row();
        Side other = Side.jmh(TableTest.class, "other");
        series.add(row.ours(), List.of(1.0, 100.0, 1.0));
        series.add(row.ours(), List.of(3.0));
        series.add(other, List.of(2.0));
        series.add(other, List.of(1.0));
        RowResult result = series.result(new Row("work", row.ours(), "", other, Unit.RATE, Target.atLeast(1), "", ""));

        assertThat(result.ours()).isEqualTo(2);
        assertThat(result.other()).isEqualTo(1.5);
        assertThat(result.rounds()).containsExactly(0.5, 3.0);
    }

    @Test
    void everySide_isMeasuredAsOften_whetherItsRowIsShortOrNot() throws Exception {
        Side ours = Side.jmh(TableTest.class, "ours");
        Side yardstick = Side.jmh(TableTest.class, "yardstick");
        var met = new Row("met", ours, "", yardstick, Unit.RATE, Target.atLeast(0.5), "", "");
        var missed = new Row("missed", yardstick, "", ours, Unit.RATE, Target.atLeast(2), "", "");
        var measured = new ArrayList<Side>();

        List<RowResult> results = new Group(met, missed).results(3, side -> {
            measured.add(side);
            return List.of(1.0);
        });

        assertThat(results).extracting(RowResult::isOk).containsExactly(true, false);
        assertThat(measured).containsExactly(ours, yardstick, ours, yardstick, ours, yardstick);
    }
}
