package dev.dust.server.ledger;

import dev.dust.value.ListValue;
import dev.dust.value.MapValue;
import dev.dust.value.TextValue;
import dev.dust.value.Value;
import dev.dust.value.WholeNumbers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A committed op (docs/protocol.md#events).
 *
 * @param storeSeq   its place in the store's history
 * @param op         the op's name on the wire
 * @param segments   the path
 * @param path       the same path, rendered
 * @param value      the committed value, {@link Value#NULL} for delete and release
 * @param deviceId   who wrote it, or null
 * @param clientOpId the writer's name for it, or null
 * @param sent       what was sent along: the number of an increment, the member of an add or remove; else the same as
 *                   {@code value}
 */
public record Event(long storeSeq, String op, List<String> segments, String path, Value value, @Nullable String deviceId,
        @Nullable String clientOpId, Value sent) {

    /** An op that commits what was sent. */
    public Event(long storeSeq, String op, List<String> segments, String path, Value value, @Nullable String deviceId,
            @Nullable String clientOpId) {
        this(storeSeq, op, segments, path, value, deviceId, clientOpId, value);
    }

    /** The same op, with a value that came of what was sent. */
    public Event withSent(Value what) {
        return new Event(storeSeq, op, segments, path, value, deviceId, clientOpId, what);
    }

    /** The same op as somebody sees it to whom its value is another. */
    public Event withValue(Value seen) {
        return new Event(storeSeq, op, segments, path, seen, deviceId, clientOpId, sent);
    }

    /** What it is recognised by when it is sent again, or null if nothing. */
    public @Nullable OpId opId() {
        return OpId.of(deviceId, clientOpId);
    }

    /** The payload of an {@code event} frame. */
    public MapValue payload() {
        var fields = new LinkedHashMap<String, Value>();
        fields.put("store_seq", Value.of(storeSeq));
        fields.put("op", Value.of(op));
        fields.put("path", Value.of(path));
        fields.put("path_segments", ListValue.from(segments));
        fields.put("value", value);
        fields.put("device_id", Value.from(deviceId));
        fields.put("client_op_id", Value.from(clientOpId));
        return MapValue.envelope(fields);
    }

    /**
     * The event that {@link #payload} was made of.
     *
     * @throws IllegalArgumentException if {@code payload} is no event
     */
    public static Event of(MapValue payload) {
        OptionalLong storeSeq = WholeNumbers.of(payload.get("store_seq"));
        String op = text(payload, "op");
        String path = text(payload, "path");
        if (storeSeq.isEmpty() || op == null || path == null || !(payload.get("path_segments") instanceof ListValue list)) {
            throw new IllegalArgumentException("no event: " + payload);
        }
        var segments = new ArrayList<String>();
        for (Value item : list.items()) {
            if (!(item instanceof TextValue(String segment))) {
                throw new IllegalArgumentException("no event: " + payload);
            }
            segments.add(segment);
        }
        Value value = payload.get("value") == null ? Value.NULL : payload.get("value");
        return new Event(storeSeq.getAsLong(), op, List.copyOf(segments), path, value, text(payload, "device_id"),
                text(payload, "client_op_id"));
    }

    private static @Nullable String text(MapValue payload, String key) {
        return payload.get(key) instanceof TextValue(String text) ? text : null;
    }
}
