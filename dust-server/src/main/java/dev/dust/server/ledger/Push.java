package dev.dust.server.ledger;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that wants to write a store, and the rules by which that is decided. A ledger may have it decided more than once,
 * as when a transaction has to be made again: the last verdict counts. So deciding changes nothing else, and equal stores get
 * equal verdicts.
 */
public interface Push {

    /** By what it is recognised when it comes again, or null if each time is another push. All its ops bear this id. */
    default @Nullable OpId opId() {
        return null;
    }

    /** The membership on whose behalf it comes; null if it comes for nobody who could begin anew. */
    default @Nullable MembershipId membership() {
        return null;
    }

    /** What its sender is answered if its membership {@link StoreLedger#join was taken over}: it is not decided. */
    default Verdict takenOver() {
        throw new IllegalStateException("a push without a membership cannot be taken over");
    }

    /** What it is going to read: a ledger far away fetches that at once, for all pushes of a batch. Nothing depends on it. */
    default Wants wants() {
        return Wants.NOTHING;
    }

    /** Whether it may become thousands of ops: then none is in its batch that comes behind it. */
    default boolean mayBeLarge() {
        return false;
    }

    /**
     * Decides it. Whatever this throws fails this push alone.
     *
     * @param store as it is now; not to be used afterwards
     */
    Verdict judge(StoreView store);

    /**
     * Answers it when it has come again.
     *
     * @param ops what it was when it came first, in order; never empty. Of those that are not in the history any more, no
     *            segments and no values need be there but those of leases and files
     * @return without ops
     */
    default Verdict again(List<Event> ops) {
        throw new IllegalStateException("a push without an id came again");
    }

    /**
     * What it was decided to be could not be written, while others of its batch can: it has failed, and those behind it are
     * decided after this. Not told where the whole batch fails.
     */
    default void notWritten() {
        // Most pushes have nothing to tell those behind them.
    }
}
