package dev.dust.server.api;

import dev.dust.server.rules.Refusal;
import dev.dust.server.rules.Wire;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.eclipse.jetty.http.HttpStatus;
import org.jspecify.annotations.Nullable;

/** Why a request is answered with something else than success, as RFC 9457 has it (docs/http-api.md#problems). */
final class Problem extends RuntimeException {
    static final String TYPE = "application/problem+json";
    private static final long serialVersionUID = 1L;
    private static final long MILLIS = 1_000;

    /** By reason. Any other is about the request itself: 400. */
    private static final Map<String, Integer> STATUS = Map.ofEntries(Map.entry("invalid_token", HttpStatus.UNAUTHORIZED_401),
            Map.entry("missing_scope", HttpStatus.FORBIDDEN_403), Map.entry("store_not_allowed", HttpStatus.FORBIDDEN_403),
            Map.entry("unauthorized", HttpStatus.FORBIDDEN_403), Map.entry("origin_not_allowed", HttpStatus.FORBIDDEN_403),
            Map.entry("no_such_store", HttpStatus.NOT_FOUND_404), Map.entry("no_such_entry", HttpStatus.NOT_FOUND_404),
            Map.entry("no_such_resource", HttpStatus.NOT_FOUND_404),
            Map.entry("method_not_allowed", HttpStatus.METHOD_NOT_ALLOWED_405),
            Map.entry("held", HttpStatus.CONFLICT_409), Map.entry("occupied", HttpStatus.CONFLICT_409),
            Map.entry("not_held", HttpStatus.CONFLICT_409), Map.entry("store_archived", HttpStatus.CONFLICT_409),
            Map.entry("compacted", HttpStatus.GONE_410), Map.entry("beyond_the_log", HttpStatus.GONE_410),
            Map.entry("conflict", HttpStatus.PRECONDITION_FAILED_412),
            Map.entry("exists", HttpStatus.PRECONDITION_FAILED_412), Map.entry("fenced", HttpStatus.PRECONDITION_FAILED_412),
            Map.entry("limit_exceeded", HttpStatus.PAYLOAD_TOO_LARGE_413),
            Map.entry("too_large", HttpStatus.PAYLOAD_TOO_LARGE_413),
            Map.entry("cannot_be_stored", HttpStatus.UNPROCESSABLE_ENTITY_422),
            Map.entry("idempotency_key_reused", HttpStatus.UNPROCESSABLE_ENTITY_422),
            Map.entry("rate_limited", HttpStatus.TOO_MANY_REQUESTS_429),
            Map.entry("server_failed", HttpStatus.INTERNAL_SERVER_ERROR_500),
            Map.entry("unavailable", HttpStatus.SERVICE_UNAVAILABLE_503),
            Map.entry("in_doubt", HttpStatus.GATEWAY_TIMEOUT_504));

    private final transient MapValue response;

    private Problem(MapValue response) {
        super(Wire.text(response, "reason"), null, false, false);
        this.response = response;
    }

    /** What the server's rules have refused: their reply. */
    static Problem of(MapValue response) {
        return new Problem(response);
    }

    static Problem of(Refusal refusal) {
        return new Problem(refusal.response());
    }

    /** A problem of the request, or of the server; {@code detail} is for people. */
    static Problem of(String reason, String detail) {
        return new Problem(Wire.mapOf("reason", reason, "message", detail));
    }

    /** The server goes away, and begins nothing any more. */
    static Problem ofLeaving() {
        return of("unavailable", "the server goes away; another one is there");
    }

    /** The same with one more field. */
    Problem with(String field, long number) {
        var fields = new LinkedHashMap<>(response.fields());
        fields.put(field, Value.of(number));
        return new Problem(MapValue.envelope(fields));
    }

    /** Those that have a status of their own. */
    static Set<String> reasons() {
        return STATUS.keySet();
    }

    /** The status of a reply that gives that reason. */
    static int statusOf(@Nullable String reason) {
        return reason == null ? HttpStatus.INTERNAL_SERVER_ERROR_500 : STATUS.getOrDefault(reason, HttpStatus.BAD_REQUEST_400);
    }

    int status() {
        return statusOf(getMessage());
    }

    /** After how many seconds it is worth trying again; 0 if that says nothing. */
    long retryAfterSeconds() {
        Long millis = Wire.integer(response.get("retry_after_ms"));
        if (millis != null) {
            return (millis + MILLIS - 1) / MILLIS;
        }
        return status() == HttpStatus.SERVICE_UNAVAILABLE_503 ? 1 : 0;
    }

    /** The body: what RFC 9457 names, and all that the protocol says of the reason. */
    MapValue body() {
        var fields = new LinkedHashMap<String, Value>();
        fields.put("type", Value.of("about:blank"));
        fields.put("title", Value.of(HttpStatus.getMessage(status())));
        fields.put("status", Value.of(status()));
        response.forEach((key, value) -> fields.put(key.equals("message") ? "detail" : key, value));
        return MapValue.envelope(fields);
    }
}
