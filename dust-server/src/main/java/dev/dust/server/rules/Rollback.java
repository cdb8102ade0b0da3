package dev.dust.server.rules;

import dev.dust.cache.Keys;
import dev.dust.server.ledger.KeyedRow;
import dev.dust.server.ledger.OverlaidRows;
import dev.dust.server.ledger.Rows;
import dev.dust.server.ledger.StoredRow;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Writes old values again (docs/protocol.md#rollback), by ops that every client knows: sets and deletes. So a counter that
 * comes back is an integer until somebody increments it. Leases are no part of what comes back: an old one would let somebody
 * write who holds nothing any more.
 */
final class Rollback {
    /** An op that brings the rows nearer to what they were. */
    record Step(ServerOp op, String key, Value value) {
    }

    /**
     * What is to be brought back.
     *
     * @param rows      all of it
     * @param differing at least the keys where it differs from now
     */
    record Goal(Rows rows, Differing differing) {
    }

    private final Rules rules;
    private final OverlaidRows scratch;
    private final List<Step> steps = new ArrayList<>();
    private long growth;

    private Rollback(Rules rules, Rows now) {
        this.rules = rules;
        scratch = new OverlaidRows(now);
    }

    /** What makes {@code now} hold the values of {@code goal}. */
    static Rollback ofStore(Rules rules, Rows now, Goal goal) {
        var rollback = new Rollback(rules, now);
        rollback.rowByRow(goal);
        return rollback;
    }

    /**
     * What makes the row at {@code key}, and the rows below it, hold the values of {@code then}: nothing if they do, else one
     * op wherever one op can say it.
     */
    static Rollback ofPath(Rules rules, String key, Rows now, Goal goal) {
        if (!goal.differing().isEmpty()) {
            Rollback byOneOp = byOneOp(rules, key, now, goal.rows());
            if (byOneOp != null) {
                return byOneOp;
            }
        }
        return ofStore(rules, now, goal);
    }

    /** Null if one op cannot say it, because of a lease that has to stay, or because that is more than is read. */
    private static @Nullable Rollback byOneOp(Rules rules, String key, Rows now, Rows then) {
        var rollback = new Rollback(rules, now);
        SortedMap<String, StoredRow> all = Differing.tree(rules, key, now);
        SortedMap<String, StoredRow> old = all == null ? null : Differing.tree(rules, key, then);
        if (all == null || old == null) {
            return null;
        }
        SortedMap<String, StoredRow> nowRows = rollback.concerned(all);
        SortedMap<String, StoredRow> thenRows = rollback.concerned(old);
        if (values(nowRows).equals(values(thenRows))) {
            return rollback;
        }
        boolean othersStay = nowRows.size() < all.size();
        if (thenRows.isEmpty() && (!othersStay || nowRows.containsKey(key))) {
            rollback.step(ServerOp.DELETE, key, Value.NULL);
            return rollback;
        }
        Value whole = othersStay && !thenRows.containsKey(key) ? null : assemble(key, thenRows);
        if (whole == null) {
            return null;
        }
        rollback.step(ServerOp.SET, key, whole);
        SortedMap<String, StoredRow> done = Differing.tree(rules, key, rollback.scratch);
        return done != null && values(done).equals(values(thenRows)) ? rollback : null;
    }

    /** What is to be done, in order. */
    List<Step> steps() {
        return List.copyOf(steps);
    }

    /** By how many rows there are more once that is done, or fewer, if it is negative. */
    long growth() {
        return growth;
    }

    /** Without the rows that a rollback leaves alone. */
    private SortedMap<String, StoredRow> concerned(SortedMap<String, StoredRow> rows) {
        var concerned = new TreeMap<>(rows);
        concerned.values().removeIf(row -> !rules.rollsBack(row.value()));
        return concerned;
    }

    private @Nullable StoredRow concerned(@Nullable StoredRow row) {
        return row == null || !rules.rollsBack(row.value()) ? null : row;
    }

    /** Parents sort before what is below them, so a set never removes what an earlier step brought back. */
    private void rowByRow(Goal goal) {
        Differing differing = goal.differing();
        for (String key = differing.first(); key != null; key = differing.after(key)) {
            if (concerned(differing.then(key)) == null && concerned(scratch.get(key)) != null) {
                // Its own row is gone.
                lookBelow(key, -1 - step(ServerOp.DELETE, key, Value.NULL), goal);
            }
        }
        for (String key = differing.first(); key != null; key = differing.after(key)) {
            StoredRow row = concerned(differing.then(key));
            StoredRow current = row == null ? null : scratch.get(key);
            if (row != null && (current == null || !current.value().equals(row.value()))) {
                lookBelow(key, (current == null ? 1 : 0) - step(ServerOp.SET, key, row.value()), goal);
            }
        }
    }

    /**
     * A step at {@code key} has taken {@code taken} rows that were below with it, also those that were as they are to be. Most
     * steps take none, and then nothing is read.
     */
    private static void lookBelow(String key, long taken, Goal goal) {
        if (taken > 0) {
            try (Stream<KeyedRow> below = goal.rows().below(key)) {
                for (Iterator<KeyedRow> each = below.iterator(); each.hasNext();) {
                    KeyedRow row = each.next();
                    goal.differing().put(row.key(), row.row());
                }
            }
        }
    }

    /** Answers by how many rows there are more. */
    private long step(ServerOp op, String key, Value value) {
        Mutation mutation = op.mutationOf(rules, scratch, 0, key, value);
        long more = mutation.growth();
        growth += more;
        scratch.apply(mutation.changes());
        steps.add(new Step(op, key, value));
        return more;
    }

    private static Map<String, Value> values(SortedMap<String, StoredRow> rows) {
        var values = new LinkedHashMap<String, Value>();
        rows.forEach((key, row) -> values.put(key, row.value()));
        return values;
    }

    /** The leaf at {@code key}, or the map that the rows below it make up; null if one op cannot say it. */
    private static @Nullable Value assemble(String key, SortedMap<String, StoredRow> tree) {
        if (tree.isEmpty() || !Bounds.allow(tree.keySet())) {
            return null;
        }
        if (tree.containsKey(key)) {
            return tree.size() == 1 ? tree.get(key).value() : null;
        }
        int depth = KeyPath.parse(key).segments().size();
        var root = new LinkedHashMap<String, Object>();
        for (var row : tree.entrySet()) {
            List<String> below = KeyPath.parse(row.getKey()).segments();
            int levels = below.size() - depth + Depth.of(row.getValue().value());
            if (levels > Depth.MOST || !graft(root, below.subList(depth, below.size()), row.getValue().value())) {
                return null;
            }
        }
        return toValue(root);
    }

    @SuppressWarnings("unchecked")
    private static boolean graft(Map<String, Object> root, List<String> segments, Value value) {
        Map<String, Object> map = root;
        for (String segment : segments.subList(0, segments.size() - 1)) {
            if (!(map.computeIfAbsent(segment, s -> new LinkedHashMap<String, Object>()) instanceof Map<?, ?> child)) {
                return false;
            }
            map = (Map<String, Object>) child;
        }
        return map.putIfAbsent(segments.getLast(), value) == null;
    }

    @SuppressWarnings("unchecked")
    private static Value toValue(Map<String, Object> map) {
        var fields = new LinkedHashMap<String, Value>();
        map.forEach((key, child) -> fields.put(key, child instanceof Value v ? v : toValue((Map<String, Object>) child)));
        return MapValue.of(fields);
    }
}
