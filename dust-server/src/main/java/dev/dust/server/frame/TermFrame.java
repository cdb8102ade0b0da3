package dev.dust.server.frame;

import dev.dust.value.DateTimeValue;
import dev.dust.value.ListValue;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A frame with Elixir's datetimes in it, as the public server sends some: in MessagePack they are timestamps (extension type
 * -1), in JSON strings.
 */
public final class TermFrame {
    private static final int FIXARRAY = 0x90;
    private static final int ARRAY_32 = 0xdd;
    private static final int FIXMAP = 0x80;
    private static final int MAP_32 = 0xdf;
    private static final int MOST_FIX = 15;
    private static final int FIXEXT_4 = 0xd6;
    private static final int FIXEXT_8 = 0xd7;
    private static final int EXT_8 = 0xc7;
    private static final int TIMESTAMP = -1;
    private static final int SECONDS_BITS = 34;
    private static final int UINT32_BITS = 32;

    private final Frame json;
    private final Frame frame;
    private final List<String> at;
    private final boolean members;

    private TermFrame(Frame json, Frame frame, List<String> at, boolean members) {
        this.json = json;
        this.frame = frame;
        this.at = at;
        this.members = members;
    }

    /**
     * An {@code event} whose value is a term.
     *
     * @param inJson  the value as JSON has it
     * @param members whether not the value is a term, but its members are
     */
    public static TermFrame ofEvent(Frame event, Value inJson, boolean members) {
        return new TermFrame(with(event, List.of("value"), inJson), event, List.of("value"), members);
    }

    /** A reply whose response has a datetime, or null, at {@code key}. */
    public static TermFrame ofReply(Frame reply, String key) {
        var response = (MapValue) Objects.requireNonNull(reply.payload().get("response"), "response");
        Value time = Objects.requireNonNull(response.get(key), key);
        return new TermFrame(
                with(reply, List.of("response", key), time instanceof DateTimeValue ? Value.of(time.toString()) : time),
                reply, List.of("response", key), false);
    }

    private static Frame with(Frame frame, List<String> at, Value value) {
        return new Frame(frame.joinRef(), frame.ref(), frame.topic(), frame.event(), with(frame.payload(), at, value));
    }

    private static MapValue with(MapValue map, List<String> at, Value value) {
        var fields = new LinkedHashMap<>(map.fields());
        String key = at.getFirst();
        fields.put(key, at.size() == 1
                ? value
                : with((MapValue) Objects.requireNonNull(map.get(key), key), at.subList(1, at.size()), value));
        return MapValue.envelope(fields);
    }

    /** The bytes of the frame. */
    public byte[] encode(Format format) {
        if (format == Format.JSON) {
            return format.encode(json);
        }
        List<Value> parts = ((ListValue) FloatExpiry.in(frame.toValue())).items();
        var out = new ByteArrayOutputStream();
        head(out, parts.size(), FIXARRAY, ARRAY_32);
        parts.subList(0, parts.size() - 1).forEach(part -> value(out, part));
        map(out, (MapValue) parts.getLast(), at);
        return out.toByteArray();
    }

    private void map(ByteArrayOutputStream out, MapValue map, List<String> path) {
        head(out, map.size(), FIXMAP, MAP_32);
        for (Map.Entry<String, Value> field : map.fields().entrySet()) {
            value(out, Value.of(field.getKey()));
            if (!field.getKey().equals(path.getFirst())) {
                value(out, field.getValue());
            } else if (path.size() > 1) {
                map(out, (MapValue) field.getValue(), path.subList(1, path.size()));
            } else if (members && field.getValue() instanceof ListValue list) {
                head(out, list.items().size(), FIXARRAY, ARRAY_32);
                list.items().forEach(member -> term(out, member));
            } else {
                term(out, field.getValue());
            }
        }
    }

    private static void head(ByteArrayOutputStream out, int size, int fix, int wide) {
        if (size <= MOST_FIX) {
            out.write(fix | size);
        } else {
            out.write(wide);
            out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(size).array());
        }
    }

    private static void value(ByteArrayOutputStream out, Value value) {
        out.writeBytes(Format.MESSAGE_PACK.codec().encode(value));
    }

    private static void term(ByteArrayOutputStream out, Value term) {
        if (term instanceof DateTimeValue time) {
            out.writeBytes(timestamp(time.instant()));
        } else {
            value(out, term);
        }
    }

    /** The shortest of the three forms of a timestamp. */
    private static byte[] timestamp(Instant time) {
        long seconds = time.getEpochSecond();
        int nanos = time.getNano();
        if (seconds >>> SECONDS_BITS != 0) {
            return ByteBuffer.allocate(15).put((byte) EXT_8).put((byte) 12).put((byte) TIMESTAMP).putInt(nanos)
                    .putLong(seconds).array();
        }
        if (nanos == 0 && seconds >>> UINT32_BITS == 0) {
            return ByteBuffer.allocate(6).put((byte) FIXEXT_4).put((byte) TIMESTAMP).putInt((int) seconds).array();
        }
        return ByteBuffer.allocate(10).put((byte) FIXEXT_8).put((byte) TIMESTAMP)
                .putLong((long) nanos << SECONDS_BITS | seconds).array();
    }
}
