package dev.dust.server.rules;

import dev.dust.server.ledger.Event;
import dev.dust.server.ledger.History;
import dev.dust.server.ledger.Snapshot;
import dev.dust.server.ledger.StoreLedger;
import dev.dust.value.MapValue;
import java.util.List;
import java.util.Optional;

/**
 * A piece of what a client has missed (docs/protocol.md#catch-up).
 *
 * @param snapshot   the payload of a {@code snapshot} frame, to be sent first; there only where the client's history is
 *                   compacted, or the rows are sent in place of it
 * @param events     what follows, in order
 * @param throughSeq how far the client is when it has all this
 * @param end        what comes after it
 */
public record CatchUp(Optional<MapValue> snapshot, List<Event> events, long throughSeq, End end) {
    /** A piece ends where its events have so many bytes, about. */
    static final long MOST_BYTES = 8L << 20;

    /** What comes after a piece. */
    public enum End {
        /** The next piece. */
        GOES_ON,
        /** Nothing: that is all of the store's history. */
        COMPLETE,
        /** The end of the membership: the server cannot make the next event. */
        CRASH
    }

    /** As the protocol has it. */
    static CatchUp of(Rules rules, StoreLedger ledger, long seq, int maxEvents) {
        while (true) {
            History piece = light(ledger.after(seq, maxEvents));
            if (seq >= piece.fromSeq()) {
                return of(Optional.empty(), piece);
            }
            try (Snapshot rows = ledger.snapshotAt(piece.fromSeq())) {
                return of(Optional.of(SnapshotPayload.of(rules, rows)), piece);
            } catch (IllegalArgumentException compactedMeanwhile) {
                // Its history begins later now.
                if (ledger.head().compactedSeq() <= piece.fromSeq()) {
                    throw compactedMeanwhile;
                }
            }
        }
    }

    /** As much of a piece as may wait for a client at once; at least one event. */
    static History light(History piece) {
        long bytes = 0;
        for (int i = 0; i < piece.events().size(); i++) {
            bytes += Weight.of(piece.events().get(i).value());
            if (i > 0 && bytes > MOST_BYTES) {
                return new History(piece.fromSeq(), piece.events().subList(0, i), piece.lastSeq());
            }
        }
        return piece;
    }

    /** A piece of history, behind rows perhaps. */
    static CatchUp of(Optional<MapValue> snapshot, History piece) {
        return new CatchUp(snapshot, piece.events(), piece.throughSeq(), piece.isLast() ? End.COMPLETE : End.GOES_ON);
    }

    /** Whether that is the end of the store's history. */
    public boolean complete() {
        return end == End.COMPLETE;
    }

}
