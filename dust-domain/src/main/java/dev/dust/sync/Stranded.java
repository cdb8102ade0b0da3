package dev.dust.sync;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** What is in the outbox and never sent: entries that cannot be read, and ops that cannot be sent. They stay until somebody discards them. */
final class Stranded {
    private final Outbox outbox;
    /** Why, by op. */
    private final Map<String, String> unreadable = new LinkedHashMap<>();

    /** {@code outbox}: knows the ops that cannot be sent. */
    Stranded(Outbox outbox) {
        this.outbox = outbox;
    }

    /** An entry cannot be read. */
    void unreadable(String opId, String why) {
        unreadable.put(opId, why);
    }

    boolean isUnreadable(String opId) {
        return unreadable.containsKey(opId);
    }

    /** Returns whether it was an entry that cannot be read; it is gone now. */
    boolean removeUnreadable(String opId) {
        return unreadable.remove(opId) != null;
    }

    /** What there is, for people; null if there is nothing. */
    String describe() {
        Collection<PendingOp> held = outbox.held();
        int count = held.size() + unreadable.size();
        if (count == 0) {
            return null;
        }
        String first = held.isEmpty()
                ? unreadable.entrySet().iterator().next().toString()
                : held.iterator().next().describe() + ": " + held.iterator().next().problem;
        return count + (count == 1 ? " write" : " writes") + " in the outbox cannot be read or sent, and "
                + (count == 1 ? "stays" : "stay") + " there until discarded; the first is " + first;
    }
}
