package dev.dust.engine;

import dev.dust.cache.Keys;
import dev.dust.path.DustPath;
import dev.dust.path.GlobIndex;
import dev.dust.subscribe.Change;
import dev.dust.subscribe.DustEvent;
import dev.dust.subscribe.Subscription;
import dev.dust.view.View;
import dev.dust.view.ViewRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The subscriptions of a store. Used by the engine's turns alone, but for {@link #endAll} and {@link #paths}. */
final class Subscribers {
    private static final int PAGE = 1_000;

    private final Set<CallbackQueue> all = ConcurrentHashMap.newKeySet();
    /** How many queues there are by the {@link #room} in them: the intake is told the least. */
    private final TreeMap<Integer, Integer> rooms = new TreeMap<>();
    private final GlobIndex<Subscriber<DustEvent>> ofEvents = new GlobIndex<>();
    private final GlobIndex<Subscriber<Change>> ofChanges = new GlobIndex<>();
    private final GlobIndex<ObjectWatcher> ofObjects = new GlobIndex<>();
    private final PathWatches paths = new PathWatches();
    private final ToldLeaves leaves = new ToldLeaves();
    private final Intake intake;

    /** There are none. {@code intake} is told for how much they have room. */
    Subscribers(Intake intake) {
        this.intake = intake;
    }

    /** From any thread. */
    PathWatches paths() {
        return paths;
    }

    private void add(Subscriber<?> subscriber) {
        all.add(subscriber);
        rooms.merge(room(subscriber), 1, Integer::sum);
        share();
    }

    private void share() {
        intake.share(rooms.isEmpty() ? Integer.MAX_VALUE : rooms.firstKey());
    }

    /** For how much there is room in its queue, whenever no more than half of what may wait in it does. */
    private static int room(Subscriber<?> subscriber) {
        int most = subscriber.options().maxQueue();
        return most - most / 2;
    }

    void addForEvents(Subscriber<DustEvent> subscriber) {
        add(subscriber);
        ofEvents.add(subscriber.glob(), subscriber);
    }

    /** {@code pages}: the leaves of {@code view} that it wants to hear of. */
    void addForChanges(Subscriber<Change> subscriber, View view, RowPages pages) {
        try {
            addLeaves(subscriber, view, pages);
        } catch (Throwable failed) {
            // Nobody is told when they change.
            forgetLeaves();
            throw failed;
        }
        add(subscriber);
        ofChanges.add(subscriber.glob(), subscriber);
    }

    private void addLeaves(Subscriber<Change> subscriber, View view, RowPages pages) {
        List<ViewRow> page = pages.read(view, null, PAGE, subscriber::fail);
        leaves.add(page);
        while (page.size() == PAGE) {
            page = pages.read(view, page.getLast().key(), PAGE, subscriber::fail);
            leaves.add(page);
        }
    }

    void addForObjects(ObjectWatcher watcher) {
        all.add(watcher);
        ofObjects.add(watcher.glob(), watcher);
    }

    @SuppressWarnings("unchecked") // It is in one index or the other; where it is not, removing does nothing.
    void remove(CallbackQueue gone) {
        if (!all.remove(gone)) {
            return;
        }
        switch (gone) {
            case ObjectWatcher watcher -> ofObjects.remove(watcher.glob(), watcher);
            case Subscriber<?> subscriber -> {
                rooms.computeIfPresent(room(subscriber), (room, queues) -> queues == 1 ? null : queues - 1);
                share();
                ofEvents.remove(subscriber.glob(), (Subscriber<DustEvent>) subscriber);
                if (ofChanges.remove(subscriber.glob(), (Subscriber<Change>) subscriber)) {
                    forgetLeaves();
                }
            }
        }
    }

    private void forgetLeaves() {
        if (ofChanges.isEmpty()) {
            leaves.clear();
        } else {
            leaves.keepOnly(ofChanges::anyMatch);
        }
    }

    void tell(DustEvent event) {
        if (ofEvents.isEmpty()) {
            return;
        }
        var ended = new ArrayList<CallbackQueue>(0);
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
        ofObjects.forEach(watcher -> watcher.snapshot(seq));
        paths.touched(null);
    }

    /** The rows are ahead of what was told, and the events between will not come in. */
    void tellPassedOver() {
        ofEvents.forEach(
                subscriber -> subscriber.resync("events were stored by another process while this one had no device id"));
    }

    /** From any thread: ends them all. */
    void endAll() {
        all.forEach(one -> one.end(Subscription.End.CLIENT_CLOSED));
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

    /** Whether somebody wants to hear each op, or change, of a history that is caught up with. */
    boolean hearHistory() {
        return all.stream().anyMatch(one -> one instanceof Subscriber<?> subscriber && subscriber.hearsHistory());
    }

    /** Whether there are subscriptions to changes at all. */
    boolean watchChanges() {
        return !ofChanges.isEmpty();
    }

    /** Whether there are subscriptions for which it counts what rows a commit changes. */
    boolean watchRows() {
        return !ofChanges.isEmpty() || !ofObjects.isEmpty();
    }

    /** Whether somebody wants to hear of leaves at, above or below {@code roots}; null stands for the whole store. */
    boolean watch(@Nullable List<String> roots) {
        return !ofChanges.isEmpty() && (roots == null || roots.stream().anyMatch(ofChanges::mayTouch));
    }

    /** Tells of the leaves at and below {@code roots} that differ from what was told last, in order of their paths. */
    void tellChanges(View view, @Nullable List<String> roots, Change.Cause cause) {
        var ended = new ArrayList<CallbackQueue>(0);
        leaves.compare(view, roots, ofChanges, (key, broken) -> tellUnreadable(List.of(key), broken), (key, before, after) -> {
            var change = new Change(DustPath.ofKey(key), before, after, cause);
            ofChanges.forEachMatch(key, subscriber -> {
                if (!subscriber.deliver(change)) {
                    ended.add(subscriber);
                }
            });
        });
        ended.forEach(this::remove);
    }

    /** Notes the objects of which {@code roots} are a part, and those below them; null stands for the whole store. */
    void touchObjects(@Nullable List<String> roots) {
        if (ofObjects.isEmpty()) {
            return;
        }
        if (roots == null) {
            ofObjects.forEach(watcher -> watcher.touchedBelow(""));
            return;
        }
        for (String root : roots) {
            if (ofObjects.mayTouch(root)) {
                for (String at = root; at != null; at = Keys.parent(at)) {
                    touch(at);
                }
                ofObjects.forEachBelow(root, watcher -> watcher.touchedBelow(root));
            }
        }
    }

    private void touch(String key) {
        ofObjects.forEachMatch(key, watcher -> watcher.touched(key));
    }
}
