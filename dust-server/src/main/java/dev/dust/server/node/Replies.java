package dev.dust.server.node;

import dev.dust.server.access.Access;
import dev.dust.server.ledger.LedgerException;
import dev.dust.server.rules.Refusal;
import dev.dust.server.rules.Wire;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.util.LinkedHashMap;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Payloads of {@code phx_reply}. */
final class Replies {
    private static final System.Logger LOG = System.getLogger(Replies.class.getName());

    private static final Value OK = Value.of("ok");

    private Replies() {
    }

    static MapValue map(@Nullable Object... keysAndValues) {
        return Wire.mapOf(keysAndValues);
    }

    /** All fields of both. */
    static MapValue joined(MapValue first, MapValue second) {
        var fields = new LinkedHashMap<>(first.fields());
        fields.putAll(second.fields());
        return MapValue.envelope(fields);
    }

    static MapValue ok(MapValue response) {
        return map("status", OK, "response", response);
    }

    static boolean isOk(MapValue reply) {
        return OK.equals(reply.get("status"));
    }

    /** What became of a push that is answered so, as it is measured. */
    static String outcomeOf(MapValue reply) {
        if (isOk(reply)) {
            return "ok";
        }
        String reason = reply.get("response") instanceof MapValue response ? Wire.text(response, "reason") : null;
        return switch (reason) {
            case "rate_limited", "unavailable" -> reason;
            case "in_doubt", "server_failed" -> "failed";
            case null, default -> "refused";
        };
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

    /** The refusal of what cannot be looked up now. */
    static Refusal unavailable(LedgerException e) {
        LOG.log(System.Logger.Level.WARNING, "a client is told that the ledger is away: " + e.getMessage(), e);
        return Refusal.of("unavailable", "message", "the server cannot look up what is true; try again later");
    }

    /** {@code permissions}, {@code scopes} and {@code store_access} of a token, as replies name them. */
    static MapValue capabilities(Access access) {
        Set<String> scopes = access.scopes();
        Set<String> stores = access.stores();
        return map("permissions",
                map("read", access.read() && scopes.contains(Access.ENTRIES_READ), "write",
                        access.write() && scopes.contains(Access.ENTRIES_WRITE)),
                "scopes", new TreeSet<>(scopes), "store_access",
                map("mode", stores == null ? "all" : "selected", "store_ids",
                        stores == null ? Set.of() : new TreeSet<>(stores)));
    }
}
