package dev.dust;

import dev.dust.error.DustException;
import dev.dust.subscribe.Subscription;
import dev.dust.value.LeaseValue;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells what becomes of the lease at one key, and of the connection. For use within the tasks of one {@link SerialTasks}
 * alone.
 */
final class LeaseWatch {
    private static final System.Logger LOG = System.getLogger(LeaseWatch.class.getName());

    private final DustStore store;
    private final String key;
    private final Consumer<Runnable> tasks;
    private final Consumer<@Nullable LeaseValue> row;
    private final Runnable linkListener;
    private final List<Subscription> watches = new ArrayList<>();

    /**
     * Nothing is watched yet.
     *
     * @param tasks takes what is to be done as a task
     * @param row   told, in a task, what stands there now, which may be what it was before; null for none, or one that is no
     *              lease
     * @param link  called, in a task, when the connection may stand otherwise than before
     */
    LeaseWatch(DustStore store, String key, Consumer<Runnable> tasks, Consumer<@Nullable LeaseValue> row, Runnable link) {
        this.store = store;
        this.key = key;
        this.tasks = tasks;
        this.row = row;
        this.linkListener = () -> tasks.accept(link);
    }

    /** From now on tells what becomes of both; what stands there now too. */
    void open() {
        store.core().link().watch(linkListener);
        store.core().watch(key, this::lookSoon, watches::add);
        lookSoon();
    }

    private void lookSoon() {
        tasks.accept(this::look);
    }

    private void look() {
        LeaseValue there;
        try {
            there = store.get(key).optional().orElse(null) instanceof LeaseValue lease ? lease : null;
        } catch (DustException unreadable) {
            // The cache is away, or the client is closed. What matters about a lease is told by its time, too.
            LOG.log(System.Logger.Level.DEBUG, "the lease " + key + " cannot be read", unreadable);
            return;
        }
        row.accept(there);
    }

    /** What cannot be ended, because the client is closed or its cache is away, ends by itself. */
    void close() {
        store.core().link().forget(linkListener);
        for (Subscription watch : watches) {
            try {
                watch.close();
            } catch (Throwable e) {
                LOG.log(System.Logger.Level.DEBUG, "what watches the lease " + key + " is left to end by itself", e);
            }
        }
        watches.clear();
    }
}
