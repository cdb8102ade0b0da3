package dev.dust.op;

import dev.dust.error.InvalidRequestException;
import dev.dust.path.DustPath;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Spreads maps over rows: one per leaf, the keys of nested maps as segments (docs/protocol.md#ops). However deep, at no cost of
 * stack.
 */
final class Leaves {
    private Leaves() {
    }

    /** A map of which a part has been gone through. */
    private record Opened(String key, Iterator<Map.Entry<String, Value>> rest) {
        Opened(String key, MapValue map) {
            this(key, map.fields().entrySet().iterator());
        }
    }

    /** Calls {@code leaf} with the key and value of each leaf of {@code map}, put at {@code key}. An empty map has none. */
    static void each(String key, MapValue map, BiConsumer<String, Value> leaf) {
        var open = new ArrayDeque<Opened>();
        for (Opened innermost = new Opened(key, map); innermost != null; innermost = open.poll()) {
            while (innermost.rest.hasNext()) {
                Map.Entry<String, Value> field = innermost.rest.next();
                String child = DustPath.childKey(innermost.key, field.getKey());
                if (field.getValue() instanceof MapValue nested && !nested.isLeaf()) {
                    open.push(innermost);
                    innermost = new Opened(child, nested);
                } else {
                    leaf.accept(child, field.getValue());
                }
            }
        }
    }

    /**
     * Checks that {@code value} can be stored.
     *
     * @throws InvalidRequestException {@code empty_segment} for an empty key in a map that is spread
     */
    static void check(Value value) {
        if (value instanceof MapValue map && !map.isLeaf()) {
            checkFields(map);
        }
    }

    /** The same for the fields of a map, whatever it looks like itself. */
    static void checkFields(MapValue map) {
        var open = new ArrayDeque<MapValue>();
        for (MapValue next = map; next != null; next = open.poll()) {
            next.forEach((field, value) -> {
                if (field.isEmpty()) {
                    throw new InvalidRequestException("empty_segment",
                            "a map key is empty, and cannot be a segment of a path (empty_segment)");
                }
                if (value instanceof MapValue nested && !nested.isLeaf()) {
                    open.push(nested);
                }
            });
        }
    }
}
