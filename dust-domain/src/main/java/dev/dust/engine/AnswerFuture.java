package dev.dust.engine;

import dev.dust.sync.Outcome;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An application's future of what the server answers to an op. What is chained to it must not run in a turn, so that it is
 * completed on a thread apart. A caller that waits for it is woken at once, and completes it himself: a thread for that would
 * take longer than all else here. Thread-safe.
 *
 * @param <T> what it completes with
 */
final class AnswerFuture<T> extends CompletableFuture<T> {
    /** Who waits looks again after this: some of {@link CompletableFuture}'s methods complete this unheard. */
    private static final long LOOK_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final EngineConfig config;
    /** The first of those who wait, who is woken by hand; the others wait as for any future. */
    private final AtomicReference<@Nullable Thread> waiter = new AtomicReference<>();
    /** Completes this; null before there is an answer. Set before {@link #waiter} is read, and read after that is set. */
    private volatile @Nullable Runnable completion;

    AnswerFuture(EngineConfig config) {
        this.config = config;
    }

    /** There is an answer. To be called once; runs nothing of the application's, and does not wait. */
    void answer(Outcome outcome, Function<Outcome, T> result) {
        Runnable how = () -> complete(outcome, result);
        completion = how;
        Thread waiting = waiter.get();
        if (waiting == null || getNumberOfDependents() > 0) {
            config.apart(how);
        }
        LockSupport.unpark(waiting);
    }

    private void wakeWaiter() {
        LockSupport.unpark(waiter.get());
    }

    @Override
    public boolean complete(T value) {
        boolean is = super.complete(value);
        wakeWaiter();
        return is;
    }

    @Override
    public boolean completeExceptionally(Throwable failure) {
        boolean is = super.completeExceptionally(failure);
        wakeWaiter();
        return is;
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        boolean is = super.cancel(mayInterruptIfRunning);
        wakeWaiter();
        return is;
    }

    /** Runs what is chained to this. Fails with the very exception of the outcome or of {@code result}, which nothing wraps. */
    void complete(Outcome outcome, Function<Outcome, T> result) {
        if (outcome instanceof Outcome.Failed(var error)) {
            completeExceptionally(error);
            return;
        }
        try {
            complete(result.apply(outcome));
        } catch (Throwable unfit) {
            completeExceptionally(unfit);
        }
    }

    @Override
    public T join() {
        awaitAnswer(Long.MAX_VALUE, false);
        return super.join();
    }

    @Override
    public T get() throws InterruptedException, ExecutionException {
        awaitAnswer(Long.MAX_VALUE, true);
        return super.get();
    }

    @Override
    public T get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        long begun = System.nanoTime();
        long nanos = Math.max(0, unit.toNanos(timeout));
        awaitAnswer(nanos, true);
        return super.get(Math.max(0, nanos - (System.nanoTime() - begun)), TimeUnit.NANOSECONDS);
    }

    /**
     * Waits for the answer, unless somebody does, and completes this with it. What is left to wait for is for the method of
     * {@link CompletableFuture}'s that is called next: a time that is over, an interrupt, somebody else's turn; and all where
     * something hangs on this, which is completed apart, or where a pool wants to know that its thread waits.
     */
    private void awaitAnswer(long nanos, boolean interruptible) {
        Thread self = Thread.currentThread();
        if (isDone() || getNumberOfDependents() > 0 || self instanceof ForkJoinWorkerThread
                || !waiter.compareAndSet(null, self)) {
            return;
        }
        long begun = System.nanoTime();
        boolean interrupted = false;
        long left = nanos;
        try {
            while (completion == null && !isDone() && left > 0 && !(interrupted && interruptible)) {
                LockSupport.parkNanos(this, Math.min(left, LOOK_AGAIN_NANOS));
                interrupted |= Thread.interrupted();
                left = nanos - (System.nanoTime() - begun);
            }
        } finally {
            waiter.set(null);
            completeFromHere();
        }
        if (interrupted) {
            self.interrupt();
        }
    }

    /** Whoever has hung something on this meanwhile is not to have it run here. */
    private void completeFromHere() {
        Runnable how = completion;
        if (how == null || isDone()) {
            return;
        }
        if (getNumberOfDependents() > 0) {
            config.apart(how);
        } else {
            how.run();
        }
    }
}
