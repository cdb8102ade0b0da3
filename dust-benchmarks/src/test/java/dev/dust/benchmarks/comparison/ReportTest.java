package dev.dust.benchmarks.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What the tables say. */
class ReportTest {
    private static final Row RATE = new AckedPuts("puts", 1, 1);
    private static final Row TIME = new ChangeLatency();

    @Test
    void ratio_isAboveOneWhereOursIsAhead_whateverTheUnit() {
        assertThat(report(RATE, List.of(figure(200)), List.of(figure(100))).figures())
                .contains("| 200 /s | 100 /s (**2.00x**) |");
        assertThat(report(TIME, List.of(figure(200)), List.of(figure(100))).figures())
                .contains("| 200 us | 100 us (**0.50x**) |");
    }

    @Test
    void ratio_isTheMedianOfTheRounds_andNotThatOfTheMedians() {
        Report report = report(RATE, List.of(figure(100), figure(400), figure(300)),
                List.of(figure(100), figure(200), figure(600)));

        assertThat(report.figures()).contains("| 300 /s | 200 /s (**1.00x**) |");
        assertThat(report.spread()).contains("Theirs 1.00 2.00 0.50");
    }

    @Test
    void whatIsMissingOrLost_isSaid() {
        var row = new RowFigures(RATE);
        row.add("Ours", List.of(new Figure(100, 1, 2, "lost 3 of 4")));
        row.add("Theirs", "no puts");
        var report = new Report(List.of("Ours", "Theirs"), List.of(row));

        assertThat(report.figures()).contains("| puts | 100 /s |  |");
        assertThat(report.notes()).contains("puts, Ours: lost 3 of 4", "puts, not measured for Theirs: no puts");
        assertThat(report.processors()).contains("| puts | 1.0 + 2.0 |  |");
    }

    @Test
    void rateThatWasNotStable_hasATilde_andNoNote() {
        Report report = report(RATE, List.of(figure(100), figure(300).unstable()), List.of(figure(200)));

        assertThat(report.figures()).contains("| ~200 /s | 200 /s");
        assertThat(report.notes()).isEmpty();
    }

    @Test
    void processors_leavesOutRowsWithoutThem() {
        assertThat(report(TIME, List.of(new Figure(1, Double.NaN, Double.NaN, null)), List.of()).processors())
                .doesNotContain("latency");
    }

    @Test
    void figure_survivesBeingALine() {
        assertThat(Figure.parse(figure(1.5).line())).isEqualTo(figure(1.5));
        assertThat(Figure.parse(new Figure(1, Double.NaN, 2, "lost 3 of 4").line()))
                .isEqualTo(new Figure(1, Double.NaN, 2, "lost 3 of 4"));
    }

    @Test
    void variation_isTheDeviationByTheMean() {
        assertThat(Rate.variation(List.of(1.0, 3.0))).isCloseTo(0.5, within(1e-9));
        assertThat(Rate.variation(List.of(7.0, 7.0, 7.0))).isZero();
    }

    private static Report report(Row row, List<Figure> ours, List<Figure> theirs) {
        var figures = new RowFigures(row);
        figures.add("Ours", ours);
        if (!theirs.isEmpty()) {
            figures.add("Theirs", theirs);
        }
        return new Report(List.of("Ours", "Theirs"), List.of(figures));
    }

    private static Figure figure(double value) {
        return new Figure(value, 10, 20, null);
    }
}
