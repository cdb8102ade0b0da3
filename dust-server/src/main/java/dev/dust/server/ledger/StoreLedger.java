package dev.dust.server.ledger;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is true of one store; {@link Ledger} has the law. Safe for every thread. Every call may wait for where the ledger keeps
 * what it has, for a bounded time, and fails with a {@link LedgerException} if that is away.
 */
public interface StoreLedger {

    /** The store's name. */
    String name();

    /** How far the store is. */
    Head head();

    /**
     * A device becomes a member.
     *
     * @param deviceId  as it calls itself
     * @param takesOver whether its earlier memberships, at whichever server, are to write no more
     * @return the membership's number, which its pushes bear; if it takes over, more than that of any before
     */
    long join(String deviceId, boolean takesOver);

    /**
     * Writes a batch.
     *
     * @param batch in the order in which they are decided
     * @return what became of each, in the same order
     * @throws LedgerException.Unavailable if nothing of it has happened, nor will
     * @throws LedgerException.InDoubt     if nobody can tell whether it has happened
     */
    List<Outcome> write(List<? extends Push> batch);

    /**
     * Which pushes would be told their ops if they came again.
     *
     * @param ids what pushes are named by
     * @return the last op of each of those, by what names the push; what is forgotten, or was never taken, is missing
     */
    Map<OpId, Long> recognised(Collection<OpId> ids);

    /**
     * The ops that follow one, in order.
     *
     * @param seq  where to begin: the first is the next after this, or after the compaction point if that is later
     * @param most how many to read at most, at least 1
     * @return at least one if there are any; fewer than {@code most}, too, where more would take much memory
     */
    History after(long seq, int most);

    /** The last ops, {@code most} at most, in order. */
    List<Event> last(int most);

    /** The row at {@code key} itself, or null if there is none. */
    @Nullable
    StoredRow row(String key);

    /**
     * The first rows of a range, as of now. What it costs depends on how many they are, and not on how many there are.
     *
     * @param from where the range begins, inclusive; empty for the first row of all. Need not be a key
     * @param to   where it ends, exclusive; null for the end of all. Need not be a key
     * @param most how many rows to read at most, at least 1
     */
    RowRange range(String from, @Nullable String to, int most);

    /** All rows as of now; to be closed. */
    Snapshot snapshot();

    /**
     * All rows as of now, to be closed; null where that would have to wait for others who read, or cannot be had for now.
     * Whoever asks has another way. A ledger whose {@link #snapshot} waits for no reader has no need of its own.
     */
    default @Nullable Snapshot trySnapshot() {
        return snapshot();
    }

    /**
     * All rows as they were when {@code seq} was the last op; to be closed.
     *
     * @throws IllegalArgumentException if that is before the compaction point, or yet to come
     */
    Snapshot snapshotAt(long seq);

    /** Forgets the ops up to {@code uptoSeq}, or as far as there are any, and what rows were before. */
    void compact(long uptoSeq);

    /**
     * Forgets the ops that are beyond {@code retention}, as {@link #compact} does, but not yet whose they were: a push that is
     * sent again is told its ops for as long as the retention says.
     *
     * @return how many ops are in the history no more
     */
    long retain(Retention retention);

    /** Notes that the store is archived, for good. What that means for writes, pushes decide. */
    void archive();

    /**
     * Tells {@code follower} from now on how far the store is.
     *
     * @return by which that is ended
     */
    Following follow(Follower follower);

    /** Hears how a store goes on, one call at a time. Not to write, and not to wait for long: others wait behind it. */
    interface Follower {
        /** The store has got to {@code seq}, which is more than any number told before. Numbers may be left out. */
        void reached(long seq);

        /** The store is archived. May be told more than once. */
        void archived();
    }

    /** That somebody follows a store. */
    @FunctionalInterface
    interface Following {
        /** Ends it; once it has returned, no call begins. A second time does nothing. */
        void end();
    }
}
