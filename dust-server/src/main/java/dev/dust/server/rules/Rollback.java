package dev.dust.server.rules;

import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes old values again (docs/protocol.md#rollback), by ops that every client knows: sets and deletes. So a counter that
 * comes back is an integer until somebody increments it.
 */
final class Rollback {
    /** An op that brings the rows nearer to what they were. */
    record Step(ServerOp op, String key, Value value) {
    }

    private final Rules rules;
    private final Rows scratch;
    private final List<Step> steps = new ArrayList<>();

    private Rollback(Rules rules, Rows now) {
        this.rules = rules;
        scratch = now.copy();
    }

    /** What makes {@code now} hold the values of {@code then}. */
    static List<Step> ofStore(Rules rules, Rows now, Rows then) {
        var rollback = new Rollback(rules, now);
        rollback.rowByRow(now.all(), then.all());
        return List.copyOf(rollback.steps);
    }

    /**
     * What makes the row at {@code key}, and the rows below it, hold the values of {@code then}: nothing if they do, else one
     * op wherever one op can say it.
     */
    static List<Step> ofPath(Rules rules, String key, Rows now, Rows then) {
        SortedMap<String, StoredRow> nowRows = tree(key, now);
        SortedMap<String, StoredRow> thenRows = tree(key, then);
        if (values(nowRows).equals(values(thenRows))) {
            return List.of();
        }
        if (thenRows.isEmpty()) {
            return List.of(new Step(ServerOp.DELETE, key, Value.NULL));
        }
        var rollback = new Rollback(rules, now);
        Value whole = Bounds.allow(thenRows.keySet()) ? assemble(key, thenRows) : null;
        if (whole != null) {
            rollback.step(ServerOp.SET, key, whole);
            if (values(tree(key, rollback.scratch)).equals(values(thenRows))) {
                return List.copyOf(rollback.steps);
            }
        }
        var slowly = new Rollback(rules, now);
        slowly.rowByRow(nowRows, thenRows);
        return List.copyOf(slowly.steps);
    }

    /** Parents sort before what is below them, so a set never removes what an earlier step brought back. */
    private void rowByRow(SortedMap<String, StoredRow> now, SortedMap<String, StoredRow> then) {
        for (String key : now.keySet()) {
            if (!then.containsKey(key) && scratch.get(key) != null) {
                step(ServerOp.DELETE, key, Value.NULL);
            }
        }
        then.forEach((key, row) -> {
            StoredRow current = scratch.get(key);
            if (current == null || !current.value().equals(row.value())) {
                step(ServerOp.SET, key, row.value());
            }
        });
    }

    private void step(ServerOp op, String key, Value value) {
        op.mutationOf(rules, scratch, key, value).commit(0);
        steps.add(new Step(op, key, value));
    }

    private static SortedMap<String, StoredRow> tree(String key, Rows rows) {
        var tree = new TreeMap<>(rows.below(key));
        if (rows.get(key) != null) {
            tree.put(key, rows.get(key));
        }
        return tree;
    }

    private static Map<String, Value> values(SortedMap<String, StoredRow> rows) {
        var values = new LinkedHashMap<String, Value>();
        rows.forEach((key, row) -> values.put(key, row.value()));
        return values;
    }

    /** The leaf at {@code key}, or the map that the rows below it make up; null if there is something at both. */
    private static @Nullable Value assemble(String key, SortedMap<String, StoredRow> tree) {
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
