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
    private static final System.Logger LOG = System.getLogger(Frames.class.getName());
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

    /** The message that a frame carries; empty if it is none, or about no store. */
    Optional<ServerMessage> read(String text) {
        try {
            return message(json.decode(text.getBytes(UTF_8)));
        } catch (CodecException e) {
            LOG.log(System.Logger.Level.WARNING, "dropped what is no message: " + e.getMessage());
            return Optional.empty();
        }
    }

    private static Optional<ServerMessage> message(Value frame) {
        if (!(frame instanceof ListValue(List<Value> parts)) || parts.size() != 5) {
            throw new CodecException("a frame has five parts");
        }
        String topic = text(parts.get(2));
        if (!topic.startsWith(STORE)) {
            return Optional.empty();
        }
        return Optional.of(new ServerMessage(topic.substring(STORE.length()), ref(parts.get(0)), ref(parts.get(1)),
                text(parts.get(3)), parts.get(4) instanceof MapValue payload ? payload : MapValue.EMPTY));
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
