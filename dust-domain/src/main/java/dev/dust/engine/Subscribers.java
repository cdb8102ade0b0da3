package dev.dust.engine;

import dev.dust.cache.Keys;
import dev.dust.cache.Scan;
import dev.dust.cache.UnreadableRowException;
import dev.dust.path.DustPath;
import dev.dust.path.GlobIndex;
import dev.dust.subscribe.Change;
import dev.dust.subscribe.DustEvent;
import dev.dust.value.Value;
import dev.dust.view.View;
import dev.dust.view.ViewCursor;
import dev.dust.view.ViewRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The subscriptions of a store. Used by the engine's turns alone, but for {@link #endAll}. */
final class Subscribers {
    private final Set<Subscriber<?>> all = ConcurrentHashMap.newKeySet();
    private final GlobIndex<Subscriber<DustEvent>> ofEvents = new GlobIndex<>();
    private final GlobIndex<Subscriber<Change>> ofChanges = new GlobIndex<>();

    void addForEvents(Subscriber<DustEvent> subscriber) {
        all.add(subscriber);
        ofEvents.add(subscriber.glob(), subscriber);
    }

    void addForChanges(Subscriber<Change> subscriber) {
        all.add(subscriber);
        ofChanges.add(subscriber.glob(), subscriber);
    }

    @SuppressWarnings("unchecked") // It is in one index or the other; where it is not, removing does nothing.
    void remove(Subscriber<?> subscriber) {
        all.remove(subscriber);
        ofEvents.remove(subscriber.glob(), (Subscriber<DustEvent>) subscriber);
        ofChanges.remove(subscriber.glob(), (Subscriber<Change>) subscriber);
    }

    void tell(DustEvent event) {
        if (ofEvents.isEmpty()) {
            return;
        }
        var ended = new ArrayList<Subscriber<?>>(0);
        ofEvents.forEachMatch(event.path().key(), subscriber -> {
            if (!subscriber.deliver(event)) {
                ended.add(subscriber);
            }
        });
        ended.forEach(this::remove);
    }

    void tellSnapshot(long seq) {
        ofEvents.forEach(subscriber -> subscriber.snapshot(seq));
        ofChanges.forEach(subscriber -> subscriber.snapshot(seq));
    }

    /** From any thread: ends them all. */
    void endAll() {
        all.forEach(Subscriber::end);
    }

    /**
     * Tells those who want to hear of leaves at, above or below {@code roots} that they cannot; null stands for the whole
     * store.
     */
    void tellUnreadable(@Nullable List<String> roots, Throwable why) {
        ofChanges.forEach(subscriber -> {
            var one = new GlobIndex<Subscriber<Change>>();
            one.add(subscriber.glob(), subscriber);
            if (roots == null || roots.stream().anyMatch(one::mayTouch)) {
                subscriber.fail(why);
            }
        });
    }

    /** Whether there are subscriptions to changes at all. */
    boolean watchChanges() {
        return !ofChanges.isEmpty();
    }

    /** Whether somebody wants to hear of leaves at, above or below {@code roots}; null stands for the whole store. */
    boolean watch(@Nullable List<String> roots) {
        return !ofChanges.isEmpty() && (roots == null || roots.stream().anyMatch(ofChanges::mayTouch));
    }

    /** The watched leaves of {@code view} at and below {@code roots}. */
    TreeMap<String, Value> watchedLeaves(View view, @Nullable List<String> roots) {
        var leaves = new TreeMap<String, Value>(Keys.ORDER);
        if (roots == null) {
            collect(leaves, view, Scan.ALL);
            return leaves;
        }
        for (String root : roots) {
            if (ofChanges.mayTouch(root)) {
                Value leaf = ofChanges.anyMatch(root) ? leaf(view, root) : null;
                if (leaf != null) {
                    leaves.put(root, leaf);
                }
                collect(leaves, view, Scan.below(root));
            }
        }
        return leaves;
    }

    /**
     * A row that cannot be read will not be so later: it is no leaf, its watchers hear of that, and all others are told as
     * ever.
     */
    private @Nullable Value leaf(View view, String key) {
        try {
            return view.leaf(key);
        } catch (UnreadableRowException broken) {
            tellUnreadable(List.of(key), broken);
            return null;
        }
    }

    private void collect(TreeMap<String, Value> leaves, View view, Scan scan) {
        try (ViewCursor rows = view.scan(scan)) {
            boolean goesOn = true;
            while (goesOn) {
                try {
                    ViewRow row = rows.next();
                    goesOn = row != null;
                    if (row != null && ofChanges.anyMatch(row.key())) {
                        leaves.put(row.key(), row.value());
                    }
                } catch (UnreadableRowException broken) {
                    // The cursor goes on behind it.
                    tellUnreadable(List.of(broken.key()), broken);
                }
            }
        }
    }

    /** Tells of the leaves that differ, in order of their paths. */
    void tellChanges(TreeMap<String, Value> before, TreeMap<String, Value> after, Change.Cause cause) {
        var keys = new TreeMap<String, Value>(Keys.ORDER);
        keys.putAll(before);
        keys.putAll(after);
        var ended = new ArrayList<Subscriber<?>>(0);
        for (String key : keys.keySet()) {
            Value old = before.get(key);
            Value now = after.get(key);
            if (!Objects.equals(old, now)) {
                var change = new Change(DustPath.ofKey(key), old, now, cause);
                ofChanges.forEachMatch(key, subscriber -> {
                    if (!subscriber.deliver(change)) {
                        ended.add(subscriber);
                    }
                });
            }
        }
        ended.forEach(this::remove);
    }
}
