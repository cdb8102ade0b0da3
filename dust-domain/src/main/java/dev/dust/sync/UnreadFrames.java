package dev.dust.sync;

/**
 * Frames that could not be read. What they said is fetched again, at once at first, then after a while. Where that brings it
 * here unread again and again, the store goes on without it, and says so.
 */
final class UnreadFrames {
    /** So often the same place is fetched again. */
    private static final int MOST = 3;

    private final String store;
    /** What was applied when frames were missed of late, and how often that was so. */
    private long missedAt = -1;
    private int misses;

    UnreadFrames(String store) {
        this.store = store;
    }

    /** What to do about a frame. */
    enum Way {
        /** Fetch what it said again. */
        FETCH,
        /** Go on without it for the first time: the history has lost something for good. */
        FIRST_WITHOUT,
        /** Go on without it. */
        WITHOUT
    }

    /** A frame was missed while {@code applied} was what is here. */
    Way missed(EffectBuffer out, long applied, String why) {
        misses = missedAt == applied ? misses + 1 : 1;
        missedAt = applied;
        if (misses <= MOST) {
            out.report("something that the server said cannot be read, and what store " + store
                    + " may miss is fetched again: " + why);
            return Way.FETCH;
        }
        if (misses > MOST + 1) {
            return Way.WITHOUT;
        }
        out.report("something that the server said cannot be read, however often it is fetched; store " + store
                + " goes on without it: " + why);
        return Way.FIRST_WITHOUT;
    }

    /** The history has begun anew. */
    void historyRestarted() {
        misses = 0;
    }
}
