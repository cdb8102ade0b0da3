package dev.dust.server.rules;

import dev.dust.server.ledger.Head;
import dev.dust.server.ledger.History;
import dev.dust.server.ledger.Snapshot;
import dev.dust.server.ledger.StoreLedger;
import dev.dust.value.MapValue;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A store's rows, where they will do in place of its history (docs/protocol.md#rows-in-place). Safe for every thread.
 */
final class RowsInPlace {
    /** Rows take the place of a history that has more than so many times as many ops. */
    private static final int MORE_THAN_ROWS = 2;

    private final Rules rules;
    /** Where the store was when its rows were found to be too heavy; 0 if they never were. */
    private volatile long heavySeq;

    RowsInPlace(Rules rules) {
        this.rules = rules;
    }

    /**
     * The rows of now, and what came after them; empty where the history is the better way: it is short, or the rows are heavy,
     * or would have to be waited for.
     *
     * @param head      what the store was just now
     * @param maxEvents as long as that a history is always sent as it is
     */
    Optional<CatchUp> of(StoreLedger ledger, Head head, int maxEvents) {
        long least = Math.max(maxEvents, MORE_THAN_ROWS * head.rows());
        // To find out once more what they weigh costs about as much as they do.
        boolean knownHeavy = heavySeq > 0 && heavySeq <= head.seq() && head.seq() - heavySeq <= least;
        return head.seq() - head.compactedSeq() <= least || knownHeavy
                ? Optional.empty()
                : Optional.ofNullable(rows(ledger, maxEvents));
    }

    private @Nullable CatchUp rows(StoreLedger ledger, int maxEvents) {
        long seq;
        MapValue rows;
        try (Snapshot now = ledger.trySnapshot()) {
            if (now == null) {
                return null;
            }
            seq = now.seq();
            rows = SnapshotPayload.inPlace(rules, now, CatchUp.MOST_BYTES);
        }
        if (rows == null) {
            heavySeq = seq;
            return null;
        }
        History after = CatchUp.light(ledger.after(seq, maxEvents));
        // It may have been compacted meanwhile, or the database may have gone back.
        return after.fromSeq() == seq ? CatchUp.of(Optional.of(rows), after) : null;
    }
}
