package dev.dust.sync;

import dev.dust.cache.Keys;
import dev.dust.op.Op;
import dev.dust.sync.OpHistory.Reach;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The ops that may have taken effect in a history that is gone. Some were taken for sure: the server is given an op only when
 * it has taken those before it whose order to it matters, or together with these where it takes none out of turn
 * (docs/protocol.md#in-turn). So an op that it took tells of them. Sent again, they would take effect behind it.
 */
final class Untraceable {
    /** By path, kind of op and order: ops of one kind commute with all that one of them commutes with. */
    private final NavigableMap<String, Map<Class<? extends Op>, NavigableMap<Long, PendingOp>>> byKey = new TreeMap<>();

    /** The history is gone that would tell of those of {@code ops} that were sent. */
    void historyGone(Collection<PendingOp> ops) {
        byKey.clear();
        for (PendingOp op : ops) {
            if (op.history.reach() == Reach.UNTRACEABLE && !op.isLeaseOp()) {
                byKey.computeIfAbsent(op.op.path().key(), key -> new HashMap<>())
                        .computeIfAbsent(op.op.getClass(), kind -> new TreeMap<>()).put(op.order, op);
            }
        }
    }

    /** Nothing is told of these any more. */
    void clear() {
        byKey.clear();
    }

    /** Those that were taken, since {@code taken} was, and that wait to be told so; oldest first. They are here no more. */
    List<PendingOp> before(PendingOp taken) {
        if (byKey.isEmpty()) {
            return List.of();
        }
        var before = new ArrayList<PendingOp>();
        var open = new ArrayDeque<PendingOp>(List.of(taken));
        while (!open.isEmpty()) {
            PendingOp next = open.remove();
            int found = before.size();
            moveBefore(next, before);
            open.addAll(before.subList(found, before.size()));
        }
        before.sort(Comparator.comparingLong(op -> op.order));
        return before;
    }

    private void moveBefore(PendingOp taken, List<PendingOp> before) {
        String key = taken.op.path().key();
        byKey.subMap(Keys.subtreeFrom(key), Keys.subtreeTo(key)).values().removeIf(kinds -> isEmptied(kinds, taken, before));
        for (String at = key; at != null; at = Keys.parent(at)) {
            byKey.computeIfPresent(at, (path, kinds) -> isEmptied(kinds, taken, before) ? null : kinds);
        }
    }

    private static boolean isEmptied(Map<Class<? extends Op>, NavigableMap<Long, PendingOp>> kinds, PendingOp taken,
            List<PendingOp> before) {
        for (NavigableMap<Long, PendingOp> ops : kinds.values()) {
            if (!taken.op.commutesWith(ops.firstEntry().getValue().op)) {
                var earlier = ops.headMap(taken.order, false);
                earlier.values().stream().filter(Untraceable::waitsToBeTold).forEach(before::add);
                earlier.clear();
            }
        }
        kinds.values().removeIf(Map::isEmpty);
        return kinds.isEmpty();
    }

    /** What an earlier run could not send was passed by what is behind it, and is kept as never sent. */
    private static boolean waitsToBeTold(PendingOp op) {
        return op.state == OpState.UNCERTAIN && op.history.reach() == Reach.UNTRACEABLE && op.history.keptAsSent();
    }
}
