package dev.dust.sync;

import dev.dust.op.Fields;
import dev.dust.value.ListValue;
import dev.dust.value.MapValue;
import dev.dust.value.TextValue;
import dev.dust.value.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ObjLongConsumer;

/**
 * What was sent on earlier memberships and not answered, of which a server that takes nothing out of turn tells, as this client
 * joins, what it has taken (docs/protocol.md#in-turn). Its history may be gone by then, and it may be about to forget what the
 * ops are called, one by one: so all of them are asked for at one moment.
 */
final class UnansweredOps {
    /** More than may be under way together, by far. */
    private static final int MOST = 4_096;
    private static final String ASKED = "unanswered_ops";
    private static final String TOLD = "known_ops";

    private final Outbox outbox;
    /** By op id, the seq under which it was taken. */
    private final Map<String, Long> taken = new HashMap<>();

    UnansweredOps(Outbox outbox) {
        this.outbox = outbox;
    }

    /** What is to be asked for now, oldest first. */
    List<Value> ids() {
        return outbox.uncertain().stream().filter(op -> !op.isLeaseOp() && op.history.keptAsSent()).limit(MOST)
                .<Value>map(op -> Value.of(op.id)).toList();
    }

    /** Adds the question to a join. */
    void ask(Map<String, Value> join) {
        List<Value> ids = ids();
        if (!ids.isEmpty()) {
            join.put(ASKED, new ListValue(ids));
        }
    }

    /** The server lets this client in. */
    void told(MapValue welcome) {
        taken.clear();
        if (welcome.get(TOLD) instanceof ListValue(List<Value> ops)) {
            for (Value op : ops) {
                if (op instanceof MapValue told && told.get("client_op_id") instanceof TextValue(String id)) {
                    Fields.whole(told, "store_seq").ifPresent(seq -> taken.put(id, seq));
                }
            }
        }
    }

    /** Hands over each op of which nothing else was told, and that the server has taken, with its seq; oldest first, and once. */
    void takeTaken(ObjLongConsumer<PendingOp> settle) {
        if (taken.isEmpty()) {
            return;
        }
        // To settle one may settle some before it, and none behind.
        for (PendingOp op : outbox.uncertain()) {
            Long seq = taken.get(op.id);
            if (seq != null) {
                settle.accept(op, seq);
            }
        }
        taken.clear();
    }
}
