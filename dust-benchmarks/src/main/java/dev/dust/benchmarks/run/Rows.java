package dev.dust.benchmarks.run;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** All rows: those of docs/performance.md and their company. */
final class Rows {
    private Rows() {
    }

    static List<Group> at(Scale scale) {
        return Stream.of(new MemoryComparisons(scale).groups(), new OtherComparisons(scale).groups(),
                new ServerComparisons(scale).groups()).flatMap(List::stream).toList();
    }

    /** Those whose work has {@code part} in its description. */
    static List<Group> at(Scale scale, String part) {
        return at(scale).stream()
                .map(group -> new Group(group.rows().stream().filter(row -> names(row, part)).toList()))
                .filter(group -> !group.rows().isEmpty()).toList();
    }

    private static boolean names(Row row, String part) {
        return row.work().toLowerCase(Locale.ROOT).contains(part.toLowerCase(Locale.ROOT));
    }
}
