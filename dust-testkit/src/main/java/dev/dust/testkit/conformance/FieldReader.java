package dev.dust.testkit.conformance;

import dev.dust.cache.Order;
import dev.dust.path.DustPath;
import dev.dust.value.BoolValue;
import dev.dust.value.IntValue;
import dev.dust.value.ListValue;
import dev.dust.value.MapValue;
import dev.dust.value.TextValue;
import dev.dust.value.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads an object of a scenario field by field, and complains about a field that is missing, of the wrong kind, or not known.
 * Every method throws {@link ScenarioFailure}.
 */
final class FieldReader {
    private final String what;
    private final MapValue fields;
    private final Set<String> read = new HashSet<>();

    FieldReader(String what, Value object) {
        this.what = what;
        MapValue map = Json.object(object);
        if (map == null) {
            throw new ScenarioFailure(what + " is an object, not " + Json.text(object));
        }
        this.fields = map;
    }

    boolean has(String key) {
        return fields.get(key) != null;
    }

    /** The field, or null if there is none. */
    @Nullable
    Value find(String key) {
        read.add(key);
        return fields.get(key);
    }

    Value get(String key) {
        return required(key, find(key));
    }

    private <T> T required(String key, @Nullable T found) {
        if (found == null) {
            throw new ScenarioFailure(what + " has no field \"" + key + '"');
        }
        return found;
    }

    private <T> @Nullable T find(String key, String kind, Function<Value, @Nullable T> reader) {
        Value value = find(key);
        T found = value == null ? null : reader.apply(value);
        if (value != null && found == null) {
            throw new ScenarioFailure("\"" + key + "\" of " + what + " is " + kind + ", not " + Json.text(value));
        }
        return found;
    }

    @Nullable
    String findText(String key) {
        return find(key, "a text", Json::string);
    }

    String text(String key) {
        return required(key, findText(key));
    }

    /** A text out of a few; the first where there is none. */
    String choice(String key, String... choices) {
        String text = findText(key);
        if (text != null && !List.of(choices).contains(text)) {
            throw new ScenarioFailure("\"" + key + "\" of " + what + " is one of " + String.join(", ", choices) + ", not "
                    + text);
        }
        return text == null ? choices[0] : text;
    }

    @Nullable
    Long findWhole(String key) {
        return find(key, "a whole number", value -> value instanceof IntValue n && n.isLong() ? n.longValue() : null);
    }

    long whole(String key) {
        return required(key, findWhole(key));
    }

    /** A whole number that fits an int: what lies beyond is as wrong as the nearest one that fits. */
    @Nullable
    Integer findInt(String key) {
        Long whole = findWhole(key);
        return whole == null ? null : Math.clamp(whole, Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    /** Whether the field is there and true. */
    boolean flag(String key) {
        return find(key, "true or false", value -> value instanceof BoolValue bool ? bool : null) == BoolValue.TRUE;
    }

    @Nullable
    MapValue findObject(String key) {
        return find(key, "an object", Json::object);
    }

    MapValue object(String key) {
        return required(key, findObject(key));
    }

    /** The object at {@code key} as a reader of its own, without fields if there is none. */
    FieldReader nested(String key) {
        return new FieldReader("\"" + key + "\" of " + what, has(key) ? object(key) : MapValue.EMPTY);
    }

    /** The order at {@code order}; ascending if there is none. */
    Order order() {
        return choice("order", "asc", "desc").equals("desc") ? Order.DESCENDING : Order.ASCENDING;
    }

    @Nullable
    List<Value> findList(String key) {
        return find(key, "a list", value -> value instanceof ListValue(List<Value> items) ? items : null);
    }

    List<Value> list(String key) {
        return required(key, findList(key));
    }

    /**
     * A path, as text or as a list of segments; rendered when it is asked for, since it may be one that a call has to refuse.
     */
    Supplier<String> path(String key) {
        return required(key, find(key, "a text or a list of segments", FieldReader::pathOf));
    }

    /** {@code value} as a rendered path, or null if it is neither a text nor a list of texts. */
    static @Nullable Supplier<String> pathOf(Value value) {
        if (value instanceof TextValue(String rendered)) {
            return () -> rendered;
        }
        if (!(value instanceof ListValue(List<Value> items))) {
            return null;
        }
        var segments = new ArrayList<String>();
        for (Value item : items) {
            if (!(item instanceof TextValue(String segment))) {
                return null;
            }
            segments.add(segment);
        }
        return () -> DustPath.of(segments).key();
    }

    List<Supplier<String>> paths(String key) {
        return list(key).stream().map(item -> {
            Supplier<String> path = pathOf(item);
            if (path == null) {
                throw new ScenarioFailure("\"" + key + "\" of " + what + " holds paths, not " + Json.text(item));
            }
            return path;
        }).toList();
    }

    /** A list of objects, each with no other fields than these; any, if none are named. */
    List<MapValue> objects(String key, String... known) {
        return list(key).stream().map(item -> {
            var object = new FieldReader("an object of \"" + key + '"', item);
            return object.only(known.length == 0 ? object.fields.fields().keySet().toArray(String[]::new) : known);
        }).toList();
    }

    /** Those of the fields {@code known} that are there; others must not be, unless they were read before. */
    MapValue only(String... known) {
        var found = new LinkedHashMap<String, Value>();
        for (String key : known) {
            if (has(key)) {
                found.put(key, get(key));
            }
        }
        end();
        return MapValue.envelope(found);
    }

    /** Complains about fields that were not read. */
    void end() {
        fields.fields().keySet().stream().filter(key -> !read.contains(key)).findFirst().ifPresent(unknown -> {
            throw new ScenarioFailure(what + " knows no field \"" + unknown + '"');
        });
    }
}
