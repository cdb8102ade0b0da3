package dev.dust.cache;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What moves in one transaction: rows, applied seq, outbox.
 *
 * @param expectedSeq the applied seq that the changes build on
 * @param appliedSeq  the applied seq afterwards; less than {@code expectedSeq} only together with {@code replacement}
 * @param replacement all rows that the store shall have, in ascending order of keys and each key once, in place of those that
 *                    it has; null to keep those. It is gone through once, before {@code commit} returns. With it, entries that
 *                    are not acked, in the outboxes of other devices, become {@link OutboxEntry#UNTRACEABLE}
 * @param changes     steps that follow, in order
 * @param outbox      steps for the outbox, in order
 */
public record Commit(long expectedSeq, long appliedSeq, @Nullable Iterable<Row> replacement, List<RowChange> changes,
        List<OutboxChange> outbox) {

    /** Copies the lists. */
    public Commit {
        changes = List.copyOf(changes);
        outbox = List.copyOf(outbox);
        if (appliedSeq < expectedSeq && replacement == null) {
            throw new IllegalArgumentException("applied seq would go back from " + expectedSeq + " to " + appliedSeq);
        }
    }

    /** A commit that touches only the outbox. It takes effect whatever the applied seq is. */
    public static Commit ofOutbox(List<OutboxChange> outbox) {
        return new Commit(0, 0, null, List.of(), outbox);
    }

    /** Whether rows or the applied seq are concerned, so that {@code expectedSeq} counts. */
    public boolean touchesRows() {
        return replacement != null || appliedSeq != expectedSeq || !changes.isEmpty();
    }
}
