package dev.dust.cli;

import java.util.logging.Level;
import java.util.logging.Logger;

/** What the libraries log. A command tells what went wrong itself, in one line. */
final class Logs {
    private static final String FORMAT = "java.util.logging.SimpleFormatter.format";

    private Logs() {
    }

    /** Lets through errors alone, with one line for each and the stack trace that belongs to it. */
    static void quiet() {
        if (System.getProperty(FORMAT) == null) {
            System.setProperty(FORMAT, "%4$s: %5$s%6$s%n");
        }
        Logger.getLogger("").setLevel(Level.SEVERE);
    }
}
