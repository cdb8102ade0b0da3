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

    /** So many tasks run on the thread of whoever has one run here; he is not kept for others'. */
    private static final int MOST_HERE = 16;

    private final Executor apart;
    private final boolean mayWait;
    private final Consumer<? super Throwable> thrown;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();

    /** What a task throws goes to the log. */
    SerialTasks(Executor apart, boolean mayWait) {
        this(apart, mayWait, SerialTasks::log);
    }

    /**
     * @param apart   gives a thread to each of its own
     * @param mayWait whether tasks may wait, for a cache: then all run apart, where no application interrupts them
     * @param thrown  told what a task throws, Errors included, on its thread
     */
    SerialTasks(Executor apart, boolean mayWait, Consumer<? super Throwable> thrown) {
        this.apart = apart;
        this.mayWait = mayWait;
        this.thrown = thrown;
    }

    /** Has a task run. Never blocks or throws. */
    void add(Runnable task) {
        tasks.add(task);
        if (waiting.getAndIncrement() == 0) {
            runApart();
        }
    }

    /**
     * Has a task run on this thread before this returns, and some of those with it that come meanwhile: that spares a change of
     * threads. While one of these tasks is running, the thread of that one runs it instead, and where tasks may wait one apart.
     * Not for a turn. Never throws.
     */
    void runHere(Runnable task) {
        if (mayWait) {
            add(task);
            return;
        }
        tasks.add(task);
        if (waiting.getAndIncrement() == 0) {
            run(MOST_HERE);
        }
    }

    private void runApart() {
        apart.execute(() -> run(Integer.MAX_VALUE));
    }

    private void run(int most) {
        int done = 0;
        int left = waiting.get();
        while (left > 0 && done < most) {
            for (int i = 0; i < left; i++) {
                run(tasks.remove());
            }
            done += left;
            left = waiting.addAndGet(-left);
        }
        if (left > 0) {
            runApart();
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
