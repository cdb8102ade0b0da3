package dev.dust.op;

import dev.dust.error.InvalidRequestException;
import dev.dust.path.Path;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.util.function.BiConsumer;

/** Spreads maps over rows: one per leaf, the keys of nested maps as segments (PROTOCOL 5, set). */
final class Leaves {
    private Leaves() {
    }

    /** Calls {@code leaf} with the key and value of each leaf of {@code map}, put at {@code key}. An empty map has none. */
    static void each(String key, MapValue map, BiConsumer<String, Value> leaf) {
        map.forEach((field, value) -> {
            String child = Path.childKey(key, field);
            if (value instanceof MapValue nested && !nested.isLeaf()) {
                each(child, nested, leaf);
            } else {
                leaf.accept(child, value);
            }
        });
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
        map.forEach((field, value) -> {
            if (field.isEmpty()) {
                throw new InvalidRequestException("empty_segment",
                        "a map key is empty, and cannot be a segment of a path (empty_segment)");
            }
            check(value);
        });
    }
}
