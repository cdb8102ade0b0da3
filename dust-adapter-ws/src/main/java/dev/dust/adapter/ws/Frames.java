package dev.dust.adapter.ws;

import dev.dust.codec.CodecException;
import dev.dust.codec.ValueCodec;
import dev.dust.transport.ClientMessage;
import dev.dust.transport.ServerMessage;
import dev.dust.value.ListValue;
import dev.dust.value.MapValue;
import dev.dust.value.NullValue;
import dev.dust.value.TextValue;
import dev.dust.value.Value;
import java.util.ArrayList;
import java.util.List;

/** Messages to and from {@code [join_ref, ref, topic, event, payload]} (PROTOCOL 2). */
final class Frames {
    private static final String STORE = "store:";
    private static final String SERVER = "phoenix";
    private static final int ARITY = 5;
    private static final int PAYLOAD = 4;

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

    /** What a frame is about. */
    sealed interface Frame {

        /** A store. */
        record OfStore(ServerMessage message) implements Frame {
        }

        /** The connection itself: the answer to a heartbeat. */
        record OfConnection() implements Frame {
        }

        /** Something that this client knows nothing of. */
        record Foreign(String topic) implements Frame {
        }
    }

    /**
     * Reads a frame, of whose payload parts may be unreadable.
     *
     * @throws CodecException if it is no frame of the protocol, or what it is about cannot be read
     */
    static Frame read(ValueCodec.Decoded frame) {
        if (!(frame.value() instanceof ListValue list) || list.items().size() != ARITY) {
            throw new CodecException("a frame is an array of " + ARITY);
        }
        List<List<String>> unreadable = inPayload(frame.unreadable());
        var items = list.items();
        String topic = text("topic", items.get(2));
        if (topic.equals(SERVER)) {
            return new Frame.OfConnection();
        }
        if (!topic.startsWith(STORE)) {
            return new Frame.Foreign(topic);
        }
        return new Frame.OfStore(new ServerMessage(topic.substring(STORE.length()), nullableText("join_ref", items.get(0)),
                nullableText("ref", items.get(1)), text("event", items.get(3)),
                items.get(PAYLOAD) instanceof MapValue payload ? payload : MapValue.EMPTY, unreadable));
    }

    private static List<List<String>> inPayload(List<List<String>> unreadable) {
        if (unreadable.isEmpty()) {
            return unreadable;
        }
        var places = new ArrayList<List<String>>(unreadable.size());
        for (List<String> place : unreadable) {
            if (place.isEmpty() || !place.getFirst().equals(Integer.toString(PAYLOAD))) {
                throw new CodecException("what the frame is about cannot be read");
            }
            places.add(place.subList(1, place.size()));
        }
        return List.copyOf(places);
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
