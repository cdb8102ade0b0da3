package dev.dust;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Runs tasks one at a time, in the order in which they came: on threads of the engine's, or on those of whoever has them run
 * here. Thread-safe.
 */
final class SerialTasks {
    private static final System.Logger LOG = System.getLogger(SerialTasks.class.getName());

    private final Executor apart;
    private final Consumer<? super Throwable> thrown;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();

    /** What a task throws goes to the log. */
    SerialTasks(Executor apart) {
        this(apart, SerialTasks::log);
    }

    /**
     * @param apart  gives a thread to each of its own
     * @param thrown told what a task throws, Errors included, on its thread
     */
    SerialTasks(Executor apart, Consumer<? super Throwable> thrown) {
        this.apart = apart;
        this.thrown = thrown;
    }

    /** Has a task run. Never blocks or throws. */
    void add(Runnable task) {
        tasks.add(task);
        if (waiting.getAndIncrement() == 0) {
            apart.execute(this::run);
        }
    }

    /**
     * Has a task run on this thread before this returns, and others with it that come meanwhile. While one of these tasks is
     * running, the thread of that one runs it instead. Spares a change of threads. Not for a turn, nor for a thread that must
     * not wait. Never throws.
     */
    void runHere(Runnable task) {
        tasks.add(task);
        if (waiting.getAndIncrement() == 0) {
            run();
        }
    }

    private void run() {
        int left = waiting.get();
        while (left > 0) {
            for (int i = 0; i < left; i++) {
                run(tasks.remove());
            }
            left = waiting.addAndGet(-left);
        }
    }

    private void run(Runnable task) {
        try {
            try {
                task.run();
            } catch (Throwable e) {
                thrown.accept(e);
            }
        } catch (Throwable e) {
            // Also an Error: those behind it must not wait for ever.
            log(e);
        }
    }

    private static void log(Throwable thrown) {
        LOG.log(System.Logger.Level.ERROR, "a task has failed", thrown);
    }
}
