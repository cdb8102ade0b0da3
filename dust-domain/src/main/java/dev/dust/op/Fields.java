package dev.dust.op;

import dev.dust.value.BoolValue;
import dev.dust.value.MapValue;
import dev.dust.value.TextValue;
import dev.dust.value.TypedValue;
import dev.dust.value.Value;
import dev.dust.value.WholeNumbers;
import java.util.OptionalLong;

/** Reads the fields of messages, with the leniency that docs/protocol.md#leniency asks for. */
public final class Fields {
    private Fields() {
    }

    /** The text at {@code key}, or null if there is none. */
    public static String text(MapValue map, String key) {
        return map.get(key) instanceof TextValue(String text) ? text : null;
    }

    /** The integer at {@code key}; a whole float is that integer (docs/protocol.md#leniency). Empty if there is none. */
    public static OptionalLong whole(MapValue map, String key) {
        return WholeNumbers.of(map.get(key));
    }

    /** Whether {@code key} holds true. */
    public static boolean isTrue(MapValue map, String key) {
        return map.get(key) == BoolValue.TRUE;
    }

    /** The map at {@code key}, a typed value's included; empty if there is none. */
    public static MapValue map(MapValue map, String key) {
        MapValue found = asMap(map.get(key));
        return found == null ? MapValue.EMPTY : found;
    }

    /** {@code value} as the map that it is on the wire, or null if it is none. */
    public static MapValue asMap(Value value) {
        return switch (value) {
            case MapValue map -> map;
            case TypedValue typed -> typed.wire();
            case null, default -> null;
        };
    }
}
