package dev.dust.testkit.server;

import dev.dust.testkit.server.rules.Refusal;
import dev.dust.testkit.server.rules.Wire;
import dev.dust.value.MapValue;
import java.util.LinkedHashMap;

/** Payloads of {@code phx_reply}. */
final class Replies {
    private Replies() {
    }

    static MapValue map(Object... keysAndValues) {
        return Wire.mapOf(keysAndValues);
    }

    /** All fields of both. */
    static MapValue joined(MapValue first, MapValue second) {
        var fields = new LinkedHashMap<>(first.fields());
        fields.putAll(second.fields());
        return MapValue.envelope(fields);
    }

    static MapValue ok(MapValue response) {
        return map("status", "ok", "response", response);
    }

    static MapValue error(MapValue response) {
        return map("status", "error", "response", response);
    }

    static MapValue error(String reason) {
        return error(map("reason", reason));
    }

    static MapValue error(Refusal refusal) {
        return error(refusal.response());
    }

    /** The refusal for a token without {@code scope}. */
    static Refusal missingScope(String scope) {
        return Refusal.of("missing_scope", map("scope", scope, "message", "Token is missing " + scope + " scope").fields());
    }
}
