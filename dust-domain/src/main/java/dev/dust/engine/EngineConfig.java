package dev.dust.engine;

import dev.dust.sync.SyncConfig;
import dev.dust.time.Durations;
import dev.dust.time.Time;
import dev.dust.time.TimerId;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/**
 * What the engine runs on.
 *
 * @param sync     the rules' numbers
 * @param time     clock and timers
 * @param executor runs callbacks, and answers callers; each task may block
 * @param random   for jitter and for ids
 */
public record EngineConfig(SyncConfig sync, Time time, Executor executor, RandomGenerator random) {

    /**
     * Runs {@code task} on the timer's thread, where it must not block, once {@link Time#nanos} has come to {@code moment}.
     *
     * @return the way to call it off
     */
    public Time.Timer at(TimerId id, long moment, Runnable task) {
        return time.schedule(id, Durations.until(time.nanos(), moment), task);
    }

    /**
     * Runs {@code task} on the executor once {@code delay} is over.
     *
     * @param delay zero or more
     * @return the way to call it off
     */
    public Time.Timer later(TimerId id, Duration delay, Runnable task) {
        return time.schedule(id, delay, () -> executor.execute(task));
    }
}
