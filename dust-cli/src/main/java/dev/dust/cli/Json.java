package dev.dust.cli;

import dev.dust.adapter.jackson.JacksonCodecs;
import dev.dust.codec.Codecs;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** JSON as the commands read and write it. */
final class Json {
    static final Codecs CODECS = new JacksonCodecs();

    private Json() {
    }

    /**
     * The value that {@code text} is.
     *
     * @throws dev.dust.codec.CodecException if it is none
     */
    static Value parse(String text) {
        return CODECS.json().decode(text.getBytes(StandardCharsets.UTF_8));
    }

    /** {@code value} in one line. */
    static String render(Value value) {
        return new String(CODECS.json().encode(value), StandardCharsets.UTF_8);
    }

    /** Prints {@code value} as one line, at once. */
    static void print(PrintWriter out, Value value) {
        out.print(render(value) + '\n');
        out.flush();
    }

    /**
     * A JSON object.
     *
     * @param namesAndValues a name, its value as {@link Value#from} takes it, the next name ...
     */
    static Value object(@Nullable Object... namesAndValues) {
        Map<String, Value> fields = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            fields.put((String) Objects.requireNonNull(namesAndValues[i], "name"), Value.from(namesAndValues[i + 1]));
        }
        return MapValue.envelope(fields);
    }
}
