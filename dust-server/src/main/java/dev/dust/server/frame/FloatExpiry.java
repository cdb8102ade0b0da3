package dev.dust.server.frame;

import dev.dust.value.IntValue;
import dev.dust.value.LeaseValue;
import dev.dust.value.ListValue;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/** Sends {@code expires_at} as a float64, for MessagePack clients without 64-bit integers (docs/protocol.md#leniency). */
final class FloatExpiry {
    private static final String EXPIRES_AT = "expires_at";

    private FloatExpiry() {
    }

    /** {@code frame} with the ends of leases as floats: those of rows and events, and the one in the reply to a lease op. */
    static Value in(Value frame) {
        List<Value> parts = ((ListValue) frame).items();
        var changed = new ArrayList<>(parts);
        changed.set(4, inPayload((MapValue) parts.get(4)));
        return new ListValue(changed);
    }

    private static Value inPayload(MapValue payload) {
        if (payload.get("response") instanceof MapValue response && response.get(EXPIRES_AT) instanceof IntValue) {
            return with(payload, "response", floated(response));
        }
        return inLeases(payload);
    }

    private static Value inLeases(Value value) {
        return switch (value) {
            case LeaseValue lease -> floated(lease.wire());
            case MapValue map -> inMap(map);
            case ListValue list -> inList(list);
            default -> value;
        };
    }

    private static Value inMap(MapValue map) {
        LinkedHashMap<String, Value> changed = null;
        for (var field : map.fields().entrySet()) {
            Value value = inLeases(field.getValue());
            if (value != field.getValue()) {
                changed = changed == null ? new LinkedHashMap<>(map.fields()) : changed;
                changed.put(field.getKey(), value);
            }
        }
        return changed == null ? map : MapValue.envelope(changed);
    }

    private static Value inList(ListValue list) {
        List<Value> changed = null;
        for (int i = 0; i < list.items().size(); i++) {
            Value value = inLeases(list.items().get(i));
            if (value != list.items().get(i)) {
                changed = changed == null ? new ArrayList<>(list.items()) : changed;
                changed.set(i, value);
            }
        }
        return changed == null ? list : new ListValue(changed);
    }

    private static MapValue floated(MapValue map) {
        return with(map, EXPIRES_AT, Value.of((double) ((IntValue) map.get(EXPIRES_AT)).longValue()));
    }

    private static MapValue with(MapValue map, String key, Value value) {
        var fields = new LinkedHashMap<>(map.fields());
        fields.put(key, value);
        return MapValue.envelope(fields);
    }
}
