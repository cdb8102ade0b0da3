package dev.dust.benchmarks.comparison;

import org.jspecify.annotations.Nullable;

/**
 * What one round gave.
 *
 * @param value  in the row's unit
 * @param client microseconds of processors that the client's process took for each op; NaN where that means nothing
 * @param server the same of the server's
 * @param note   what has to be said of it, such as how much was lost; null for nothing
 */
record Figure(double value, double client, double server, @Nullable String note) {
    private static final String NOTHING = "-";
    private static final String UNSTABLE = "not stable";

    /** The same of a rate that had not become stable. */
    Figure unstable() {
        return new Figure(value, client, server, UNSTABLE);
    }

    boolean isStable() {
        return !UNSTABLE.equals(note);
    }

    /** In one line, for {@link #parse}. */
    String line() {
        return value + " " + client + " " + server + " " + (note == null ? NOTHING : note);
    }

    static Figure parse(String line) {
        String[] words = line.split(" ", 4);
        return new Figure(Double.parseDouble(words[0]), Double.parseDouble(words[1]), Double.parseDouble(words[2]),
                words[3].equals(NOTHING) ? null : words[3]);
    }
}
