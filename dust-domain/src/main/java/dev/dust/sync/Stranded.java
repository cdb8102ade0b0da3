package dev.dust.sync;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is in the outbox and never sent: entries that cannot be read, and ops that cannot be sent. They stay until somebody
 * discards them.
 */
final class Stranded {
    private final Outbox outbox;
    /** Why, by op. */
    private final Map<String, String> unreadable = new LinkedHashMap<>();
    /** Why, by op; those among them that the server turned out to have do not count. */
    private final Map<String, String> held = new LinkedHashMap<>();

    /** {@code outbox}: knows which ops are still held. */
    Stranded(Outbox outbox) {
        this.outbox = outbox;
    }

    /** An entry cannot be read. */
    void unreadable(String opId, String why) {
        unreadable.put(opId, why);
    }

    /** An op cannot be sent. */
    void held(String opId, String why) {
        held.put(opId, why);
    }

    boolean isUnreadable(String opId) {
        return unreadable.containsKey(opId);
    }

    /** Returns whether it was an entry that cannot be read; it is gone now. */
    boolean removeUnreadable(String opId) {
        return unreadable.remove(opId) != null;
    }

    /** What there is, for people; null if there is nothing. */
    @Nullable
    String describe() {
        if (unreadable.isEmpty() && held.isEmpty()) {
            return null;
        }
        List<PendingOp> stillHeld = held.keySet().stream().map(outbox::get).filter(op -> op != null && op.state == OpState.HELD)
                .toList();
        int count = stillHeld.size() + unreadable.size();
        if (count == 0) {
            return null;
        }
        String first = stillHeld.isEmpty()
                ? unreadable.entrySet().iterator().next().toString()
                : stillHeld.getFirst().describe() + ": " + held.get(stillHeld.getFirst().id);
        return count + (count == 1 ? " write" : " writes") + " in the outbox cannot be read or sent, and "
                + (count == 1 ? "stays" : "stay") + " there until discarded; the first is " + first;
    }
}
