package dev.dust.engine;

import dev.dust.path.Glob;
import dev.dust.subscribe.Subscription;
import dev.dust.subscribe.SubscriptionOptions;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What all subscriptions are: something waits, and a task of the executor's takes it out and calls the callback, one call at a
 * time, in order. What waits, and how, is for those below to say. Its monitor is held for moments, and never while a callback
 * runs.
 */
public abstract sealed class CallbackQueue permits Subscriber, ObjectWatcher {
    private static final System.Logger LOG = System.getLogger(CallbackQueue.class.getName());
    /** So long after it was taken from the queue, a call has reached its callback. */
    static final Duration BEGUN_WITHIN = Duration.ofMillis(100);
    private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final String store;
    private final Glob glob;
    private final SubscriptionOptions options;
    private final Executor executor;
    private final long begunWithinNanos;
    private final CompletableFuture<Subscription.End> ended = new CompletableFuture<>();
    /** Whether a task is at work, or on its way to the executor. */
    private boolean running;
    /** When the newest call was taken from the queue. */
    private long takenAtNanos;
    private volatile @Nullable Thread runner;
    private @Nullable Runnable whenEnded;
    private volatile boolean active = true;
    /** How to have a turn bring what is there. Set before any turn knows this. */
    private Runnable askForRows = () -> {
    };
    /** Has a task run in a while, when a cache that was away may be back. Set before any turn knows this. */
    private Consumer<Runnable> inAWhile = task -> {
    };
    /** Told of a full queue. Set before any turn knows this. */
    private Runnable overflow = () -> {
    };
    /** Waits for it to take what it has. Set before any turn knows this; null where nothing does. */
    private @Nullable Intake intake;

    /** {@code begunWithin}: after so long a call that has left the queue counts as one that has reached the callback. */
    CallbackQueue(String store, Glob glob, SubscriptionOptions options, Executor executor, Duration begunWithin) {
        this.begunWithinNanos = begunWithin.toNanos();
        this.store = store;
        this.glob = glob;
        this.options = options;
        this.executor = executor;
        this.takenAtNanos = System.nanoTime() - begunWithinNanos;
    }

    /** What it wants to hear of. */
    public final Glob glob() {
        return glob;
    }

    /** The store's name. */
    public final String store() {
        return store;
    }

    /** How it behaves. */
    public final SubscriptionOptions options() {
        return options;
    }

    /** Whether it still hears. */
    public final boolean isActive() {
        return active;
    }

    /** Completes with the reason when it has ended. Not for the application to complete. */
    public final CompletableFuture<Subscription.End> ended() {
        return ended;
    }

    /**
     * What it needs of its store.
     *
     * @param rows     has a turn bring what is there
     * @param inAWhile has a task run when a cache that was away may be back
     * @param overflow told when a queue is dropped because it is full
     * @param intake   waits for it to take what it has
     */
    final void attach(Runnable rows, Consumer<Runnable> inAWhile, Runnable overflow, Intake intake) {
        this.intake = intake;
        this.askForRows = rows;
        this.inAWhile = inAWhile;
        this.overflow = overflow;
    }

    final void noteOverflow() {
        overflow.run();
    }

    /** Has what comes in wait, or no longer. Called under the monitor. */
    final void crowd(boolean is) {
        if (intake != null) {
            intake.crowd(is);
        }
    }

    private void took() {
        if (intake != null) {
            intake.took();
        }
    }

    final void askForRows() {
        askForRows.run();
    }

    final void askForRowsLater() {
        inAWhile(() -> {
            if (active) {
                askForRows();
            }
        });
    }

    final void inAWhile(Runnable task) {
        inAWhile.accept(task);
    }

    /** Tells it that the store was replaced. Called by turns alone. */
    abstract void snapshot(long seq);

    /** Events were passed over that it should have heard. Called by turns alone. */
    abstract void resync(String why);

    /** Tells it, in place of something that it should have heard, why it cannot. */
    public abstract void fail(Throwable why);

    /** What is to be called next, taken out of what waits; null if nothing waits. Called under the monitor. */
    abstract @Nullable Runnable poll();

    /** Drops what waits. Called under the monitor. */
    abstract void dropWaiting();

    /** Ends it: what waits is dropped. Does nothing if it has ended. */
    public final void end(Subscription.End why) {
        synchronized (this) {
            active = false;
            dropWaiting();
        }
        took();
        runWhenEnded();
        if (!ended.isDone()) {
            // On a thread of its own: whoever hangs on it holds up no turn.
            Thread.ofVirtual().name("dust").start(() -> ended.complete(why));
        }
    }

    /** Has {@code what} run when this ends, in whatever way; at once if it has. It runs once. To be called once. */
    public final void whenEnded(Runnable what) {
        synchronized (this) {
            whenEnded = what;
        }
        if (!active) {
            runWhenEnded();
        }
    }

    private void runWhenEnded() {
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
    public final void awaitBegun() {
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

    /** What has to be handed over, once the monitor is free; null if a task is at work. Called under the monitor. */
    final @Nullable Runnable startDraining() {
        Runnable task = running ? null : this::drain;
        running = true;
        return task;
    }

    /** An executor that takes no task is told of as an error. What waits is handed over again with what comes next. */
    final void handOver(@Nullable Runnable task) {
        if (task == null) {
            return;
        }
        try {
            executor.execute(task);
        } catch (Throwable refused) {
            synchronized (this) {
                running = false;
            }
            if (!(refused instanceof RejectedExecutionException) || active) {
                Thread.ofVirtual().start(() -> failed(refused));
            }
        }
    }

    private void drain() {
        runner = Thread.currentThread();
        try {
            for (Runnable call = next(); call != null; call = next()) {
                took();
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

    private synchronized @Nullable Runnable next() {
        Runnable call = active ? poll() : null;
        running = call != null;
        if (running) {
            takenAtNanos = System.nanoTime();
        }
        return call;
    }

    /** Nothing that this meets keeps the next event from its callback. */
    final void failed(Throwable e) {
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
        LOG.log(System.Logger.Level.WARNING, "a callback of the " + this + " failed", e);
    }

    final void logWarning(String what) {
        LOG.log(System.Logger.Level.WARNING, "the " + this + " " + what);
    }

    @Override
    public final String toString() {
        return "subscription to " + glob.pattern() + " of store " + store;
    }
}
