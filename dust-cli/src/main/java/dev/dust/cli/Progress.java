package dev.dust.cli;

import java.util.function.Consumer;

/** Tells of long work how far it is, now and then. For one thread. */
final class Progress {
    private static final long EVERY_NANOS = 2_000_000_000L;

    private final Consumer<String> say;
    private final String what;
    private long last = System.nanoTime();

    /** With what is done, such as "exported". */
    Progress(Consumer<String> say, String what) {
        this.say = say;
        this.what = what;
    }

    /** So many rows are done. */
    void at(long rows) {
        long now = System.nanoTime();
        if (now - last > EVERY_NANOS) {
            last = now;
            say.accept(what + " " + rows + " rows so far");
        }
    }
}
