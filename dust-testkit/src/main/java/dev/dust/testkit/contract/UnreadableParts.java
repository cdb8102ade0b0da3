package dev.dust.testkit.contract;

import dev.dust.server.frame.Format;
import dev.dust.value.ListValue;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Writes what is well-formed in its format, and yet no value. */
final class UnreadableParts {
    /** Stands where something unreadable is to be written. */
    private static final String MARK = "to be unreadable";
    /** A surrogate without its partner, which is no text. */
    private static final byte[] IN_JSON = "\"\\ud800\"".getBytes(StandardCharsets.UTF_8);
    /** An extension type that nobody knows. */
    private static final byte[] IN_MESSAGE_PACK = {(byte) 0xd4, 0x7f, 0};

    private UnreadableParts() {
    }

    /** The bytes of {@code whole} with something unreadable in each of {@code places}. */
    static byte[] encode(Format format, Value whole, List<List<String>> places) {
        Value marked = whole;
        for (List<String> place : places) {
            marked = marked(marked, place);
        }
        byte[] bytes = format.codec().encode(marked);
        byte[] mark = format.codec().encode(Value.of(MARK));
        var out = new ByteArrayOutputStream();
        for (int at = 0; at < bytes.length;) {
            if (at + mark.length <= bytes.length && Arrays.equals(bytes, at, at + mark.length, mark, 0, mark.length)) {
                out.writeBytes(unreadable(format));
                at += mark.length;
            } else {
                out.write(bytes[at++]);
            }
        }
        return out.toByteArray();
    }

    private static byte[] unreadable(Format format) {
        return format == Format.JSON ? IN_JSON : IN_MESSAGE_PACK;
    }

    private static Value marked(Value value, List<String> place) {
        if (place.isEmpty()) {
            return Value.of(MARK);
        }
        List<String> inner = place.subList(1, place.size());
        if (value instanceof ListValue(List<Value> items)) {
            var changed = new ArrayList<>(items);
            int index = Integer.parseInt(place.getFirst());
            changed.set(index, marked(items.get(index), inner));
            return new ListValue(changed);
        }
        var changed = new LinkedHashMap<>(((MapValue) value).fields());
        changed.computeIfPresent(place.getFirst(), (key, part) -> marked(part, inner));
        return MapValue.envelope(changed);
    }

    /** Frames of which it cannot be told what they are about, in all the ways that there are in this format. */
    static List<byte[]> frames(Format format) {
        List<@Nullable Object> event = frame(null, null, "store:a/b", "event", MapValue.EMPTY);
        Stream<byte[]> noFrames = Stream.of(null, 7, "text", MapValue.EMPTY, List.of(), List.of(1, 2, 3, 4, 5),
                event.subList(0, 4),
                frame(null, null, "store:a/b", "event", MapValue.EMPTY, 6), frame(null, null, "store:a/b", 7, MapValue.EMPTY),
                frame(null, null, List.of(), "event", MapValue.EMPTY)).map(Value::from).map(format.codec()::encode);
        Stream<byte[]> gaps = Stream.of("0", "1", "2", "3")
                .map(part -> encode(format, Value.from(event), List.of(List.of(part))));
        Stream<byte[]> malformed = Stream.of(new byte[0],
                format == Format.JSON ? "[1,".getBytes(StandardCharsets.UTF_8) : new byte[]{(byte) 0xc1, 7});
        return Stream.of(malformed, noFrames, gaps).flatMap(each -> each).toList();
    }

    private static List<@Nullable Object> frame(@Nullable Object... parts) {
        return Arrays.asList(parts);
    }
}
