package dev.dust.benchmarks.comparison;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is to be compared.
 *
 * @param pace       how much is measured
 * @param rows       parts of the names of rows; empty for all
 * @param only       parts of the names of contenders besides ours; empty for all
 * @param recordings where Flight Recorder is to write; null for no recording
 */
record ComparisonOptions(Pace pace, List<String> rows, List<String> only, @Nullable Path recordings) {

    /** Reads them; null if they are wrong. */
    static @Nullable ComparisonOptions parse(List<String> options) {
        Pace pace = Pace.FULL;
        var rows = new ArrayList<String>();
        var only = new ArrayList<String>();
        Path recordings = null;
        Iterator<String> words = options.iterator();
        while (words.hasNext()) {
            String option = words.next();
            if (option.equals("--quick")) {
                pace = Pace.QUICK;
                continue;
            }
            if (!words.hasNext()) {
                return null;
            }
            String argument = words.next();
            switch (option) {
                case "--row" -> rows.add(argument);
                case "--only" -> only.add(argument);
                case "--profile" -> recordings = Path.of(argument);
                default -> {
                    return null;
                }
            }
        }
        return new ComparisonOptions(pace, rows, only, recordings);
    }

    /** Whether nothing is left out, and nothing disturbs. */
    boolean isAll() {
        return pace == Pace.FULL && rows.isEmpty() && only.isEmpty() && recordings == null;
    }

    /** Whether a name has one of {@code parts} in it, or there are none. */
    static boolean isNamed(String name, List<String> parts) {
        return parts.isEmpty() || parts.stream().anyMatch(name::contains);
    }
}
