package dev.dust.cli;

import java.util.logging.Level;
import java.util.logging.Logger;

/** What the libraries log. A command tells what went wrong itself, in one line. */
final class Logs {
    /** Held, because a logger that nobody holds is forgotten with its level. */
    private static final Logger DUST = Logger.getLogger("dev.dust");
    /** Takes it for an error, with a stack trace, that a database which was killed on purpose cannot be stopped. */
    private static final Logger TRIAL_DATABASE = Logger.getLogger("io.zonky.test.db.postgres.embedded.EmbeddedPostgres");
    private static final String FORMAT = "java.util.logging.SimpleFormatter.format";

    private Logs() {
    }

    /** Lets through errors alone, with one line for each and the stack trace that belongs to it. */
    static void quiet() {
        if (System.getProperty(FORMAT) == null) {
            System.setProperty(FORMAT, "%4$s: %5$s%6$s%n");
        }
        Logger.getLogger("").setLevel(Level.SEVERE);
        TRIAL_DATABASE.setLevel(Level.OFF);
    }

    /** Lets through Dust's warnings, too: a server's log is where its operator looks. */
    static void ofServer() {
        DUST.setLevel(Level.WARNING);
    }

    /**
     * Lets nothing of Dust through: a simulation makes mistakes on purpose, thousands of them, and tells itself what counts.
     */
    static void silent() {
        DUST.setLevel(Level.OFF);
    }
}
