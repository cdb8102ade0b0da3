package dev.dust.adapter.ws.socket;

import dev.dust.time.Durations;
import java.net.SocketTimeoutException;
import java.time.Duration;

/** A point in time by which a connection must stand. */
final class Deadline {
    private final long end;

    Deadline(Duration timeout) {
        end = Durations.after(System.nanoTime(), timeout);
    }

    /** Whether no time is left. */
    boolean isOver() {
        return Durations.until(System.nanoTime(), end).toMillis() <= 0;
    }

    /**
     * The time that is left, as sockets take it: never 0, which would mean for ever.
     *
     * @throws SocketTimeoutException if none is left
     */
    int millisLeft() throws SocketTimeoutException {
        long left = Durations.until(System.nanoTime(), end).toMillis();
        if (left <= 0) {
            throw new SocketTimeoutException("timed out");
        }
        return (int) Math.min(left, Integer.MAX_VALUE);
    }
}
