package dev.dust.server.node;

import dev.dust.server.ledger.OpId;
import dev.dust.server.rules.Refusal;
import dev.dust.server.rules.Wire;
import dev.dust.value.ListValue;
import dev.dust.value.MapValue;
import dev.dust.value.TextValue;
import dev.dust.value.Value;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a client asks for as it joins a store (docs/protocol.md#joining).
 *
 * @param lastSeq    up to where it knows the history
 * @param takesRows  whether it knows none, and is content with the rows where those are less than the history
 * @param takesOver  whether its device is a member by no other connection then
 * @param unanswered what it has sent and heard no answer to, where it asks what became of that
 */
record JoinRequest(long lastSeq, boolean takesRows, boolean takesOver, Set<OpId> unanswered) {
    static final String TAKEOVER = "session_takeover";
    private static final String TAKES_ROWS = "accepts_snapshot";
    private static final String UNANSWERED = "unanswered_ops";
    private static final int MOST_UNANSWERED = 10_000;

    /** What {@code payload} asks of a server of this mode; refuses what has no form. */
    static JoinRequest of(Mode mode, String deviceId, MapValue payload) {
        long lastSeq = mode.lastSeq(payload);
        return new JoinRequest(lastSeq,
                mode.offersRows() && lastSeq == 0 && Wire.isTrue(payload, TAKES_ROWS),
                mode.offersTakeover() && Wire.isTrue(payload, TAKEOVER),
                mode.promisesTurns() && Wire.has(payload, UNANSWERED) ? ids(deviceId, payload.get(UNANSWERED)) : Set.of());
    }

    private static Set<OpId> ids(String deviceId, @Nullable Value names) {
        if (!(names instanceof ListValue(List<Value> items)) || items.size() > MOST_UNANSWERED) {
            throw Refusal.of("invalid unanswered_ops");
        }
        var ids = new LinkedHashSet<OpId>();
        for (Value item : items) {
            if (!(item instanceof TextValue(String clientOpId))) {
                throw Refusal.of("invalid unanswered_ops");
            }
            ids.add(new OpId(deviceId, clientOpId));
        }
        return ids;
    }

    /** What the answer says of what was asked; nothing if nothing was. */
    MapValue told(Map<OpId, Long> recognised) {
        return unanswered.isEmpty()
                ? MapValue.EMPTY
                : Replies.map("known_ops", unanswered.stream().filter(recognised::containsKey)
                        .map(id -> Map.of("client_op_id", id.clientOpId(), "store_seq", recognised.get(id))).toList());
    }
}
