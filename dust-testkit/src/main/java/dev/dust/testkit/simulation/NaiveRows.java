package dev.dust.testkit.simulation;

import dev.dust.server.ledger.Event;
import dev.dust.server.ledger.StoredRow;
import dev.dust.value.FloatValue;
import dev.dust.value.IntValue;
import dev.dust.value.ListValue;
import dev.dust.value.MapValue;
import dev.dust.value.Types;
import dev.dust.value.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Rows, and what ops do to them, in the plainest way (docs/protocol.md#ops): what a client has to show is compared with this.
 * Paths are ASCII, so that their order is that of strings.
 */
final class NaiveRows {
    private final TreeMap<String, StoredRow> rows;

    NaiveRows() {
        this(new TreeMap<>());
    }

    private NaiveRows(TreeMap<String, StoredRow> rows) {
        this.rows = rows;
    }

    NaiveRows copy() {
        return new NaiveRows(new TreeMap<>(rows));
    }

    SortedMap<String, StoredRow> all() {
        return rows;
    }

    /** Takes in a committed op, which carries its result. */
    void commit(Event event) {
        String path = event.path();
        long revision = event.storeSeq();
        switch (event.op()) {
            case "increment" -> rows.put(path, new StoredRow(event.value(), Types.COUNTER, revision));
            case "add", "remove" -> rows.put(path, new StoredRow(event.value(), Types.SET, revision));
            case "lease", "renew" -> rows.put(path, new StoredRow(event.value(), Types.LEASE, revision));
            case "release" -> rows.remove(path);
            default -> tree(event.op(), path, event.value(), revision);
        }
    }

    /** Takes in a write that the server has not answered: what its client shows meanwhile. */
    void show(WriteCall call) {
        String path = call.path();
        StoredRow row = rows.get(path);
        Value before = row == null ? null : row.value();
        switch (call.op()) {
            case "increment" -> {
                if (countsOn(before)) {
                    rows.put(path, new StoredRow(sum(before, call.value()), Types.COUNTER, 0));
                }
            }
            case "add" -> {
                var members = new LinkedHashSet<>(List.of(call.value()));
                members.addAll(items(before));
                rows.put(path, new StoredRow(new ListValue(List.copyOf(members)), Types.SET, 0));
            }
            case "remove" -> {
                var members = new ArrayList<>(items(before));
                members.remove(call.value());
                rows.put(path, new StoredRow(new ListValue(members), Types.SET, 0));
            }
            default -> tree(call.op(), path, call.value(), 0);
        }
    }

    private void tree(String op, String path, Value value, long revision) {
        switch (op) {
            case "set" -> {
                clear(path);
                spread(path, value, revision);
            }
            case "delete" -> clear(path);
            case "merge" -> ((MapValue) value).forEach((key, field) -> {
                String child = path + "/" + escape(key);
                if (!field.isLeaf()) {
                    clear(child);
                }
                spread(child, field, revision);
            });
            default -> throw new SimulationFailure("the model knows no op " + op);
        }
    }

    private void clear(String path) {
        rows.remove(path);
        rows.subMap(path + "/", path + "0").clear();
    }

    private void spread(String path, Value value, long revision) {
        if (value.isLeaf()) {
            rows.put(path, new StoredRow(value, value.type(), revision));
        } else {
            ((MapValue) value).forEach((key, child) -> spread(path + "/" + escape(key), child, revision));
        }
    }

    /** There are servers that refuse to count on from anything else; a client shows no more than what all servers would do. */
    private static boolean countsOn(@Nullable Value before) {
        return before == null || before instanceof IntValue || before instanceof FloatValue || before.equals(Value.NULL)
                || before.equals(Value.of(false));
    }

    private static Value sum(@Nullable Value before, Value by) {
        if (before instanceof IntValue a && by instanceof IntValue b) {
            return Value.of(a.bigValue().add(b.bigValue()));
        }
        return before instanceof IntValue || before instanceof FloatValue ? Value.of(asDouble(before) + asDouble(by)) : by;
    }

    private static double asDouble(Value number) {
        return number instanceof FloatValue(double d) ? d : ((IntValue) number).bigValue().doubleValue();
    }

    private static List<Value> items(@Nullable Value value) {
        return value instanceof ListValue(List<Value> items) ? items : List.of();
    }

    /** What a reader of {@code path} gets: the row, else the rows below as a map, in which a row hides what lies below it. */
    @Nullable
    Value at(String path) {
        StoredRow row = rows.get(path);
        if (row != null) {
            return row.value();
        }
        var fields = new LinkedHashMap<String, Value>();
        for (String key : rows.subMap(path + "/", path + "0").keySet()) {
            String rest = key.substring(path.length() + 1);
            String field = rest.contains("/") ? rest.substring(0, rest.indexOf('/')) : rest;
            if (!fields.containsKey(unescape(field))) {
                fields.put(unescape(field), at(path + "/" + field));
            }
        }
        return fields.isEmpty() ? null : MapValue.of(fields);
    }

    /** What is at the first segment of each path. */
    SortedMap<String, Value> objects() {
        var objects = new TreeMap<String, Value>();
        for (String path : rows.keySet()) {
            String object = path.contains("/") ? path.substring(0, path.indexOf('/')) : path;
            objects.computeIfAbsent(object, this::at);
        }
        return objects;
    }

    private static String escape(String segment) {
        return segment.replace("~", "~0").replace("/", "~1");
    }

    private static String unescape(String segment) {
        return segment.replace("~1", "/").replace("~0", "~");
    }
}
