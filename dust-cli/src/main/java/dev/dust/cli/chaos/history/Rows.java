package dev.dust.cli.chaos.history;

import dev.dust.value.IntValue;
import dev.dust.value.ListValue;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/** The rows of a store, as its history makes them: the checker's own reading of the server's rules. */
final class Rows {
    private static final char AFTER_SLASH = '/' + 1;

    private final NavigableMap<String, Row> rows = new TreeMap<>();
    private final Set<String> deleted = new HashSet<>();

    Row get(String path) {
        return rows.get(path);
    }

    NavigableMap<String, Row> all() {
        return rows;
    }

    /** Whether there was a row once. */
    boolean wasDeleted(String path) {
        return deleted.contains(path) && !rows.containsKey(path);
    }

    /** What the server has to commit for a write with this operand. */
    Value committed(String op, String path, Value operand) {
        return switch (op) {
            case "increment" -> rows.get(path) != null && rows.get(path).value() instanceof IntValue number
                    ? number.plus((IntValue) operand)
                    : operand;
            case "add" -> {
                var items = new ArrayList<>(List.of(operand));
                members(path).stream().filter(item -> !item.equals(operand)).forEach(items::add);
                yield new ListValue(items);
            }
            case "remove" -> {
                var items = new ArrayList<>(members(path));
                items.remove(operand);
                yield new ListValue(items);
            }
            default -> operand;
        };
    }

    private List<Value> members(String path) {
        return rows.get(path) != null && rows.get(path).value() instanceof ListValue list ? list.items() : List.of();
    }

    /** Does what the server has committed. */
    void apply(Committed event) {
        switch (event.op()) {
            case "delete", "release" -> remove(event.path());
            case "merge" -> ((MapValue) event.value()).forEach((key, value) -> {
                if (value instanceof MapValue) {
                    set(event.path() + '/' + key, value, event.seq());
                } else {
                    put(event.path() + '/' + key, value, event.seq());
                }
            });
            case "set" -> set(event.path(), event.value(), event.seq());
            default -> put(event.path(), event.value(), event.seq());
        }
    }

    private void set(String path, Value value, long seq) {
        remove(path);
        if (value instanceof MapValue map) {
            map.forEach((key, below) -> set(path + '/' + key, below, seq));
        } else {
            put(path, value, seq);
        }
    }

    private void put(String path, Value value, long seq) {
        rows.put(path, new Row(value, seq));
    }

    private void remove(String path) {
        var below = rows.subMap(path + '/', path + AFTER_SLASH);
        deleted.addAll(below.keySet());
        below.clear();
        if (rows.remove(path) != null) {
            deleted.add(path);
        }
    }
}
