package dev.dust.time;

import java.time.Duration;
import java.time.Instant;

/**
 * The clock and the timers that everything here runs by. {@link SystemTime} is the real one; tests have one that moves when
 * they say so.
 */
public interface Time {

    /** The time of day. It may jump; nothing is scheduled by it. Any thread may ask. */
    Instant now();

    /** A count of nanoseconds that never goes back, of no fixed origin. Any thread may ask. */
    long nanos();

    /**
     * Runs {@code task} once, no earlier than after {@code delay}. The task runs on a thread of the timer's and must not block;
     * if it throws, the timer goes on. Any thread may call this.
     *
     * @param id    what the timer is for
     * @param delay zero or more
     * @return the way to call it off
     */
    Timer schedule(TimerId id, Duration delay, Runnable task);

    /** A task that waits for its time. */
    interface Timer {
        /** Calls the task off. Does nothing if it has run, or is running. Any thread may call this. */
        void cancel();
    }
}
