package dev.dust.engine;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

/**
 * The engine's own threads: each task gets one to itself, and may block it. Thread-safe.
 *
 * <p>Many tasks come in bursts, such as the answers to many writes, from a thread that reads a socket. To have another thread
 * begin costs that one more than it costs a thread that has just begun: of a burst it has the first one begin, and each has the
 * next begin before it takes its task ({@code docs/decisions.md#direct-sending}).
 */
public final class Threads implements Executor {
    private static final System.Logger LOG = System.getLogger(Threads.class.getName());

    private static final AtomicIntegerFieldUpdater<Threads> COMING = AtomicIntegerFieldUpdater.newUpdater(Threads.class,
            "coming");
    private static final int NONE = 0;
    private static final int ONE = 1;

    private final Executor executor;
    /** What no thread has taken. */
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    /** How many threads are about to begin, to take what waits first: one at a time. */
    private volatile int coming;

    /** @param executor gives a thread to each task */
    public Threads(Executor executor) {
        this.executor = executor;
    }

    /**
     * Runs {@code task} on a thread of its own, at once.
     *
     * @throws RuntimeException if there is none; so does an Error
     */
    @Override
    public void execute(Runnable task) {
        executor.execute(task);
    }

    /** Runs {@code task} on a thread of its own; on this one only if there can be no other, so that it is done all the same. */
    void apart(Runnable task) {
        waiting.add(task);
        beginNext();
    }

    private void beginNext() {
        if (waiting.isEmpty() || !COMING.compareAndSet(this, NONE, ONE)) {
            return;
        }
        try {
            executor.execute(this::takeOne);
        } catch (Throwable noThread) {
            // Nothing is called before this is done: the stack may be at its end.
            coming = NONE;
            LOG.log(System.Logger.Level.ERROR, "there is no thread for a task of the engine's", noThread);
            for (Runnable task = waiting.poll(); task != null; task = waiting.poll()) {
                task.run();
            }
        }
    }

    private void takeOne() {
        Runnable task = waiting.poll();
        coming = NONE;
        beginNext();
        if (task != null) {
            task.run();
        }
    }
}
