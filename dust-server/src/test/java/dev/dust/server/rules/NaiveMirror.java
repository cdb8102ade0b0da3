package dev.dust.server.rules;

import dev.dust.server.ledger.Event;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.util.HashMap;
import java.util.Map;

/** The values of a store as the simplest of clients would keep them, from what the server sends. */
final class NaiveMirror {
    final Map<String, Value> values = new HashMap<>();

    void snapshot(MapValue snapshot) {
        values.clear();
        ((MapValue) snapshot.get("entries")).forEach((key, entry) -> {
            Value value = ((MapValue) entry).get("value");
            boolean wrapped = value instanceof MapValue map && map.get("_scalar") != null;
            values.put(key, wrapped ? ((MapValue) value).get("_scalar") : value);
        });
    }

    void event(Event event) {
        String path = event.path();
        Value value = event.value();
        switch (event.op()) {
            case "set" -> {
                removeTree(path);
                spread(path, value);
            }
            case "delete" -> removeTree(path);
            case "merge" -> ((MapValue) value).forEach((key, child) -> {
                if (!child.isLeaf()) {
                    removeTree(path + "/" + key);
                }
                spread(path + "/" + key, child);
            });
            case "put_file" -> {
                removeTree(path);
                values.put(path, value);
            }
            case "release" -> values.remove(path);
            default -> values.put(path, value);
        }
    }

    private void removeTree(String path) {
        values.keySet().removeIf(key -> key.equals(path) || key.startsWith(path + "/"));
    }

    private void spread(String path, Value value) {
        if (value.isLeaf()) {
            values.put(path, value);
        } else {
            ((MapValue) value).forEach((key, child) -> spread(path + "/" + key, child));
        }
    }
}
