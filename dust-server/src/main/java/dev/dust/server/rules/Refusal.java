package dev.dust.server.rules;

import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.util.LinkedHashMap;
import java.util.Map;

/** The server says no (docs/protocol.md#refusals). Carries the response of the error reply. */
public final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient MapValue response;

    private Refusal(String reason, Map<String, ?> details) {
        super(reason, null, false, false);
        var fields = new LinkedHashMap<String, Value>();
        fields.put("reason", Value.of(reason));
        details.forEach((key, detail) -> fields.put(key, Value.from(detail)));
        response = MapValue.envelope(fields);
    }

    /** A refusal for {@code reason}, with nothing more to say. */
    public static Refusal of(String reason) {
        return new Refusal(reason, Map.of());
    }

    /** A refusal for {@code reason} with one detail, a plain value. */
    public static Refusal of(String reason, String key, Object detail) {
        return new Refusal(reason, Map.of(key, detail));
    }

    /** A refusal for {@code reason} with plain values for details, sent in their order. */
    public static Refusal of(String reason, Map<String, ?> details) {
        return new Refusal(reason, details);
    }

    /** The refusal of what comes from somebody who is no member, or no more. */
    public static Refusal ofNoMember() {
        return of("unmatched topic");
    }

    /** The refusal of what its sender would not have sent if it had heard what became of an earlier one. */
    public static Refusal ofOutOfTurn() {
        return of("out_of_turn");
    }

    static Refusal limitExceeded(String dimension, long current, long limit) {
        return new Refusal("limit_exceeded", exceeded(dimension, current, limit));
    }

    /** The same, with a message for people. */
    static Refusal limitExceeded(String dimension, long current, long limit, String message) {
        Map<String, Object> details = exceeded(dimension, current, limit);
        details.put("message", message);
        return new Refusal("limit_exceeded", details);
    }

    private static Map<String, Object> exceeded(String dimension, long current, long limit) {
        var details = new LinkedHashMap<String, Object>();
        details.put("dimension", dimension);
        details.put("current", current);
        details.put("limit", limit);
        return details;
    }

    /** The response of the error reply: the reason and its details. */
    public MapValue response() {
        return response;
    }
}
