package dev.dust.engine;

import dev.dust.metrics.Metrics;
import dev.dust.sync.SyncConfig;
import dev.dust.sync.Transitions;
import dev.dust.time.Durations;
import dev.dust.time.Time;
import dev.dust.time.TimerId;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/**
 * What the engine runs on.
 *
 * @param sync         the rules' numbers
 * @param time         clock and timers
 * @param executor     the application's: runs callbacks, which may block it for as long as they like. Nothing of the engine's
 *                     waits for it
 * @param threads      the engine's own
 * @param random       for jitter and for ids
 * @param closeTimeout how long closing waits for a cache that does not answer
 * @param transitions  hears of every step of every state machine
 * @param metrics      hears what is measured
 */
public record EngineConfig(SyncConfig sync, Time time, Executor executor, Threads threads, RandomGenerator random,
        Duration closeTimeout, Transitions transitions, Metrics metrics) {
    /**
     * Runs {@code task} on the timer's thread, where it must not block, once {@link Time#nanos} has come to {@code moment}.
     *
     * @return the way to call it off
     */
    public Time.Timer at(TimerId id, long moment, Runnable task) {
        return time.schedule(id, Durations.until(time.nanos(), moment), task);
    }

    /**
     * Runs {@code task} on a thread of the engine's once {@code delay} is over.
     *
     * @param delay zero or more
     * @return the way to call it off
     */
    public Time.Timer later(TimerId id, Duration delay, Runnable task) {
        return time.schedule(id, delay, () -> apart(task));
    }

    /**
     * Runs {@code task} on a thread of the engine's; on this one only if there can be no other, so that it is done all the
     * same.
     */
    public void apart(Runnable task) {
        threads.apart(task);
    }
}
