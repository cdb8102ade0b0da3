package dev.dust.server.rules;

import dev.dust.value.ListValue;
import dev.dust.value.MapValue;
import dev.dust.value.TextValue;
import dev.dust.value.Value;
import java.util.ArrayList;

/**
 * A push that writes, as far as every op has it.
 *
 * @param op      the op
 * @param path    where
 * @param value   what was sent along, or null if nothing was
 * @param payload the whole push
 */
record Request(ServerOp op, KeyPath path, Value value, MapValue payload) {

    /** The {@code write} push {@code payload}. */
    static Request ofWrite(MapValue payload, Rules rules) {
        ServerOp op = rules.opOf(payload);
        Depth.check(payload.get("value"));
        return new Request(op, pathOf(payload), payload.get("value"), payload);
    }

    /**
     * The path of a push: {@code path_segments} is authoritative, and where it is missing or null {@code path} is parsed
     * (docs/protocol.md#paths). Refuses with {@code missing_path} where neither names a path, and with {@code not_a_string}
     * where a segment is none.
     */
    static KeyPath pathOf(MapValue payload) {
        if (!Wire.has(payload, "path_segments")) {
            String rendered = Wire.text(payload, "path");
            if (rendered == null) {
                throw Refusal.of("missing_path");
            }
            return KeyPath.parse(rendered);
        }
        if (!(payload.get("path_segments") instanceof ListValue list)) {
            throw Refusal.of("missing_path");
        }
        var segments = new ArrayList<String>();
        for (Value item : list.items()) {
            if (!(item instanceof TextValue(String segment))) {
                throw Refusal.of("not_a_string");
            }
            segments.add(segment);
        }
        return KeyPath.of(segments);
    }
}
