package dev.dust.engine;

import dev.dust.cache.CacheException;
import dev.dust.cache.Keys;
import dev.dust.cache.Order;
import dev.dust.cache.UnreadableRowException;
import dev.dust.keymap.KeyMap;
import dev.dust.path.Glob;
import dev.dust.subscribe.SubscriptionOptions;
import dev.dust.value.Value;
import dev.dust.view.View;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A subscription to whole objects (docs/hearing.md): what waits are paths, each once, and what is there is read when its turn
 * comes. So it always ends at the newest state, and a slow callback costs no more than the paths that wait. A turn only notes
 * paths; reading is done on the callback's thread, of many objects by pages.
 *
 * <p>Of each object that was told, its path and a fingerprint of its value are kept: so that its removal is told, also where an
 * op above removed it, and nothing is told twice.
 */
public final class ObjectWatcher extends CallbackQueue {
    private final Told callback;
    private final Function<Value, Object> fingerprints;
    /** Objects that may have changed, in the order in which they did. Under the monitor. */
    private final LinkedHashSet<String> objects = new LinkedHashSet<>();
    /** Keys below which objects may have changed; the empty one stands for all. Under the monitor. */
    private final LinkedHashSet<String> subtrees = new LinkedHashSet<>();
    /** Objects that were read together, and have not changed since. Under the monitor. */
    private final LinkedHashMap<String, Value> read = new LinkedHashMap<>();
    /** The subtree that is being read by pages; null if there is none. Under the monitor. */
    private @Nullable ObjectWalk walk;
    /** Whether nothing is read before a while is over, because the cache is away. Under the monitor. */
    private boolean pausing;
    private Supplier<View> views = () -> {
        throw new IllegalStateException("not attached");
    };
    /** Of the objects that were told. Used by the draining task alone. */
    private KeyMap<Known> known = KeyMap.empty();
    private long walks;

    /**
     * What is known of an object that was told.
     *
     * @param fingerprint of its value
     * @param walk        the last walk that met it
     */
    private record Known(Object fingerprint, long walk) {
    }

    /** Hears of an object. */
    @FunctionalInterface
    public interface Told {
        /**
         * What is at a path now.
         *
         * @param key   the path's
         * @param value null if nothing is there any more
         */
        void accept(String key, @Nullable Value value);
    }

    /**
     * A watcher of what matches; all that is there waits to be told.
     *
     * @param fingerprints gives equal objects for equal values, and others for others
     */
    public ObjectWatcher(String store, Glob glob, SubscriptionOptions options, Executor executor, Told callback,
            Function<Value, Object> fingerprints) {
        super(store, glob, options, executor, BEGUN_WITHIN);
        this.callback = callback;
        this.fingerprints = fingerprints;
        subtrees.add("");
    }

    /** Begins to tell what is there. */
    void begin(Supplier<View> now) {
        Runnable task;
        synchronized (this) {
            views = now;
            task = startDraining();
        }
        handOver(task);
    }

    /** The object at {@code key} may have changed. Called by turns alone. */
    void touched(String key) {
        Runnable task;
        synchronized (this) {
            if (!isActive()) {
                return;
            }
            read.remove(key);
            objects.add(key);
            task = startDraining();
        }
        handOver(task);
    }

    /** Objects below {@code key} may have changed; all if it is empty. Called by turns alone. */
    void touchedBelow(String key) {
        Runnable task;
        synchronized (this) {
            if (!isActive()) {
                return;
            }
            if (key.isEmpty()) {
                dropWaiting();
            }
            read.keySet().removeIf(other -> Keys.isBelow(other, key));
            subtrees.add(key);
            task = startDraining();
        }
        handOver(task);
    }

    @Override
    void snapshot(long seq) {
        touchedBelow("");
    }

    @Override
    void resync(String why) {
        touchedBelow("");
    }

    @Override
    public void fail(Throwable why) {
        // It reads by itself, and meets what cannot be read.
    }

    @Override
    void dropWaiting() {
        objects.clear();
        subtrees.clear();
        read.clear();
        walk = null;
    }

    @Override
    @Nullable
    Runnable poll() {
        if (pausing) {
            return null;
        }
        if (!objects.isEmpty()) {
            String key = first(objects);
            return () -> whenReadable(() -> look(key), () -> touched(key));
        }
        if (!read.isEmpty()) {
            Iterator<Map.Entry<String, Value>> each = read.entrySet().iterator();
            Map.Entry<String, Value> next = each.next();
            each.remove();
            return () -> tell(next.getKey(), next.getValue());
        }
        if (walk == null && !subtrees.isEmpty()) {
            walk = new ObjectWalk(glob(), first(subtrees), ++walks);
        }
        ObjectWalk going = walk;
        return going == null ? null : () -> whenReadable(() -> goOn(going), () -> {
            // The walk is where it was.
        });
    }

    private static String first(LinkedHashSet<String> waiting) {
        Iterator<String> each = waiting.iterator();
        String first = each.next();
        each.remove();
        return first;
    }

    /** Where the cache is away, it is asked again in a moment: the newest state is told, whenever it can be read. */
    private void whenReadable(Runnable look, Runnable again) {
        try {
            look.run();
        } catch (UnreadableRowException broken) {
            throw broken;
        } catch (CacheException away) {
            again.run();
            pause();
        }
    }

    private void pause() {
        synchronized (this) {
            pausing = true;
        }
        inAWhile(() -> {
            Runnable task;
            synchronized (this) {
                pausing = false;
                task = startDraining();
            }
            handOver(task);
        });
    }

    private void look(String key) {
        Value value;
        try (View view = views.get()) {
            value = view.value(key);
        }
        tell(key, value);
    }

    private void tell(String key, @Nullable Value value) {
        Known before = known.get(key);
        if (value == null) {
            if (before != null) {
                known = known.remove(key);
                callback.accept(key, null);
            }
            return;
        }
        Object fingerprint = fingerprints.apply(value);
        if (before == null || !before.fingerprint.equals(fingerprint)) {
            known = known.put(key, new Known(fingerprint, walks));
            callback.accept(key, value);
        }
    }

    /** Reads a page; behind the last one, looks at what was told and is not there. */
    private void goOn(ObjectWalk going) {
        Map<String, Value> page;
        try (View view = views.get()) {
            page = going.next(view, this::failed);
        }
        for (String key : page.keySet()) {
            Known before = known.get(key);
            if (before != null) {
                known = known.put(key, new Known(before.fingerprint, going.number()));
            }
        }
        synchronized (this) {
            if (walk == going) {
                page.forEach((key, value) -> {
                    if (!objects.contains(key) && subtrees.stream().noneMatch(root -> isIn(key, root))) {
                        read.put(key, value);
                    }
                });
                if (!going.isOver()) {
                    return;
                }
                walk = null;
            }
        }
        if (going.isOver()) {
            lookAtMissing(going);
        }
    }

    private void lookAtMissing(ObjectWalk over) {
        String root = over.root();
        KeyMap.Cursor<Known> each = root.isEmpty()
                ? known.cursor(null, null, Order.ASCENDING)
                : known.cursor(Keys.subtreeFrom(root), Keys.subtreeTo(root), Order.ASCENDING);
        while (each.next()) {
            if (Objects.requireNonNull(each.value(), "value").walk != over.number()) {
                touched(Objects.requireNonNull(each.key(), "key"));
            }
        }
    }

    private static boolean isIn(String key, String root) {
        return root.isEmpty() || Keys.isBelow(key, root);
    }
}
