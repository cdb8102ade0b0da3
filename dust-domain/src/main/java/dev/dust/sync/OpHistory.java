package dev.dust.sync;

import java.util.ArrayList;
import java.util.List;

/**
 * What is known of an op's way to the server so far, whatever state it is in. Immutable, and shared: there are few, and many
 * ops.
 *
 * @param keptAsSent     whether its kept form says that it may have been sent; only then it is
 * @param reach          whether it may have taken effect
 * @param copyMayCome    whether a copy may yet reach the server by a connection that is gone, or a busy server may yet get to
 *                       it
 * @param maybeDuplicate whether it was sent again without knowing what became of it before
 * @param acceptedBefore whether an earlier run was told its seq: whatever is joined from now on has that far to go
 */
record OpHistory(boolean keptAsSent, Reach reach, boolean copyMayCome, boolean maybeDuplicate, boolean acceptedBefore) {
    private static final List<OpHistory> ALL = all();

    /** It was never sent, and its kept form says so. */
    static final OpHistory KEPT_UNSENT = of(false, Reach.NONE, false, false, false);
    /** It was never sent, and may be at any time. */
    static final OpHistory UNSENT = of(true, Reach.NONE, false, false, false);

    /** Whether an op may have taken effect. */
    enum Reach {
        /** It was not sent, or the server said that it did not take it. */
        NONE,
        /** It was sent: the server's history tells whether it took effect. */
        TRACEABLE,
        /** It was sent, and the history that would tell may be gone. */
        UNTRACEABLE
    }

    private static List<OpHistory> all() {
        var all = new ArrayList<OpHistory>();
        for (int i = 0; i < 1 << 4; i++) {
            for (Reach reach : Reach.values()) {
                all.add(new OpHistory((i & 1) != 0, reach, (i & 2) != 0, (i & 4) != 0, (i & 8) != 0));
            }
        }
        return List.copyOf(all);
    }

    @SuppressWarnings("EnumOrdinal") // A place in a list that the enum itself was the measure of.
    private static OpHistory of(boolean keptAsSent, Reach reach, boolean copyMayCome, boolean maybeDuplicate,
            boolean acceptedBefore) {
        int flags = (keptAsSent ? 1 : 0) + (copyMayCome ? 2 : 0) + (maybeDuplicate ? 4 : 0) + (acceptedBefore ? 8 : 0);
        return ALL.get(flags * Reach.values().length + reach.ordinal());
    }

    /** An earlier run of this client may have sent it: a copy of that may yet come. */
    static OpHistory ofEarlierRun(boolean keptAsSent, boolean untraceable, boolean maybeDuplicate, boolean accepted) {
        return of(keptAsSent, untraceable ? Reach.UNTRACEABLE : Reach.TRACEABLE, true, maybeDuplicate, accepted);
    }

    OpHistory markedAsSent() {
        return of(true, reach, copyMayCome, maybeDuplicate, acceptedBefore);
    }

    /** It is sent once more, to a server that may take it once more. */
    OpHistory sent(boolean idempotent) {
        boolean again = reach == Reach.UNTRACEABLE || copyMayCome && !idempotent;
        return of(true, Reach.TRACEABLE, copyMayCome, maybeDuplicate || again, acceptedBefore);
    }

    /** What was sent just now was not taken; what was sent before may have been, or may yet be. */
    OpHistory putOff() {
        return of(keptAsSent, mayComeTwice() ? Reach.TRACEABLE : Reach.NONE, copyMayCome, maybeDuplicate, acceptedBefore);
    }

    /** What of it was sent may have taken effect in a history that is gone. */
    OpHistory historyGone() {
        return reach == Reach.TRACEABLE ? of(keptAsSent, Reach.UNTRACEABLE, copyMayCome, maybeDuplicate, acceptedBefore) : this;
    }

    /** The connection it was sent on is gone, or the server did not decide. */
    OpHistory copyMayStillCome() {
        return of(keptAsSent, reach, true, maybeDuplicate, acceptedBefore);
    }

    /** The server takes nothing any more that was sent before it let this client in. */
    OpHistory noCopyComes() {
        return of(keptAsSent, reach, false, maybeDuplicate, acceptedBefore);
    }

    /** Whether it may have reached the server. */
    boolean mayHaveReached() {
        return reach != Reach.NONE;
    }

    /** Whether a later run that sends it has to say that it may take effect a second time. */
    boolean isDoubtful() {
        return maybeDuplicate || reach == Reach.UNTRACEABLE;
    }

    /** Whether the server may be given it a second time: then no refusal of it is sure. */
    boolean mayComeTwice() {
        return copyMayCome || maybeDuplicate;
    }
}
