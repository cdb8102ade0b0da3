package dev.dust.testkit.conformance;

import dev.dust.transport.ClientMessage;
import dev.dust.value.FileRef;
import dev.dust.value.IntValue;
import dev.dust.value.LeaseValue;
import dev.dust.value.ListValue;
import dev.dust.value.MapValue;
import dev.dust.value.Sha256;
import dev.dust.value.Value;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The events that the server sends (docs/protocol.md#events). */
final class Events {
    private static final String DEVICE_ID = "device_id";
    private static final String OP_ID = "client_op_id";
    private static final String OP = "op";
    private static final String PATH = "path";
    private static final String SEGMENTS = "path_segments";
    private static final String STORE_SEQ = "store_seq";
    private static final String VALUE = "value";

    private Events() {
    }

    /**
     * An event as a step describes it; what the step leaves out is another client's. A value that it leaves out is left out.
     */
    static MapValue read(FieldReader reader) {
        var fields = new LinkedHashMap<String, Value>();
        Value seq = reader.get(STORE_SEQ);
        fields.put(STORE_SEQ, seq);
        fields.put(OP, reader.get(OP));
        putPath(fields, reader, reader.find(SEGMENTS));
        if (reader.has(VALUE)) {
            fields.put(VALUE, reader.get(VALUE));
        }
        fields.put(DEVICE_ID, reader.has(DEVICE_ID) ? reader.get(DEVICE_ID) : Value.of("dev_other"));
        fields.put(OP_ID, reader.has(OP_ID) ? reader.get(OP_ID) : Value.of("op_other_" + Json.text(seq)));
        return MapValue.envelope(fields);
    }

    private static void putPath(Map<String, Value> fields, FieldReader reader, @Nullable Value segments) {
        Value path = reader.get(PATH);
        if (path instanceof ListValue) {
            fields.put(PATH, Value.of(reader.path(PATH).get()));
            fields.put(SEGMENTS, segments == null ? path : segments);
        } else {
            fields.put(PATH, path);
            fields.put(SEGMENTS, segments != null ? segments : split(path));
        }
    }

    /** The segments of a rendered path, also of one that no client can take. */
    private static Value split(Value path) {
        String rendered = Json.string(path);
        return rendered == null
                ? Value.NULL
                : ListValue.from(Stream.of(rendered.split("/", -1)).map(part -> part.replace("~1", "/").replace("~0", "~"))
                        .toList());
    }

    /**
     * The event of what the client sent.
     *
     * @param value the committed value; null for what was written
     */
    static MapValue echo(ClientMessage sent, Value storeSeq, @Nullable Value value, ScenarioRun run) {
        var fields = new LinkedHashMap<String, Value>();
        fields.put(STORE_SEQ, storeSeq);
        fields.put(OP, op(sent));
        fields.put(PATH, sent.payload().get(PATH));
        fields.put(SEGMENTS, sent.payload().get(SEGMENTS));
        fields.put(VALUE, value != null ? value : written(sent, storeSeq, run));
        fields.put(DEVICE_ID, Value.of(run.deviceId()));
        fields.put(OP_ID, sent.payload().get(OP_ID));
        return MapValue.envelope(fields);
    }

    /** The op of a push; that of a file names none. */
    static @Nullable Value op(ClientMessage sent) {
        return sent.event().equals(ClientMessage.PUT_FILE) ? Value.of(ClientMessage.PUT_FILE) : sent.payload().get(OP);
    }

    private static Value written(ClientMessage sent, Value storeSeq, ScenarioRun run) {
        MapValue payload = sent.payload();
        return switch (Objects.requireNonNull(Json.string(op(sent)), OP)) {
            case ClientMessage.PUT_FILE -> file(payload, run.time().now().toString());
            case "lease" -> lease(payload, storeSeq, run);
            case "renew" -> lease(payload, payload.get("token"), run);
            default -> payload.get(VALUE) == null ? Value.NULL : payload.get(VALUE);
        };
    }

    private static Value lease(MapValue payload, @Nullable Value token, ScenarioRun run) {
        long expiresAt = run.time().now().toEpochMilli()
                + ((IntValue) Objects.requireNonNull(payload.get("ttl_ms"), "ttl_ms")).longValue();
        return LeaseValue.of(Json.string(payload.get("holder")),
                ((IntValue) Objects.requireNonNull(token, "token")).longValue(), expiresAt);
    }

    private static Value file(MapValue payload, String uploadedAt) {
        byte[] content = Base64.getDecoder().decode(Json.string(payload.get("content")));
        return FileRef.of(Sha256.name(content), content.length, Json.string(payload.get("content_type")),
                Json.string(payload.get("filename")), uploadedAt);
    }
}
