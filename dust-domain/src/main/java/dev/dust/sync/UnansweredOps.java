package dev.dust.sync;

import dev.dust.value.ListValue;
import dev.dust.value.MapValue;
import dev.dust.value.TextValue;
import dev.dust.value.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What was sent on earlier memberships and not answered, of which a server that takes nothing out of turn tells, as this client
 * joins, what it has taken (docs/protocol.md#in-turn). Its history may be gone by then, and it may be about to forget what the
 * ops are called, one by one: so all of them are asked for at one moment.
 */
final class UnansweredOps {
    /** As many as a server takes. */
    private static final int MOST = 10_000;
    private static final String ASKED = "unanswered_ops";
    private static final String TOLD = "known_ops";

    private final Outbox outbox;
    private final long mostBytes;
    /** By op id, the seq under which it was taken. */
    private final Map<String, Long> taken = new HashMap<>();

    /** {@code frameBytes}: how many bytes the server takes in a frame. */
    UnansweredOps(Outbox outbox, long frameBytes) {
        this.outbox = outbox;
        this.mostBytes = frameBytes / 2;
    }

    /**
     * What is to be asked for now, oldest first. An earlier run may have kept more as sent than fits in, of which it sent what
     * comes first.
     */
    List<Value> ids() {
        var ids = new ArrayList<Value>();
        long bytes = 0;
        for (PendingOp op : outbox.all()) {
            if (isOpen(op) && op.history.keptAsSent() && !op.isLeaseOp()) {
                bytes += op.id.length() + 3;
                if (bytes > mostBytes || ids.size() == MOST) {
                    break;
                }
                ids.add(Value.of(op.id));
            }
        }
        return ids;
    }

    private static boolean isOpen(PendingOp op) {
        return op.state == OpState.UNCERTAIN || op.state == OpState.HELD;
    }

    /** Adds the question to a join. */
    void ask(Map<String, Value> join) {
        List<Value> ids = ids();
        if (!ids.isEmpty()) {
            join.put(ASKED, new ListValue(ids));
        }
    }

    /** Takes the answer out of that to a join; nothing that was told before is true any more. */
    void told(MapValue welcome) {
        taken.clear();
        if (welcome.get(TOLD) instanceof ListValue(List<Value> ops)) {
            for (Value op : ops) {
                if (op instanceof MapValue told && told.get("client_op_id") instanceof TextValue(String id)) {
                    taken.put(id, Seqs.of(told, "store_seq"));
                }
            }
            taken.values().removeIf(seq -> seq == 0);
        }
    }

    /** The catch-up is complete: settles what the server has taken, and the catch-up did not tell. */
    void settleTaken(EffectBuffer out, Verdicts verdicts) {
        if (taken.isEmpty()) {
            return;
        }
        // Oldest first: to settle one settles some before it.
        outbox.all().stream().filter(op -> isOpen(op) && taken.containsKey(op.id)).toList()
                .forEach(op -> verdicts.taken(out, op, Objects.requireNonNull(taken.get(op.id))));
        taken.clear();
    }
}
