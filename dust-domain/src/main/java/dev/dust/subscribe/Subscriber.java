package dev.dust.subscribe;

import dev.dust.path.Glob;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * One subscription: its pattern, and the queue from which its callback is fed, one event at a time, in order, on a thread of the
 * executor's (DESIGN 8). A full queue ends it with one resync.
 *
 * @param <E> what it hears
 */
public final class Subscriber<E> {
    private static final System.Logger LOG = System.getLogger(Subscriber.class.getName());

    private final Glob glob;
    private final SubscriptionOptions options;
    private final Consumer<? super E> callback;
    private final Executor executor;
    /** Held for moments: never while a callback runs. */
    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<Runnable> queue = new ArrayDeque<>(0);
    private boolean running;
    private volatile boolean active = true;
    private long presentUpTo;

    /** A subscriber with an empty queue. */
    public Subscriber(Glob glob, SubscriptionOptions options, Consumer<? super E> callback, Executor executor) {
        this.glob = glob;
        this.options = options;
        this.callback = callback;
        this.executor = executor;
    }

    /** What it wants to hear of. */
    public Glob glob() {
        return glob;
    }

    /** How it behaves. */
    public SubscriptionOptions options() {
        return options;
    }

    /** Whether it still hears. */
    public boolean isActive() {
        return active;
    }

    /**
     * Brings it an event.
     *
     * @return false if that made its queue run over, so that it has ended
     */
    public boolean deliver(E event) {
        return event instanceof DustEvent dustEvent && !hears(dustEvent) || enqueue(() -> callback.accept(event), true);
    }

    private boolean hears(DustEvent event) {
        return options.mode().hears(event) && !(event.committed() && event.storeSeq() <= presentUpTo);
    }

    /**
     * What was there when it began includes all committed up to {@code seq}: rows that another process on the same cache keeps may be
     * ahead of the events that come in here. Called where {@link #deliver} is.
     */
    public void presentUpTo(long seq) {
        presentUpTo = seq;
    }

    /** Brings it an event from before it began; these are bounded by their own limit and not by the queue's. */
    public void deliverPresent(E event) {
        enqueue(() -> callback.accept(event), false);
    }

    /** Tells it that the store was replaced. */
    public void snapshot(long seq) {
        enqueue(() -> options.onSnapshot().accept(seq), false);
    }

    /** Ends it: what is in the queue is dropped. */
    public void end() {
        lock.lock();
        try {
            active = false;
            queue.clear();
        } finally {
            lock.unlock();
        }
    }

    private boolean enqueue(Runnable call, boolean bounded) {
        Runnable task;
        boolean fits = true;
        lock.lock();
        try {
            if (!active) {
                return true;
            }
            if (bounded && queue.size() >= options.maxQueue()) {
                fits = false;
                active = false;
                queue.clear();
                // On a thread of its own: the callback, which has fallen behind, may never return.
                task = () -> run(options.onResync());
            } else {
                queue.add(call);
                task = running ? null : this::drain;
                running = true;
            }
        } finally {
            lock.unlock();
        }
        if (task != null) {
            executor.execute(task);
        }
        return fits;
    }

    private void drain() {
        for (Runnable call = next(); call != null; call = next()) {
            run(call);
        }
    }

    private void run(Runnable call) {
        try {
            call.run();
        } catch (Throwable e) {
            failed(e);
        }
    }

    private Runnable next() {
        lock.lock();
        try {
            Runnable call = queue.poll();
            running = call != null;
            return call;
        } finally {
            lock.unlock();
        }
    }

    private void failed(Throwable e) {
        if (options.onError() != null) {
            try {
                options.onError().accept(e);
                return;
            } catch (RuntimeException again) {
                e.addSuppressed(again);
            }
        }
        LOG.log(System.Logger.Level.ERROR, "a callback of the subscription to " + glob.pattern() + " failed", e);
    }
}
