package dev.dust;

import dev.dust.error.DustException;
import dev.dust.path.DustPath;
import dev.dust.value.LeaseValue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells what becomes of the lease at one key, and of the connection. For use within the tasks of one {@link SerialTasks}
 * alone.
 */
final class LeaseWatch {
    private static final System.Logger LOG = System.getLogger(LeaseWatch.class.getName());

    private final DustStore store;
    private final DustPath key;
    private final Consumer<Runnable> tasks;
    private final Consumer<@Nullable LeaseValue> row;
    private final Runnable linkListener;
    @SuppressWarnings("UnnecessaryLambda") // The same object is watched with and forgotten.
    private final Runnable rowListener = this::lookSoon;

    /**
     * Nothing is watched yet.
     *
     * @param tasks takes what is to be done as a task
     * @param row   told, in a task, what stands there now, which may be what it was before; null for none, or one that is no
     *              lease
     * @param link  called, in a task, when the connection may stand otherwise than before
     */
    LeaseWatch(DustStore store, DustPath key, Consumer<Runnable> tasks, Consumer<@Nullable LeaseValue> row, Runnable link) {
        this.store = store;
        this.key = key;
        this.tasks = tasks;
        this.row = row;
        this.linkListener = () -> tasks.accept(link);
    }

    /** From now on tells what becomes of both; what stands there now too. */
    void open() {
        store.core().link().watch(linkListener);
        store.core().engine().watchPath(key, rowListener);
        lookSoon();
    }

    private void lookSoon() {
        tasks.accept(this::look);
    }

    private void look() {
        LeaseValue there;
        try {
            there = store.at(key).get().optional().orElse(null) instanceof LeaseValue lease ? lease : null;
        } catch (DustException unreadable) {
            // The cache is away, or the client is closed. What matters about a lease is told by its time, too.
            LOG.log(System.Logger.Level.DEBUG, "the lease " + key + " cannot be read", unreadable);
            return;
        }
        row.accept(there);
    }

    /** Tells nothing more, but for what is on its way. */
    void close() {
        store.core().link().forget(linkListener);
        store.core().engine().forgetPath(key, rowListener);
    }
}
