package dev.dust.engine;

import dev.dust.cache.Keys;
import dev.dust.cache.Order;
import dev.dust.cache.Scan;
import dev.dust.cache.UnreadableRowException;
import dev.dust.keymap.KeyMap;
import dev.dust.path.GlobIndex;
import dev.dust.value.Value;
import dev.dust.view.View;
import dev.dust.view.ViewCursor;
import dev.dust.view.ViewRow;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The leaves that subscriptions to changes want to hear of, as they were told last. What they were before cannot be read from a
 * cache that other processes store to as well: it may have changed before its event came in here. Used by turns alone.
 */
final class ToldLeaves {
    private KeyMap<Value> leaves = KeyMap.empty();

    /** A leaf, and what it was; each null where there was none. */
    @FunctionalInterface
    interface Difference {
        /** {@code before} and {@code after} differ. */
        void tell(String key, @Nullable Value before, @Nullable Value after);
    }

    /** These are there, for those who begin to hear now. What others were told last stays. */
    void add(List<ViewRow> rows) {
        for (ViewRow row : rows) {
            if (leaves.get(row.key()) == null) {
                leaves = leaves.put(row.key(), row.value());
            }
        }
    }

    /** Forgets all that nobody wants to hear of any more. */
    void keepOnly(Predicate<String> wanted) {
        KeyMap<Value> all = leaves;
        KeyMap.Cursor<Value> each = all.cursor(null, null, Order.ASCENDING);
        while (each.next()) {
            String key = Objects.requireNonNull(each.key(), "key");
            if (!wanted.test(key)) {
                leaves = leaves.remove(key);
            }
        }
    }

    void clear() {
        leaves = KeyMap.empty();
    }

    /**
     * Finds out which leaves at and below {@code roots} are others now, and takes them for told.
     *
     * @param roots      null for the whole store
     * @param unreadable hears of rows that cannot be read, which count as unchanged
     */
    void compare(View view, @Nullable List<String> roots, GlobIndex<?> wanted, BiConsumer<String, Throwable> unreadable,
            Difference difference) {
        // What cannot be read may be as it was: its watchers hear of that, and of no change.
        var broken = new HashSet<String>();
        BiConsumer<String, Throwable> noting = (key, why) -> {
            broken.add(key);
            unreadable.accept(key, why);
        };
        var before = new TreeMap<String, Value>(Keys.ORDER);
        var after = new TreeMap<String, Value>(Keys.ORDER);
        if (roots == null) {
            collect(before, Scan.ALL);
            collect(after, view, Scan.ALL, wanted, noting);
        } else {
            for (String root : roots) {
                if (wanted.mayTouch(root)) {
                    if (wanted.anyMatch(root)) {
                        put(before, root, leaves.get(root));
                        put(after, root, leaf(view, root, noting));
                    }
                    collect(before, Scan.below(root));
                    collect(after, view, Scan.below(root), wanted, noting);
                }
            }
        }
        var keys = new TreeMap<String, Value>(Keys.ORDER);
        keys.putAll(before);
        keys.putAll(after);
        keys.keySet().removeAll(broken);
        for (String key : keys.keySet()) {
            Value old = before.get(key);
            Value now = after.get(key);
            if (now == null || !now.equals(old)) {
                leaves = now == null ? leaves.remove(key) : leaves.put(key, now);
                difference.tell(key, old, now);
            }
        }
    }

    private static void put(TreeMap<String, Value> into, String key, @Nullable Value value) {
        if (value != null) {
            into.put(key, value);
        }
    }

    private void collect(TreeMap<String, Value> into, Scan scan) {
        KeyMap.Cursor<Value> each = leaves.cursor(scan.from(), scan.to(), Order.ASCENDING);
        while (each.next()) {
            into.put(each.key(), each.value());
        }
    }

    /**
     * A row that cannot be read will not be so later: it is no leaf, its watchers hear of that, and all others are told as
     * ever.
     */
    private static @Nullable Value leaf(View view, String key, BiConsumer<String, Throwable> unreadable) {
        try {
            return view.leaf(key);
        } catch (UnreadableRowException broken) {
            unreadable.accept(key, broken);
            return null;
        }
    }

    private static void collect(TreeMap<String, Value> into, View view, Scan scan, GlobIndex<?> wanted,
            BiConsumer<String, Throwable> unreadable) {
        try (ViewCursor rows = view.scan(scan)) {
            boolean goesOn = true;
            while (goesOn) {
                try {
                    ViewRow row = rows.next();
                    goesOn = row != null;
                    if (row != null && wanted.anyMatch(row.key())) {
                        into.put(row.key(), row.value());
                    }
                } catch (UnreadableRowException broken) {
                    // The cursor goes on behind it.
                    unreadable.accept(broken.key(), broken);
                }
            }
        }
    }
}
