package dev.dust.testkit.conformance;

import dev.dust.value.ListValue;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Whether what was seen is what was expected, where only the fields named count. */
final class Match {
    private Match() {
    }

    /** Whether each field of {@code expected} is so in {@code seen}. A null is expected where there is none, too. */
    static boolean named(MapValue expected, MapValue seen) {
        return expected.fields().entrySet().stream()
                .allMatch(field -> same(field.getValue(), seen.get(field.getKey())));
    }

    private static boolean same(Value expected, @Nullable Value seen) {
        return expected.equals(seen == null ? Value.NULL : seen);
    }

    /** The same, and so within each object that is expected. */
    static boolean deep(MapValue expected, MapValue seen) {
        return expected.fields().entrySet().stream().allMatch(field -> {
            MapValue inner = Json.object(field.getValue());
            MapValue seenInner = Json.object(seen.get(field.getKey()));
            return inner != null && seenInner != null
                    ? named(inner, seenInner)
                    : same(field.getValue(), seen.get(field.getKey()));
        });
    }

    /** As {@link #named}, for one list after the other, of the same length. */
    static boolean eachNamed(List<MapValue> expected, List<MapValue> seen) {
        if (expected.size() != seen.size()) {
            return false;
        }
        for (int i = 0; i < expected.size(); i++) {
            if (!named(expected.get(i), seen.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** {@code object} with its path in the one form that all paths here are compared in, rendered. */
    static MapValue rendered(MapValue object) {
        Supplier<String> path = object.get("path") instanceof ListValue segments ? FieldReader.pathOf(segments) : null;
        return path == null ? object : Json.with(object, Map.of("path", Value.of(path.get())));
    }

    static String text(List<MapValue> objects) {
        return Json.text(ListValue.from(objects));
    }
}
