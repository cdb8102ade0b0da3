package dev.dust.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.dust.codec.CodecException;
import dev.dust.codec.ValueCodec;
import dev.dust.transport.ClientMessage;
import dev.dust.transport.ServerMessage;
import dev.dust.value.ListValue;
import dev.dust.value.MapValue;
import dev.dust.value.NullValue;
import dev.dust.value.TextValue;
import dev.dust.value.Value;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Messages as frames, and these as text: {@code [join_ref, ref, topic, event, payload]} (PROTOCOL 2). */
record Frames(ValueCodec json) {
    private static final String STORE = "store:";

    String heartbeat() {
        return text(Arrays.asList(null, "heartbeat", "phoenix", "heartbeat", MapValue.EMPTY));
    }

    String of(ClientMessage message) {
        return text(Arrays.asList(message.joinRef(), message.ref(), STORE + message.store(), message.event(),
                message.payload()));
    }

    private String text(List<Object> frame) {
        return new String(json.encode(Value.from(frame)), UTF_8);
    }

    /**
     * The message that a frame carries; empty if it is about no store.
     *
     * @throws CodecException if it is no frame, or what it is about cannot be read
     */
    Optional<ServerMessage> read(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        ValueCodec.Decoded frame = json.decodeReadable(bytes, 0, bytes.length);
        if (!(frame.value() instanceof ListValue(List<Value> parts)) || parts.size() != 5) {
            throw new CodecException("a frame has five parts");
        }
        if (!frame.unreadable().stream().allMatch(place -> place.size() > 0 && place.getFirst().equals("4"))) {
            throw new CodecException("what the frame is about cannot be read");
        }
        String topic = text(parts.get(2));
        if (!topic.startsWith(STORE)) {
            return Optional.empty();
        }
        List<List<String>> unreadable = frame.unreadable().stream().map(place -> place.subList(1, place.size())).toList();
        return Optional.of(new ServerMessage(topic.substring(STORE.length()), ref(parts.get(0)), ref(parts.get(1)),
                text(parts.get(3)), parts.get(4) instanceof MapValue payload ? payload : MapValue.EMPTY, unreadable));
    }

    private static String ref(Value value) {
        return value instanceof NullValue ? null : text(value);
    }

    private static String text(Value value) {
        if (value instanceof TextValue(String text)) {
            return text;
        }
        throw new CodecException("a topic, an event and a ref are texts");
    }
}
