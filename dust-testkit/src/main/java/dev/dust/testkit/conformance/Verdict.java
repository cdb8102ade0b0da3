package dev.dust.testkit.conformance;

import org.jspecify.annotations.Nullable;

/** What became of a scenario. */
sealed interface Verdict {
    /** The line that says so. */
    default String line(String name) {
        String line = switch (this) {
            case Passed passed -> "PASS " + name;
            case Failed(String why) -> "FAIL " + name + ": " + why;
            case Skipped(String why) -> "SKIP " + name + ": " + why;
        };
        return line.replaceAll("\\R", " ");
    }

    /** What it adds to the summary. */
    default Summary count() {
        return switch (this) {
            case Passed passed -> new Summary(1, 0, 0);
            case Failed failed -> new Summary(0, 1, 0);
            case Skipped skipped -> new Summary(0, 0, 1);
        };
    }

    /** All that must be seen was seen. */
    record Passed() implements Verdict {
    }

    /** Something else was seen, or it is no scenario. */
    record Failed(@Nullable String why) implements Verdict {
    }

    /** The cache cannot run it. */
    record Skipped(String why) implements Verdict {
    }
}
