package dev.dust.engine;

import dev.dust.time.Time;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Lines for people, at most one a second for each cause; how many were left out, the next one says. What is left out is there
 * at DEBUG. Thread-safe.
 */
final class LogLimit {
    private static final long APART_NANOS = Duration.ofSeconds(1).toNanos();

    private final System.Logger log;
    private final Time time;
    private final Map<Cause, Told> told = new EnumMap<>(Cause.class);

    /** What a line is about. */
    enum Cause {
        CONNECTED, LOST, REFUSED, CAUGHT_UP, STORAGE_AWAY, STORAGE_BACK, REPORT
    }

    private static final class Told {
        private long atNanos;
        private long leftOut;
    }

    LogLimit(System.Logger log, Time time) {
        this.log = log;
        this.time = time;
    }

    void log(Cause cause, System.Logger.Level level, Supplier<String> line) {
        long leftOut = leftOut(cause);
        if (leftOut < 0) {
            log.log(System.Logger.Level.DEBUG, line);
        } else {
            log.log(level, () -> line.get() + (leftOut == 0 ? "" : " (" + leftOut + " lines of this kind were left out)"));
        }
    }

    /** How many lines were left out before this one; -1 if this one is, too. */
    private synchronized long leftOut(Cause cause) {
        long now = time.nanos();
        Told last = told.get(cause);
        if (last != null && now - last.atNanos < APART_NANOS) {
            last.leftOut++;
            return -1;
        }
        long leftOut = last == null ? 0 : last.leftOut;
        var next = new Told();
        next.atNanos = now;
        told.put(cause, next);
        return leftOut;
    }
}
