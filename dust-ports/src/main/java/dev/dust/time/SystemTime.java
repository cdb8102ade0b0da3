package dev.dust.time;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The system's clock, and timers on one daemon thread. */
public final class SystemTime implements Time, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(SystemTime.class.getName());

    private final ScheduledThreadPoolExecutor executor;

    /** Starts with no thread; the first timer starts it. */
    public SystemTime() {
        executor = new ScheduledThreadPoolExecutor(1,
                task -> Thread.ofPlatform().name("dust-timer").daemon(true).unstarted(task));
        executor.setRemoveOnCancelPolicy(true);
    }

    @Override
    public Instant now() {
        return Instant.now();
    }

    @Override
    public long nanos() {
        return System.nanoTime();
    }

    /** As {@link Time#schedule} says; after {@link #close} the task never runs. */
    @Override
    public Timer schedule(TimerId id, Duration delay, Runnable task) {
        try {
            var future = executor.schedule(() -> run(id, task), delay.toNanos(), TimeUnit.NANOSECONDS);
            return () -> future.cancel(false);
        } catch (RejectedExecutionException closed) {
            return () -> {
            };
        }
    }

    private static void run(TimerId id, Runnable task) {
        try {
            task.run();
        } catch (Throwable e) {
            LOG.log(System.Logger.Level.ERROR, "the task of timer " + id + " failed", e);
        }
    }

    /** Ends the thread; timers that wait are dropped. */
    @Override
    public void close() {
        executor.shutdownNow();
    }
}
