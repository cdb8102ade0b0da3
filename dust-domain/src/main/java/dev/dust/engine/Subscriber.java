package dev.dust.engine;

import dev.dust.path.Glob;
import dev.dust.subscribe.DustEvent;
import dev.dust.subscribe.SubscriptionOptions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One subscription: its pattern, and the queue from which its callback is fed, one event at a time, in order, on a thread of
 * the executor's (docs/architecture.md#subscriptions). A full queue ends it with one resync. Its monitor is held for moments,
 * and never while a callback runs.
 *
 * @param <E> what it hears
 */
public final class Subscriber<E> {
    private static final System.Logger LOG = System.getLogger(Subscriber.class.getName());
    /** So long after it was taken from the queue, a call has reached its callback. */
    private static final Duration BEGUN_WITHIN = Duration.ofMillis(100);
    private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final Glob glob;
    private final SubscriptionOptions options;
    private final Consumer<? super E> callback;
    private final Executor executor;
    private final long begunWithinNanos;
    private final ArrayDeque<Runnable> queue = new ArrayDeque<>(0);
    /** Whether a task is at work, or on its way to the executor. */
    private boolean running;
    /** When the newest call was taken from the queue. */
    private long takenAtNanos;
    private volatile @Nullable Thread runner;
    private @Nullable Runnable whenEnded;
    private volatile boolean active = true;
    private long presentUpTo;

    /** A subscriber with an empty queue. */
    public Subscriber(Glob glob, SubscriptionOptions options, Consumer<? super E> callback, Executor executor) {
        this(glob, options, callback, executor, BEGUN_WITHIN);
    }

    /**
     * The same.
     *
     * @param begunWithin after so long a call that has left the queue counts as one that has reached the callback
     */
    Subscriber(Glob glob, SubscriptionOptions options, Consumer<? super E> callback, Executor executor, Duration begunWithin) {
        this.glob = glob;
        this.options = options;
        this.callback = callback;
        this.executor = executor;
        this.begunWithinNanos = begunWithin.toNanos();
        this.takenAtNanos = System.nanoTime() - begunWithinNanos;
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
     * What was there when it began includes all committed up to {@code seq}: rows that another process on the same cache keeps
     * may be ahead of the events that come in here. Called where {@link #deliver} is.
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
        synchronized (this) {
            active = false;
            queue.clear();
        }
        ended();
    }

    /** Has {@code what} run when this ends, in whatever way; at once if it has. It runs once. To be called once. */
    public void whenEnded(Runnable what) {
        synchronized (this) {
            whenEnded = what;
        }
        if (!active) {
            ended();
        }
    }

    private void ended() {
        Runnable what;
        synchronized (this) {
            what = whenEnded;
            whenEnded = null;
        }
        if (what != null) {
            what.run();
        }
    }

    /**
     * After its end: returns when no callback begins any more. A call that was taken from the queue just now may not have
     * reached the callback yet, and is waited for until it has returned, or has had more time than it takes to reach it. A
     * callback may call this.
     */
    public void awaitBegun() {
        if (runner == Thread.currentThread()) {
            return;
        }
        for (long left = left(); left > 0; left = left()) {
            LockSupport.parkNanos(this, Math.min(left, LOOK_AGAIN_NANOS));
        }
    }

    /** For how long the newest call may still be on its way to the callback; 0 or less if it is not. */
    private synchronized long left() {
        return running ? takenAtNanos + begunWithinNanos - System.nanoTime() : 0;
    }

    /** Tells it, in place of something that it should have heard, why it cannot. */
    public void fail(Throwable why) {
        enqueue(() -> failed(why), false);
    }

    private boolean enqueue(Runnable call, boolean bounded) {
        Runnable task;
        boolean fits = true;
        synchronized (this) {
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
        }
        if (task != null) {
            handOver(task);
        }
        if (!fits) {
            ended();
        }
        return fits;
    }

    /** An executor that takes no task is told of as an error. What waits is handed over again with what comes next. */
    private void handOver(Runnable task) {
        try {
            executor.execute(task);
        } catch (Throwable refused) {
            synchronized (this) {
                running = false;
            }
            Thread.ofVirtual().start(() -> failed(refused));
        }
    }

    private void drain() {
        runner = Thread.currentThread();
        try {
            for (Runnable call = next(); call != null; call = next()) {
                run(call);
            }
        } finally {
            runner = null;
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
        synchronized (this) {
            Runnable call = queue.poll();
            running = call != null;
            if (running) {
                takenAtNanos = System.nanoTime();
            }
            return call;
        }
    }

    /** Nothing that this meets keeps the next event from its callback. */
    private void failed(Throwable e) {
        try {
            Consumer<Throwable> elsewhere = options.onError();
            if (elsewhere == null) {
                log(e);
            } else {
                tell(elsewhere, e);
            }
        } catch (Throwable noRoom) {
            // There is not even room for a log line.
        }
    }

    private void tell(Consumer<Throwable> elsewhere, Throwable e) {
        try {
            elsewhere.accept(e);
        } catch (Throwable again) {
            e.addSuppressed(again);
            log(e);
        }
    }

    private void log(Throwable e) {
        LOG.log(System.Logger.Level.ERROR, "a callback of the subscription to " + glob.pattern() + " failed", e);
    }
}
