package dev.dust.server.ledger;

import java.util.List;

/**
 * A piece of a store's history.
 *
 * @param fromSeq the ops follow this one: where reading was to begin, or the compaction point if that is later, or the last op
 *                if that is earlier
 * @param events  without a hole
 * @param lastSeq how far the store is
 */
public record History(long fromSeq, List<Event> events, long lastSeq) {
    /** Copies the list. */
    public History {
        events = List.copyOf(events);
    }

    /** Up to where this piece tells what happened. */
    public long throughSeq() {
        return fromSeq + events.size();
    }

    /** Whether that is all there is. */
    public boolean isLast() {
        return throughSeq() == lastSeq;
    }
}
