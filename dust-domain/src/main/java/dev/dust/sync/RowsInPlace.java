package dev.dust.sync;

import dev.dust.op.Fields;
import dev.dust.transport.ServerMessage;
import dev.dust.value.Value;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * Whether the rows will do in place of the history (docs/protocol.md#rows-in-place): nothing is here, nobody is to be told what
 * happened before, and no op waits for the history to tell what became of it.
 */
final class RowsInPlace {
    private static final String ACCEPTED = "accepts_snapshot";
    private static final String DONE = "replaces_history";

    private final WriteQueue queue;
    private final boolean ownCache;
    private final BooleanSupplier hearsHistory;
    /** Whether the newest join said that they will do, and what came of it is not known to be good. */
    private boolean accepted;

    /**
     * Nothing was said yet.
     *
     * @param ownCache     whether no ops of others are in the cache, whose fate the history alone tells
     * @param hearsHistory whether somebody is to be told the ops that this client has missed
     */
    RowsInPlace(WriteQueue queue, boolean ownCache, BooleanSupplier hearsHistory) {
        this.queue = queue;
        this.ownCache = ownCache;
        this.hearsHistory = hearsHistory;
    }

    /** Adds to a join that they will do, if so. */
    void ask(Map<String, Value> join, long applied) {
        // What came of the last attempt was no membership: the rows may be too large for this connection, or unreadable.
        accepted = !accepted && applied == 0 && !needsHistory() && !queue.awaitsHistory();
        if (accepted) {
            join.put(ACCEPTED, Value.of(true));
        }
    }

    private boolean needsHistory() {
        return !ownCache || hearsHistory.getAsBoolean();
    }

    /** The join was not answered, or its catch-up is complete: nothing speaks against saying so again. */
    void forget() {
        accepted = false;
    }

    /**
     * Whether the history is to be asked for, and {@code snapshot} not to be taken: the history has what cannot be read in it,
     * and who subscribed after the join was sent hears what others heard.
     */
    boolean refuse(ServerMessage snapshot) {
        boolean isDamaged = !snapshot.unreadable().isEmpty();
        return accepted && (isDamaged || Fields.isTrue(snapshot.payload(), DONE) && needsHistory());
    }
}
