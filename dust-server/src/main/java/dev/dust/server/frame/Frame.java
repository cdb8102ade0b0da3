package dev.dust.server.frame;

import dev.dust.server.rules.Wire;
import dev.dust.value.ListValue;
import dev.dust.value.MapValue;
import dev.dust.value.NullValue;
import dev.dust.value.TextValue;
import dev.dust.value.Value;
import java.util.List;

/**
 * A Phoenix frame: {@code [join_ref, ref, topic, event, payload]} (docs/protocol.md#frames).
 *
 * @param joinRef the membership that it belongs to, or null
 * @param ref     its name, or null
 * @param topic   {@code store:<store>} or {@code phoenix}
 * @param event   what it is
 * @param payload what it says
 */
public record Frame(String joinRef, String ref, String topic, String event, MapValue payload) {
    /** The topic of heartbeats. */
    public static final String HEARTBEAT_TOPIC = "phoenix";
    /** What the topic of a store begins with. */
    public static final String STORE_TOPIC = "store:";

    /**
     * Reads a frame.
     *
     * @throws IllegalArgumentException if {@code value} is none
     */
    public static Frame of(Value value) {
        if (!(value instanceof ListValue list) || list.items().size() != 5) {
            throw new IllegalArgumentException("a frame is an array of five");
        }
        List<Value> parts = list.items();
        MapValue payload = parts.get(4) instanceof NullValue ? MapValue.EMPTY : Wire.map(parts.get(4));
        if (payload == null || !(parts.get(2) instanceof TextValue(String topic))
                || !(parts.get(3) instanceof TextValue(String event))) {
            throw new IllegalArgumentException("a frame has a text for its topic and its event, and a map for its payload");
        }
        return new Frame(ref(parts.get(0)), ref(parts.get(1)), topic, event, payload);
    }

    private static String ref(Value value) {
        return switch (value) {
            case TextValue(String text) -> text;
            case NullValue none -> null;
            default -> throw new IllegalArgumentException("a ref is a text or null");
        };
    }

    /** The array of five. */
    public Value toValue() {
        return new ListValue(List.of(Value.from(joinRef), Value.from(ref), Value.of(topic), Value.of(event), payload));
    }

    /** The answer to this frame. */
    public Frame reply(MapValue reply) {
        return new Frame(joinRef, ref, topic, "phx_reply", reply);
    }
}
