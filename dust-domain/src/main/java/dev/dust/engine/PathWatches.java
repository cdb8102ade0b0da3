package dev.dust.engine;

import dev.dust.cache.Keys;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Those of this library who want to know when what is at a path may have changed. Unlike a subscription each is called in the
 * turn that changed it, is not told what, and holds up nothing. Thread-safe.
 */
final class PathWatches {
    /** Never with an empty set. Keys are in the order of chars, in which a subtree is in one piece, too. */
    private final ConcurrentSkipListMap<String, Set<Runnable>> byKey = new ConcurrentSkipListMap<>();

    /** From when this returns {@code listener} hears of all that readers do not see yet. */
    void add(String key, Runnable listener) {
        byKey.merge(key, Set.of(listener), PathWatches::union);
    }

    void remove(String key, Runnable listener) {
        byKey.computeIfPresent(key, (path, listeners) -> without(listeners, listener));
    }

    private static Set<Runnable> union(Set<Runnable> some, Set<Runnable> more) {
        return Stream.concat(some.stream(), more.stream()).collect(Collectors.toUnmodifiableSet());
    }

    private static @Nullable Set<Runnable> without(Set<Runnable> listeners, Runnable listener) {
        Set<Runnable> left = listeners.stream().filter(each -> !each.equals(listener)).collect(Collectors.toUnmodifiableSet());
        return left.isEmpty() ? null : left;
    }

    boolean isEmpty() {
        return byKey.isEmpty();
    }

    /** Rows at or below {@code roots} are others than readers saw before; null stands for the whole store. */
    void touched(@Nullable List<String> roots) {
        if (roots == null) {
            byKey.values().forEach(PathWatches::call);
            return;
        }
        for (String root : roots) {
            for (String at = root; at != null; at = Keys.parent(at)) {
                callAt(at);
            }
            byKey.subMap(Keys.subtreeFrom(root), Keys.subtreeTo(root)).values().forEach(PathWatches::call);
        }
    }

    private void callAt(String key) {
        Set<Runnable> listeners = byKey.get(key);
        if (listeners != null) {
            call(listeners);
        }
    }

    private static void call(Set<Runnable> listeners) {
        listeners.forEach(Runnable::run);
    }
}
