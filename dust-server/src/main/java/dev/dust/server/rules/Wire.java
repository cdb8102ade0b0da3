package dev.dust.server.rules;

import dev.dust.value.MapValue;
import dev.dust.value.NullValue;
import dev.dust.value.TextValue;
import dev.dust.value.TypedValue;
import dev.dust.value.Value;
import dev.dust.value.WholeNumbers;
import java.util.LinkedHashMap;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Reads and builds the maps of the protocol. */
public final class Wire {
    private Wire() {
    }

    /** Whether {@code map} says that {@code key} is true. */
    public static boolean isTrue(MapValue map, String key) {
        return Value.of(true).equals(map.get(key));
    }

    /** Whether {@code key} is there and not null: peers may leave a null out, or send it (docs/protocol.md#leniency). */
    public static boolean has(MapValue map, String key) {
        return map.get(key) != null && !(map.get(key) instanceof NullValue);
    }

    /** The text at {@code key}, or null if there is none. */
    public static @Nullable String text(MapValue map, String key) {
        return map.get(key) instanceof TextValue(String text) ? text : null;
    }

    /**
     * The integer that {@code value} is, or null: a whole float where an integer is meant is that integer
     * (docs/protocol.md#leniency).
     */
    public static @Nullable Long integer(@Nullable Value value) {
        OptionalLong whole = WholeNumbers.of(value);
        return whole.isPresent() ? whole.getAsLong() : null;
    }

    /** The map that {@code value} is on the wire, or null. */
    public static @Nullable MapValue map(@Nullable Value value) {
        return switch (value) {
            case MapValue map -> map;
            case TypedValue typed -> typed.wire();
            case null, default -> null;
        };
    }

    /** A protocol map of alternating keys and plain values. */
    public static MapValue mapOf(@Nullable Object... keysAndValues) {
        var fields = new LinkedHashMap<String, Value>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            fields.put((String) Objects.requireNonNull(keysAndValues[i], "key"), Value.from(keysAndValues[i + 1]));
        }
        return MapValue.envelope(fields);
    }
}
