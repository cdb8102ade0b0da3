package dev.dust.benchmarks.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The part of a document that a run writes. What people wrote around it stays. */
public final class WrittenPart {
    private static final String END = "<!-- ... to here. -->";

    private final String begin;

    /** What the script {@code run} writes. */
    public WrittenPart(String run) {
        begin = "<!-- Written by " + run + ", from here ... -->";
    }

    /**
     * Puts a text in place of what the last run wrote, or at the end.
     *
     * @param document made if it is missing
     */
    public void writeTo(Path document, String part) throws IOException {
        String text = Files.exists(document) ? Files.readString(document) : "";
        int from = text.indexOf(begin);
        int to = from < 0 ? -1 : text.indexOf(END, from);
        String before = from < 0 ? text : text.substring(0, from);
        String after = to < 0 ? "\n" : text.substring(to + END.length());
        Files.writeString(document, before + begin + "\n\n" + part + "\n" + END + after);
    }
}
