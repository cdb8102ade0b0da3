package dev.dust.sync;

import dev.dust.error.UnavailableException;
import org.jspecify.annotations.Nullable;

/**
 * How often in a row the server has failed while it told what was missed. There are histories that it cannot tell from some seq
 * on, and can from the beginning; and some that it cannot tell in one format, and can in another.
 */
final class CatchUpFailures {
    /** So often the same is asked for; then another way is tried. */
    private static final int MOST = 3;

    private final String store;
    private int inARow;

    CatchUpFailures(String store) {
        this.store = store;
    }

    /** A catch-up was complete. */
    void ended() {
        inARow = 0;
    }

    /** The server has failed once more, while {@code applied} was what is here. */
    void failed(EffectBuffer out, long applied) {
        inARow++;
        if (inARow == MOST && applied > 0) {
            out.report("the server fails to tell what store " + store + " missed since " + applied
                    + "; everything is fetched from the beginning");
        } else if (inARow % MOST == 0) {
            var why = new UnavailableException(describe());
            out.report(why.getMessage());
            out.unready(why);
            out.otherFormat();
        }
    }

    /** From where the next catch-up is to begin, where everything up to {@code applied} is here. */
    long from(long applied) {
        return inARow >= MOST ? 0 : applied;
    }

    /** What is wrong, for people; null if nothing is. */
    @Nullable
    String trouble() {
        return inARow >= MOST ? describe() : null;
    }

    private String describe() {
        return "the server failed " + inARow + " times in a row while it told the history of store " + store
                + "; it is asked again, and writes wait until then. Where values are in it that the server cannot write in this"
                + " format, another format helps: JSON has a form for everything";
    }
}
