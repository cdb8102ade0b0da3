package dev.dust.view;

import dev.dust.cache.Keys;
import dev.dust.cache.Row;
import dev.dust.op.Op;
import dev.dust.value.FloatValue;
import dev.dust.value.IntValue;
import dev.dust.value.ListValue;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.TreeMap;

/** The rules of docs/protocol.md#ops written down once more, in the plainest way: copy everything, then replay. */
final class NaiveView {
    private final TreeMap<String, Value> rows = new TreeMap<>(Keys.ORDER);

    NaiveView(Iterable<Row> committed) {
        committed.forEach(row -> rows.put(row.key(), row.value()));
    }

    TreeMap<String, Value> rows() {
        return rows;
    }

    void apply(Op op) {
        String key = op.path().key();
        switch (op) {
            case Op.Put put -> set(key, put.value());
            case Op.Delete delete -> clear(key);
            case Op.Merge merge -> merge.value().forEach((field, value) -> {
                if (value instanceof MapValue map && !map.isLeaf()) {
                    set(key + "/" + escape(field), map);
                } else {
                    rows.put(key + "/" + escape(field), value);
                }
            });
            case Op.Increment increment -> rows.put(key, plus(rows.get(key), increment.by()));
            case Op.Add add -> {
                var members = new ArrayList<Value>();
                members.add(add.member());
                members(key).stream().filter(member -> !members.contains(member)).forEach(members::add);
                rows.put(key, new ListValue(members));
            }
            case Op.Remove remove -> {
                var members = new ArrayList<>(members(key));
                members.remove(remove.member());
                rows.put(key, new ListValue(members));
            }
            case Op.PutFile file -> set(key, file.file());
            case Op.LeaseOp lease -> {
                // Shows nothing before the server has decided.
            }
        }
    }

    private List<Value> members(String key) {
        return rows.get(key) instanceof ListValue list ? list.items() : List.of();
    }

    private static Value plus(Value a, Value b) {
        return switch (a) {
            case IntValue x when b instanceof IntValue y -> Value.of(x.bigValue().add(y.bigValue()));
            case IntValue x -> Value.of(x.bigValue().doubleValue() + ((FloatValue) b).value());
            case FloatValue x when b instanceof IntValue y -> Value.of(x.value() + y.bigValue().doubleValue());
            case FloatValue x -> Value.of(x.value() + ((FloatValue) b).value());
            case null -> b;
            default -> a.equals(Value.NULL) || a.equals(Value.of(false)) ? b : a;
        };
    }

    private void clear(String key) {
        rows.keySet().removeIf(row -> row.equals(key) || row.startsWith(key + "/"));
    }

    private void set(String key, Value value) {
        clear(key);
        write(key, value);
    }

    private void write(String key, Value value) {
        if (value instanceof MapValue map && !map.isLeaf()) {
            map.forEach((field, child) -> write(key + "/" + escape(field), child));
        } else {
            rows.put(key, value);
        }
    }

    private static String escape(String field) {
        return field.replace("~", "~0").replace("/", "~1");
    }

    /**
     * The value that a reader of {@code key} gets: the row, else the rows below as a map, in which a row hides what lies below
     * it.
     */
    Value value(String key) {
        if (rows.containsKey(key)) {
            return rows.get(key);
        }
        var fields = new LinkedHashMap<String, Value>();
        for (String row : rows.keySet()) {
            if (row.startsWith(key + "/")) {
                String rest = row.substring(key.length() + 1);
                String field = rest.contains("/") ? rest.substring(0, rest.indexOf('/')) : rest;
                fields.putIfAbsent(field.replace("~1", "/").replace("~0", "~"), value(key + "/" + field));
            }
        }
        return fields.isEmpty() ? null : MapValue.of(fields);
    }
}
