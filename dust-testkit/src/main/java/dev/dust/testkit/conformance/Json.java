package dev.dust.testkit.conformance;

import dev.dust.adapter.jackson.JacksonCodecs;
import dev.dust.codec.Codecs;
import dev.dust.value.ListValue;
import dev.dust.value.MapValue;
import dev.dust.value.TextValue;
import dev.dust.value.TypedValue;
import dev.dust.value.Value;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values as the JSON of scenarios, in which 1 and 1.0 differ. */
final class Json {
    static final Codecs CODECS = new JacksonCodecs();

    private Json() {
    }

    static Value parse(byte[] text) {
        return CODECS.json().decode(text);
    }

    /** For a line of output. */
    static String text(Value value) {
        return new String(CODECS.json().encode(value), StandardCharsets.UTF_8);
    }

    /** The same for something that may be missing. */
    static String textOr(String otherwise, @Nullable Value value) {
        return value == null ? otherwise : text(value);
    }

    /** A map of alternating keys and plain data. */
    static MapValue map(@Nullable Object... keysAndValues) {
        var fields = new LinkedHashMap<String, Value>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            fields.put((String) keysAndValues[i], Value.from(keysAndValues[i + 1]));
        }
        return MapValue.envelope(fields);
    }

    /** {@code base} with the fields of {@code over} in place of its own. */
    static MapValue with(MapValue base, Map<String, Value> over) {
        var fields = new LinkedHashMap<>(base.fields());
        fields.putAll(over);
        return MapValue.envelope(fields);
    }

    /** An object of the file, also one that looks like a typed value; null if {@code value} is none. */
    static @Nullable MapValue object(@Nullable Value value) {
        return switch (value) {
            case MapValue map -> map;
            case TypedValue typed -> typed.wire();
            case null, default -> null;
        };
    }

    static String text(List<String> texts) {
        return text(ListValue.from(texts));
    }

    /** The text that {@code value} is, or null. */
    static @Nullable String string(@Nullable Value value) {
        return value instanceof TextValue(String text) ? text : null;
    }
}
