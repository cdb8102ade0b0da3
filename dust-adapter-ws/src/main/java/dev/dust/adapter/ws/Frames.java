package dev.dust.adapter.ws;

import dev.dust.codec.CodecException;
import dev.dust.transport.ClientMessage;
import dev.dust.transport.ServerMessage;
import dev.dust.value.ListValue;
import dev.dust.value.MapValue;
import dev.dust.value.NullValue;
import dev.dust.value.TextValue;
import dev.dust.value.Value;
import java.util.List;
import java.util.Optional;

/** Messages to and from {@code [join_ref, ref, topic, event, payload]} (PROTOCOL 2). */
final class Frames {
    private static final String STORE = "store:";
    private static final String SERVER = "phoenix";
    private static final int ARITY = 5;

    private Frames() {
    }

    static Value of(ClientMessage message) {
        return frame(message.joinRef(), message.ref(), STORE + message.store(), message.event(), message.payload());
    }

    static Value heartbeat(String ref) {
        return frame(null, ref, SERVER, "heartbeat", MapValue.EMPTY);
    }

    private static Value frame(String joinRef, String ref, String topic, String event, MapValue payload) {
        return new ListValue(List.of(textOrNull(joinRef), textOrNull(ref), Value.of(topic), Value.of(event), payload));
    }

    private static Value textOrNull(String text) {
        return text == null ? Value.NULL : Value.of(text);
    }

    /**
     * The message that {@code frame} carries; empty if it is about no store but the connection.
     *
     * @throws CodecException if it is no frame of the protocol
     */
    static Optional<ServerMessage> read(Value frame) {
        if (!(frame instanceof ListValue list) || list.items().size() != ARITY) {
            throw new CodecException("a frame is an array of " + ARITY);
        }
        var items = list.items();
        String topic = text("topic", items.get(2));
        if (topic.equals(SERVER)) {
            return Optional.empty();
        }
        if (!topic.startsWith(STORE)) {
            throw new CodecException("the topic is no store");
        }
        return Optional.of(new ServerMessage(topic.substring(STORE.length()), nullableText("join_ref", items.get(0)),
                nullableText("ref", items.get(1)), text("event", items.get(3)),
                items.get(4) instanceof MapValue payload ? payload : MapValue.EMPTY));
    }

    private static String text(String what, Value value) {
        if (value instanceof TextValue text) {
            return text.value();
        }
        throw new CodecException("the " + what + " is no string");
    }

    private static String nullableText(String what, Value value) {
        return value instanceof NullValue ? null : text(what, value);
    }
}
