package dev.dust.adapter.ws;

import dev.dust.codec.CodecException;
import dev.dust.codec.ValueCodec.Decoded;
import dev.dust.transport.ClientMessage;
import dev.dust.transport.ServerMessage;
import dev.dust.value.ListValue;
import dev.dust.value.MapValue;
import dev.dust.value.NullValue;
import dev.dust.value.TextValue;
import dev.dust.value.Value;
import java.util.ArrayList;
import java.util.List;

/** Messages to and from {@code [join_ref, ref, topic, event, payload]} (docs/protocol.md#frames). */
final class Frames {
    private static final String STORE = "store:";
    private static final String SERVER = "phoenix";
    private static final List<String> PARTS = List.of("join_ref", "ref", "topic", "event", "payload");
    private static final int TOPIC = 2;
    private static final int PAYLOAD = 4;

    private Frames() {
    }

    /** What a frame is about. */
    sealed interface Subject {

        /** A store. */
        record Store(ServerMessage message) implements Subject {
        }

        /** The connection itself, such as the answer to a heartbeat. */
        record Connection() implements Subject {
        }

        /** Something that this client knows nothing of. */
        record Other(String topic) implements Subject {
        }
    }

    /**
     * The frame of {@code message}.
     *
     * @throws CodecException if one of its parts is no text
     */
    static Value of(ClientMessage message) {
        try {
            return frame(message.joinRef(), message.ref(), STORE + message.store(), message.event(), message.payload());
        } catch (IllegalArgumentException noText) {
            throw new CodecException(noText.getMessage(), noText);
        }
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
     * What {@code frame} is about, and says; what cannot be read of its payload is named in the message.
     *
     * @throws CodecException if it is no frame of the protocol, or one of which it cannot be told whom it concerns
     */
    static Subject read(Decoded frame) {
        if (!(frame.value() instanceof ListValue(List<Value> items)) || items.size() != PARTS.size()) {
            throw new CodecException("a frame is an array of " + PARTS.size());
        }
        if (!frame.unreadable().isEmpty()) {
            checkReadable(TOPIC, frame.unreadable());
        }
        String topic = text(TOPIC, items);
        if (topic.equals(SERVER)) {
            return new Subject.Connection();
        }
        if (!topic.startsWith(STORE)) {
            return new Subject.Other(topic);
        }
        return new Subject.Store(
                new ServerMessage(topic.substring(STORE.length()), nullableText(0, items), nullableText(1, items),
                        text(3, items), items.get(PAYLOAD) instanceof MapValue payload ? payload : MapValue.EMPTY,
                        inPayload(frame.unreadable())));
    }

    private static void checkReadable(int part, List<List<String>> unreadable) {
        String index = Integer.toString(part);
        for (List<String> place : unreadable) {
            if (place.getFirst().equals(index)) {
                throw new CodecException("the " + PARTS.get(part) + " cannot be read");
            }
        }
    }

    /** The places that lie in the payload, as seen from there. */
    private static List<List<String>> inPayload(List<List<String>> unreadable) {
        if (unreadable.isEmpty()) {
            return unreadable;
        }
        for (int part = 0; part < PAYLOAD; part++) {
            checkReadable(part, unreadable);
        }
        var places = new ArrayList<List<String>>(unreadable.size());
        unreadable.forEach(place -> places.add(place.subList(1, place.size())));
        return List.copyOf(places);
    }

    private static String text(int part, List<Value> items) {
        if (items.get(part) instanceof TextValue(String text)) {
            return text;
        }
        throw new CodecException("the " + PARTS.get(part) + " is no string");
    }

    private static String nullableText(int part, List<Value> items) {
        return items.get(part) instanceof NullValue ? null : text(part, items);
    }
}
