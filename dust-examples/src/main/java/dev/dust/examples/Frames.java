package dev.dust.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.dust.codec.CodecException;
import dev.dust.codec.ValueCodec;
import dev.dust.codec.ValueCodec.Decoded;
import dev.dust.transport.ClientMessage;
import dev.dust.transport.ServerMessage;
import dev.dust.transport.Transport;
import dev.dust.value.ListValue;
import dev.dust.value.MapValue;
import dev.dust.value.NullValue;
import dev.dust.value.TextValue;
import dev.dust.value.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Messages as frames, and these as text: {@code [join_ref, ref, topic, event, payload]} (docs/protocol.md#frames). */
record Frames(ValueCodec json) {
    private static final System.Logger LOG = System.getLogger(Frames.class.getName());
    private static final String STORE = "store:";

    String heartbeat() {
        return text(Arrays.asList(null, "heartbeat", "phoenix", "heartbeat", MapValue.EMPTY));
    }

    String of(ClientMessage message) {
        return text(Arrays.asList(message.joinRef(), message.ref(), STORE + message.store(), message.event(),
                message.payload()));
    }

    long sizeOf(ClientMessage message) {
        return of(message).getBytes(UTF_8).length;
    }

    private String text(List<Object> frame) {
        try {
            return new String(json.encode(Value.from(frame)), UTF_8);
        } catch (IllegalArgumentException noText) {
            throw new CodecException(noText.getMessage(), noText);
        }
    }

    /**
     * What {@code listener} is to hear of a frame: its message, with the places in the payload that cannot be read, or that not even the
     * store can be told; nothing of what is about no store.
     */
    void read(String text, Transport.Listener listener) {
        ServerMessage message;
        try {
            byte[] bytes = text.getBytes(UTF_8);
            message = message(json.decodeReadable(bytes, 0, bytes.length));
        } catch (CodecException e) {
            LOG.log(System.Logger.Level.WARNING, "a frame cannot be read: " + e.getMessage());
            listener.unreadable(e.getMessage());
            return;
        }
        if (message != null) {
            listener.received(message);
        }
    }

    private static ServerMessage message(Decoded frame) {
        if (!(frame.value() instanceof ListValue(List<Value> parts)) || parts.size() != 5) {
            throw new CodecException("a frame has five parts");
        }
        List<List<String>> inPayload = new ArrayList<>();
        for (List<String> place : frame.unreadable()) {
            if (!place.getFirst().equals("4")) {
                throw new CodecException("a topic, an event or a ref cannot be read");
            }
            inPayload.add(place.subList(1, place.size()));
        }
        String topic = text(parts.get(2));
        if (!topic.startsWith(STORE)) {
            return null;
        }
        return new ServerMessage(topic.substring(STORE.length()), ref(parts.get(0)), ref(parts.get(1)), text(parts.get(3)),
                parts.get(4) instanceof MapValue payload ? payload : MapValue.EMPTY, inPayload);
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
