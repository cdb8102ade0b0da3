package dev.dust;

import dev.dust.engine.EngineConfig;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells a listener how something stands: now, and whenever it stands otherwise than was told last. One call at a time; what
 * changes meanwhile is one further call, with the newest. Thread-safe.
 *
 * @param <T> how it stands
 */
final class StatusWatch<T> implements Listening {
    private static final System.Logger LOG = System.getLogger(StatusWatch.class.getName());

    private final Supplier<?> standing;
    private final Supplier<T> status;
    private final Consumer<? super T> listener;
    private final Executor executor;
    private final Consumer<Runnable> forget;
    private final Runnable changed = this::changed;
    private final AtomicBoolean due = new AtomicBoolean();
    private final ReentrantLock telling = new ReentrantLock();
    private @Nullable Object told;
    private volatile boolean closed;

    private StatusWatch(Supplier<?> standing, Supplier<T> status, Consumer<? super T> listener, EngineConfig config,
            Consumer<Runnable> forget) {
        this.standing = standing;
        this.status = status;
        this.listener = listener;
        this.executor = config.executor();
        this.forget = forget;
    }

    /**
     * Begins.
     *
     * @param standing what matters of the status; is asked often, and must cost little
     * @param status   all of it
     * @param watch    has its argument called whenever {@code standing} may be another
     * @param forget   ends that
     */
    static <T> StatusWatch<T> begin(Supplier<?> standing, Supplier<T> status, Consumer<? super T> listener, EngineConfig config,
            Consumer<Runnable> watch, Consumer<Runnable> forget) {
        var begun = new StatusWatch<T>(standing, status, listener, config, forget);
        watch.accept(begun.changed);
        begun.changed();
        return begun;
    }

    private void changed() {
        if (!closed && due.compareAndSet(false, true)) {
            try {
                executor.execute(this::tell);
            } catch (Throwable noThread) {
                // Also an Error, such as that there are too many threads: the next change is told all the same.
                due.set(false);
                LOG.log(System.Logger.Level.WARNING, "the application's executor does not take a change of standing", noThread);
            }
        }
    }

    private void tell() {
        telling.lock();
        try {
            due.set(false);
            Object now = standing.get();
            if (!closed && !now.equals(told)) {
                told = now;
                listener.accept(status.get());
            }
        } catch (Throwable failed) {
            LOG.log(System.Logger.Level.WARNING, "a listener to changes of standing failed", failed);
        } finally {
            telling.unlock();
        }
    }

    @Override
    public void close() {
        closed = true;
        forget.accept(changed);
    }
}
