package dev.dust.cli.chaos.history;

import dev.dust.adapter.jackson.JacksonCodecs;
import dev.dust.codec.Codecs;
import dev.dust.value.ListValue;
import dev.dust.value.TextValue;
import dev.dust.value.Value;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Notes as lines of JSON: the kind, and what it says. */
public final class NoteCodec {
    private static final Codecs CODECS = new JacksonCodecs();
    private static final Map<String, Class<?>> KINDS = Stream.of(Note.class.getPermittedSubclasses())
            .collect(Collectors.toMap(Class::getSimpleName, Function.identity()));

    private NoteCodec() {
    }

    /** A line, with its end. */
    public static byte[] encode(Note note) {
        var pair = new ListValue(
                List.of(Value.of(note.getClass().getSimpleName()), CODECS.objects().toValue(note)));
        return (new String(CODECS.json().encode(pair), StandardCharsets.UTF_8) + '\n').getBytes(StandardCharsets.UTF_8);
    }

    /**
     * What a line says.
     *
     * @throws dev.dust.codec.CodecException if that is no note
     */
    public static Note decode(String line) {
        List<Value> pair = ((ListValue) CODECS.json().decode(line.getBytes(StandardCharsets.UTF_8))).items();
        return (Note) CODECS.objects().fromValue(pair.get(1), KINDS.get(((TextValue) pair.get(0)).value()));
    }
}
