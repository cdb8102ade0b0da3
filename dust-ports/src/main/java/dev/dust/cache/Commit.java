package dev.dust.cache;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What moves in one transaction: rows, applied seq, outbox. Immutable but for {@code replacement}; made by {@link #of}, {@link
 * #ofReplacement} or {@link #ofOutbox}, to which methods that return a changed copy add the rest.
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

    /**
     * A commit that keeps the rows that there are. What it changes is added by {@link #changes(List)} and
     * {@link #outbox(List)}.
     *
     * @param expectedSeq the applied seq that it builds on
     * @param appliedSeq  the applied seq afterwards, not less
     */
    public static Commit of(long expectedSeq, long appliedSeq) {
        return new Commit(expectedSeq, appliedSeq, null, List.of(), List.of());
    }

    /**
     * A commit that puts other rows in place of all that there are.
     *
     * @param expectedSeq the applied seq that it builds on
     * @param appliedSeq  the applied seq afterwards; may be less
     * @param rows        all rows that the store shall have, in ascending order of keys and each key once
     */
    public static Commit ofReplacement(long expectedSeq, long appliedSeq, Iterable<Row> rows) {
        return new Commit(expectedSeq, appliedSeq, Objects.requireNonNull(rows, "rows"), List.of(), List.of());
    }

    /** A commit that touches only the outbox. It takes effect whatever the applied seq is. */
    public static Commit ofOutbox(List<OutboxChange> outbox) {
        return new Commit(0, 0, null, List.of(), outbox);
    }

    /** This commit, from another applied seq to another one. */
    public Commit at(long expectedSeq, long appliedSeq) {
        return new Commit(expectedSeq, appliedSeq, replacement, changes, outbox);
    }

    /** This commit with other rows in place of all that there are; null to keep those. */
    public Commit replacement(@Nullable Iterable<Row> rows) {
        return new Commit(expectedSeq, appliedSeq, rows, changes, outbox);
    }

    /** This commit with other steps. */
    public Commit changes(List<RowChange> changes) {
        return new Commit(expectedSeq, appliedSeq, replacement, changes, outbox);
    }

    /** This commit with other steps for the outbox. */
    public Commit outbox(List<OutboxChange> outbox) {
        return new Commit(expectedSeq, appliedSeq, replacement, changes, outbox);
    }

    /** Whether rows or the applied seq are concerned, so that {@code expectedSeq} counts. */
    public boolean touchesRows() {
        return replacement != null || appliedSeq != expectedSeq || !changes.isEmpty();
    }
}
