package dev.dust.value;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.OptionalLong;

/** Recognises the maps that are typed values. */
final class TypedForms {
    static final String TYPE = "_type";
    static final String TYPED = "_typed";

    private TypedForms() {
    }

    /**
     * The typed value that {@code map} is, or {@code map} itself. A typed value is only made where it writes back exactly what
     * was read (whole floats for integers aside, which docs/protocol.md#leniency asks for): nothing may be lost.
     */
    static Value read(String type, MapValue map) {
        return switch (type) {
            case Types.DECIMAL -> map.size() == 2 && text(map, TYPED) != null ? decimal(text(map, TYPED), map) : map;
            case Types.DATETIME -> map.size() == 2 && text(map, TYPED) != null ? dateTime(text(map, TYPED), map) : map;
            case Types.FILE -> file(map);
            case Types.LEASE -> lease(map);
            default -> map;
        };
    }

    static boolean isTyped(MapValue map) {
        Value type = map.get(TYPE);
        return type != null && (map.get(TYPED) != null
                || type instanceof TextValue(String name) && (name.equals(Types.FILE) || name.equals(Types.LEASE)));
    }

    static String typeOf(MapValue typed) {
        String name = text(typed, TYPE);
        return name == null ? Types.MAP : switch (name) {
            case Types.DECIMAL -> Types.DECIMAL;
            case Types.DATETIME -> Types.DATETIME;
            case Types.FILE -> Types.FILE;
            case Types.LEASE -> Types.LEASE;
            default -> Types.MAP;
        };
    }

    static MapValue wire(String type, String typed) {
        var fields = new LinkedHashMap<String, Value>();
        fields.put(TYPED, Value.of(typed));
        fields.put(TYPE, Value.of(type));
        return MapValue.envelope(fields);
    }

    private static Value decimal(String text, MapValue otherwise) {
        return DecimalSyntax.isDecimal(text) ? new DecimalValue(text) : otherwise;
    }

    private static Value dateTime(String text, MapValue otherwise) {
        try {
            return new DateTimeValue(text, Instant.parse(text));
        } catch (DateTimeException unreadable) {
            return otherwise;
        }
    }

    private static Value file(MapValue map) {
        String hash = text(map, "hash");
        long size = WholeNumbers.of(map.get("size")).orElse(-1);
        return hash == null || size < 0 ? map : new FileRef(withWhole(map, "size", size), hash, size);
    }

    private static Value lease(MapValue map) {
        OptionalLong token = WholeNumbers.of(map.get("token"));
        OptionalLong expiresAt = WholeNumbers.of(map.get("expires_at"));
        if (token.isEmpty() || expiresAt.isEmpty()) {
            return map;
        }
        return new LeaseValue(withWhole(withWhole(map, "token", token.getAsLong()), "expires_at", expiresAt.getAsLong()),
                token.getAsLong(), expiresAt.getAsLong());
    }

    static String text(MapValue map, String key) {
        return map.get(key) instanceof TextValue(String text) ? text : null;
    }

    private static MapValue withWhole(MapValue map, String key, long whole) {
        if (map.get(key) instanceof IntValue) {
            return map;
        }
        var fields = new LinkedHashMap<>(map.fields());
        fields.put(key, Value.of(whole));
        return MapValue.envelope(fields);
    }
}
