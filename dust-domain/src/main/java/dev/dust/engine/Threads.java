package dev.dust.engine;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

/**
 * Threads for tasks that may block them. Thread-safe.
 *
 * <p>Many tasks come in bursts, such as the answers to many writes, or a change that a thousand subscriptions hear, from a
 * thread that reads a socket. To have another thread begin costs that one more than it costs a thread that has just begun: of
 * a burst it has the first one begin, and each has the next begin before it takes a task ({@code
 * docs/decisions.md#direct-sending}). Threads that are {@link #own its own} go on with the next task when they have done one:
 * a burst takes as many as there are processors for, and one more for each task that blocks ({@code docs/decisions.md#bursts}).
 */
public final class Threads implements Executor {
    private static final System.Logger LOG = System.getLogger(Threads.class.getName());

    private static final AtomicIntegerFieldUpdater<Threads> COMING = AtomicIntegerFieldUpdater.newUpdater(Threads.class,
            "coming");
    private static final int NONE = 0;
    private static final int ONE = 1;

    private final Executor executor;
    private final boolean own;
    /** What no thread has taken. */
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    /** How many threads are about to begin, to take what waits first: one at a time. */
    private volatile int coming;

    /** @param executor gives a thread to each task */
    public Threads(Executor executor) {
        this(executor, false);
    }

    private Threads(Executor executor, boolean own) {
        this.executor = executor;
        this.own = own;
    }

    /**
     * Threads that nobody else has, each of which may do one task after another.
     *
     * @param executor begins one for each task that it is given
     */
    public static Threads own(Executor executor) {
        return new Threads(executor, true);
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

    /** Runs {@code task} where no other holds it up; on this thread if there is no other, so that it is done all the same. */
    void apart(Runnable task) {
        waiting.add(task);
        beginNext();
    }

    /**
     * Runs {@code task} where no other holds it up, and not on this thread.
     *
     * @throws RuntimeException if there is no thread for it; so does an Error. What others have brought at that moment waits
     *                          for the next that is brought
     */
    public void elsewhere(Runnable task) {
        waiting.add(task);
        try {
            begin();
        } catch (Throwable noThread) {
            if (waiting.remove(task)) {
                throw noThread;
            }
        }
    }

    private void beginNext() {
        if (waiting.isEmpty()) {
            return;
        }
        try {
            begin();
        } catch (Throwable noThread) {
            // Nothing is called before what waits is taken: the stack may be at its end.
            LOG.log(System.Logger.Level.ERROR, "there is no thread for a task of the engine's", noThread);
            for (Runnable task = waiting.poll(); task != null; task = waiting.poll()) {
                task.run();
            }
        }
    }

    private void begin() {
        if (!COMING.compareAndSet(this, NONE, ONE)) {
            return;
        }
        try {
            executor.execute(this::take);
        } catch (Throwable noThread) {
            coming = NONE;
            throw noThread;
        }
    }

    private void take() {
        Runnable task = waiting.poll();
        coming = NONE;
        beginNext();
        if (!own) {
            if (task != null) {
                task.run();
            }
            return;
        }
        while (task != null) {
            runAsIfLast(task);
            // If more wait, another thread is about to begin already.
            task = waiting.poll();
        }
    }

    /** The next task finds the thread as this one did. */
    private static void runAsIfLast(Runnable task) {
        Thread thread = Thread.currentThread();
        try {
            task.run();
        } catch (Throwable e) {
            thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
        }
        Thread.interrupted();
    }
}
