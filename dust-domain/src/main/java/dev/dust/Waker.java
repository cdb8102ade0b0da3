package dev.dust;

import dev.dust.engine.EngineConfig;
import dev.dust.time.Durations;
import dev.dust.time.Time;
import dev.dust.time.TimerId;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs a task on the executor whenever it is woken: never twice at once, and once more after the last time that it was woken. So the
 * task may look at whatever can wake it, and misses nothing. Thread-safe.
 */
final class Waker {
    private final EngineConfig config;
    private final Runnable task;
    private final Consumer<Throwable> rejected;
    private final AtomicInteger calls = new AtomicInteger();
    private long timerAt = Durations.NEVER;
    private volatile Time.@Nullable Timer timer;
    private volatile boolean stopped;

    /**
     * A waker that nobody has woken.
     *
     * @param task     must not throw
     * @param rejected told, on a thread that may block, if the executor does not take the task, which will never run then
     */
    Waker(EngineConfig config, Runnable task, Consumer<Throwable> rejected) {
        this.config = config;
        this.task = task;
        this.rejected = rejected;
    }

    /** Has the task run. Never blocks or throws. */
    void wake() {
        if (!stopped && calls.getAndIncrement() == 0) {
            try {
                config.executor().execute(this::run);
            } catch (Throwable e) {
                Thread.startVirtualThread(() -> rejected.accept(e));
            }
        }
    }

    private void run() {
        int seen;
        do {
            seen = calls.get();
            task.run();
        } while (!calls.compareAndSet(seen, 0));
    }

    /** Has the task run at that moment too, instead of the one that was said before. To be called by the task. */
    void wakeAt(long moment) {
        if (moment == timerAt) {
            return;
        }
        timerAt = moment;
        cancelTimer();
        if (moment != Durations.NEVER) {
            timer = config.at(TimerId.AWAIT, moment, this::wake);
        }
        if (stopped) {
            cancelTimer();
        }
    }

    /** Has the task run no more, once it has returned. */
    void stop() {
        stopped = true;
        cancelTimer();
    }

    private void cancelTimer() {
        Time.Timer waiting = timer;
        if (waiting != null) {
            waiting.cancel();
        }
    }
}
