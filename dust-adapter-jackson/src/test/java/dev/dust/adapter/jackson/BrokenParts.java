package dev.dust.adapter.jackson;

import dev.dust.value.ListValue;
import dev.dust.value.MapValue;
import dev.dust.value.TypedValue;
import dev.dust.value.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Values of which one part, at a random place, is to be broken. */
final class BrokenParts {
    /** Stands where something is to be broken: no random value has it. */
    static final String MARK = "@@ broken @@";

    private final Random random;

    /**
     * A value and one of its places.
     *
     * @param marked has the mark there, as a value or as a key
     * @param rest   has null there; for a key, null where the map was
     * @param place  the keys that lead there
     */
    record Broken(Value marked, Value rest, List<String> place) {
    }

    BrokenParts(long seed) {
        this.random = new Random(seed);
    }

    /** {@code value} with the mark in the place of one of its parts. */
    Broken part(Value value) {
        List<List<String>> places = new ArrayList<>();
        collect(value, List.of(), places, false);
        List<String> place = places.get(random.nextInt(places.size()));
        return new Broken(with(value, place, Value.of(MARK)), with(value, place, Value.NULL), place);
    }

    /** {@code value} with the mark as a key more in one of its maps, which is a list's item where it has none. */
    Broken key(Value value) {
        List<List<String>> places = new ArrayList<>();
        collect(value, List.of(), places, true);
        if (places.isEmpty()) {
            return key(new ListValue(List.of(value, MapValue.of(Map.of("a", Value.of(1))))));
        }
        List<String> place = places.get(random.nextInt(places.size()));
        return new Broken(with(value, place, markedMap(fields(at(value, place)))), with(value, place, Value.NULL), place);
    }

    /** Before a random one of the others, or last. */
    private Value markedMap(Map<String, Value> fields) {
        var marked = new LinkedHashMap<String, Value>();
        int at = random.nextInt(fields.size() + 1);
        for (Map.Entry<String, Value> field : fields.entrySet()) {
            if (marked.size() == at) {
                marked.put(MARK, Value.from(List.of(1, Map.of("b", 2))));
            }
            marked.put(field.getKey(), field.getValue());
        }
        marked.putIfAbsent(MARK, Value.from(List.of(Map.of())));
        return MapValue.envelope(marked);
    }

    private static void collect(Value value, List<String> place, List<List<String>> places, boolean mapsOnly) {
        Map<String, Value> fields = fields(value);
        if (!mapsOnly || fields != null) {
            places.add(place);
        }
        if (fields != null) {
            fields.forEach((key, part) -> collect(part, and(place, key), places, mapsOnly));
        } else if (value instanceof ListValue(List<Value> items)) {
            for (int i = 0; i < items.size(); i++) {
                collect(items.get(i), and(place, Integer.toString(i)), places, mapsOnly);
            }
        }
    }

    private static List<String> and(List<String> place, String key) {
        var inner = new ArrayList<>(place);
        inner.add(key);
        return List.copyOf(inner);
    }

    private static Map<String, Value> fields(Value value) {
        return switch (value) {
            case MapValue map -> map.fields();
            case TypedValue typed -> typed.wire().fields();
            default -> null;
        };
    }

    private static Value at(Value value, List<String> place) {
        Value at = value;
        for (String key : place) {
            at = at instanceof ListValue(List<Value> items) ? items.get(Integer.parseInt(key)) : fields(at).get(key);
        }
        return at;
    }

    private static Value with(Value value, List<String> place, Value part) {
        if (place.isEmpty()) {
            return part;
        }
        List<String> rest = place.subList(1, place.size());
        if (value instanceof ListValue(List<Value> items)) {
            var changed = new ArrayList<>(items);
            int index = Integer.parseInt(place.getFirst());
            changed.set(index, with(items.get(index), rest, part));
            return new ListValue(changed);
        }
        var changed = new LinkedHashMap<>(fields(value));
        changed.put(place.getFirst(), with(changed.get(place.getFirst()), rest, part));
        return MapValue.of(changed);
    }
}
