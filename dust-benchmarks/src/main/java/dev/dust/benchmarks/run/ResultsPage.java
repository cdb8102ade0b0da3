package dev.dust.benchmarks.run;

import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Collectors;

/** The part of the document that a run writes. What people wrote around it stays. */
final class ResultsPage {
    private static final WrittenPart PART = new WrittenPart("dust-benchmarks/run");

    private final Scale scale;
    private final List<RowResult> results;
    private final List<String> surroundings;

    ResultsPage(Scale scale, List<RowResult> results, List<String> surroundings) {
        this.scale = scale;
        this.results = results;
        this.surroundings = surroundings;
    }

    /**
     * Puts it in place of what the last run wrote, or at the end.
     *
     * @param document made if it is missing
     */
    void writeTo(Path document) throws IOException {
        PART.writeTo(document, body());
    }

    private String body() {
        return """
                %s, %s. To repeat it: `%s`

                %s
                %s
                Each side of each row is measured %s, in a JVM of its own, ours and the yardstick by turns. The figures are the
                medians of all rounds; the ratio of each round by itself stands beside.

                What each is measured by, why the target is what it is, and what the figures leave out:

                %s""".formatted(scale == Scale.FULL ? "A full run" : "A quick run", LocalDate.now(ZoneOffset.UTC),
                "./dust-benchmarks/run" + (scale == Scale.FULL ? "" : " --quick"),
                surroundings.stream().map(line -> "- " + line + "\n").collect(Collectors.joining()),
                new Table(results).markdown(),
                scale.rounds == 1 ? "once" : scale.rounds + " times",
                results.stream().map(ResultsPage::reason).collect(Collectors.joining()));
    }

    private static String reason(RowResult result) {
        Row row = result.row();
        return "- **%s**, by %s: %s. %s Left out: %s%n"
                .formatted(row.work(), row.yardstick(), row.target(), row.why(), row.leavesOut()).replace("*/name", "\\*/name");
    }
}
