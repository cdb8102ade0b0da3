package dev.dust.server.rules;

import dev.dust.server.ledger.Event;
import dev.dust.server.ledger.Verdict;
import dev.dust.value.MapValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of a push.
 *
 * @param ok        whether it was accepted
 * @param response  the reply's response; for a refusal the reason and its details
 * @param events    what it committed, in order: none for a refusal or a release that matched nothing, several for some
 *                  rollbacks
 * @param broadcast whether members hear of the events as they happen; whole-store rollbacks are silent
 *                  (docs/protocol.md#unheard)
 */
public record PushResult(boolean ok, MapValue response, List<Event> events, boolean broadcast) {

    /** The result of a push that a ledger has decided. */
    public static PushResult of(Verdict verdict) {
        return new PushResult(verdict.ok(), verdict.response(), verdict.events(), verdict.broadcast());
    }

    /** The result of a push that was refused before it reached a store. */
    public static PushResult refused(Refusal refusal) {
        return new PushResult(false, refusal.response(), List.of(), true);
    }

    /** The payload of the {@code phx_reply}. */
    public MapValue reply() {
        return Wire.mapOf("status", ok ? "ok" : "error", "response", response);
    }

    /** Why it was refused, or null if it was not. */
    public @Nullable String reason() {
        return ok ? null : Wire.text(response, "reason");
    }
}
