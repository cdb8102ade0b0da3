package dev.dust.server.rules;

import dev.dust.server.ledger.Event;
import dev.dust.server.ledger.Head;
import dev.dust.server.ledger.History;
import dev.dust.server.ledger.KeyedRow;
import dev.dust.server.ledger.Snapshot;
import dev.dust.server.ledger.StoreLedger;
import dev.dust.server.ledger.StoredRow;
import dev.dust.value.MapValue;
import dev.dust.value.TypedValue;
import dev.dust.value.Value;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

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
    /** Rows take the place of a history that has more than so many times as many ops. */
    static final int MORE_THAN_ROWS = 2;

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
                return of(null, piece);
            }
            try (Snapshot rows = ledger.snapshotAt(piece.fromSeq())) {
                return of(payload(rules, rows, false), piece);
            } catch (IllegalArgumentException compactedMeanwhile) {
                // By another server: its history begins later now.
                if (ledger.head().compactedSeq() <= piece.fromSeq()) {
                    throw compactedMeanwhile;
                }
            }
        }
    }

    /**
     * The rows of now, and what came after them; null where the history since {@code seq} is the better way
     * (docs/protocol.md#rows-in-place).
     */
    static @Nullable CatchUp rows(Rules rules, StoreLedger ledger, long seq, int maxEvents) {
        Head head = ledger.head();
        long missed = head.seq() - Math.max(seq, head.compactedSeq());
        if (missed <= Math.max(maxEvents, MORE_THAN_ROWS * head.rows())) {
            return null;
        }
        long at;
        MapValue rows;
        try (Snapshot now = ledger.snapshot()) {
            at = now.seq();
            rows = payload(rules, now, true);
        }
        History after = rows == null ? null : light(ledger.after(at, maxEvents));
        // Another server may have compacted, or the database may have gone back.
        return after == null || after.fromSeq() != at ? null : of(rows, after);
    }

    /** As much of a piece as may wait for a client at once; at least one event. */
    private static History light(History piece) {
        long bytes = 0;
        for (int i = 0; i < piece.events().size(); i++) {
            bytes += Weight.of(piece.events().get(i).value());
            if (i > 0 && bytes > MOST_BYTES) {
                return new History(piece.fromSeq(), piece.events().subList(0, i), piece.lastSeq());
            }
        }
        return piece;
    }

    private static CatchUp of(@Nullable MapValue snapshot, History piece) {
        return new CatchUp(Optional.ofNullable(snapshot), piece.events(), piece.throughSeq(),
                piece.isLast() ? End.COMPLETE : End.GOES_ON);
    }

    /**
     * The payload of a {@code snapshot} frame (docs/protocol.md#snapshots): scalars and lists wrapped, everything else as it
     * is.
     *
     * @param replacesHistory whether it is sent in place of ops that are there yet; then it is null if it is too heavy for that
     */
    private static @Nullable MapValue payload(Rules rules, Snapshot snapshot, boolean replacesHistory) {
        var entries = new LinkedHashMap<String, Value>();
        long bytes = 0;
        try (Stream<KeyedRow> rows = snapshot.rows()) {
            for (Iterator<KeyedRow> each = rows.iterator(); each.hasNext();) {
                KeyedRow keyed = each.next();
                StoredRow row = keyed.row();
                entries.put(keyed.key(), rules.tellsRevisions()
                        ? Wire.mapOf("value", wrap(row.value()), "type", row.type(), "revision", row.revision())
                        : Wire.mapOf("value", wrap(row.value()), "type", row.type()));
                bytes += replacesHistory ? keyed.key().length() + Weight.of(row.value()) : 0;
                if (bytes > MOST_BYTES) {
                    return null;
                }
            }
        }
        MapValue all = MapValue.envelope(entries);
        return replacesHistory
                ? Wire.mapOf("snapshot_seq", snapshot.seq(), "entries", all, "replaces_history", true)
                : Wire.mapOf("snapshot_seq", snapshot.seq(), "entries", all);
    }

    private static Value wrap(Value value) {
        return value instanceof MapValue || value instanceof TypedValue ? value : Wire.mapOf("_scalar", value);
    }

    /** Whether that is the end of the store's history. */
    public boolean complete() {
        return end == End.COMPLETE;
    }

}
