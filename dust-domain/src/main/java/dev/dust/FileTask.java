package dev.dust;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads or fetches a file on a thread of its own; to cancel it interrupts that. Thread-safe. */
final class FileTask<T> extends CompletableFuture<T> {
    private final Supplier<T> work;
    /** The thread that works; null before and after. Guarded by this object. */
    private @Nullable Thread worker;

    private FileTask(Supplier<T> work) {
        this.work = work;
    }

    static <T> CompletableFuture<T> start(Executor threads, Supplier<T> work) {
        var task = new FileTask<T>(work);
        threads.execute(task::run);
        return task;
    }

    private void run() {
        if (!begins()) {
            return;
        }
        try {
            complete(work.get());
        } catch (Throwable e) {
            completeExceptionally(e);
        } finally {
            end();
        }
    }

    private synchronized boolean begins() {
        worker = isDone() ? null : Thread.currentThread();
        return worker != null;
    }

    /** The thread may be somebody else's next. */
    private synchronized void end() {
        worker = null;
        if (isCancelled()) {
            Thread.interrupted();
        }
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        boolean cancelled = super.cancel(mayInterruptIfRunning);
        synchronized (this) {
            if (cancelled && worker != null) {
                worker.interrupt();
            }
        }
        return cancelled;
    }
}
