package dev.dust.sync;

import dev.dust.time.Durations;
import dev.dust.time.TimerId;
import java.time.Duration;

/**
 * How long a hole in store_seq has been open (docs/architecture.md#order). Most close at once. One that does not is filled by
 * joining again; one that a join does not fill, because there is nothing to fill it, is given ever longer before the next.
 */
final class GapWatch {
    private static final int MOST_DOUBLINGS = 5;

    private final Duration patience;
    /** The first missing seq, while something beyond it is here; else 0. */
    private long holeAt;
    private long sinceNanos;
    private boolean timerSet;
    /** For which hole the last join was, and how many joins before it have not filled it. */
    private long joinedFor;
    private int fruitlessJoins;

    GapWatch(Duration patience) {
        this.patience = patience;
    }

    /** Looks after a step: {@code hole} is the first missing seq, or 0. */
    void watch(EffectBuffer out, long hole) {
        if (hole != holeAt) {
            holeAt = hole;
            sinceNanos = out.now.nanos();
            if (hole > 0 && !timerSet) {
                setTimer(out, patience(hole));
            }
        }
    }

    /** It is not known whether the timer is set: the next hole sets it. */
    void timerLost() {
        timerSet = false;
    }

    /** The membership is over: holes are for the next one to find. */
    void close() {
        holeAt = 0;
    }

    /**
     * The timer is due, which is left to run when a hole closes: what counts is how long this hole has been open.
     *
     * @return whether it is time to join again
     */
    boolean due(EffectBuffer out) {
        timerSet = false;
        if (holeAt == 0) {
            return false;
        }
        Duration open = Duration.ofNanos(out.now.nanos() - sinceNanos);
        Duration enough = patience(holeAt);
        if (open.compareTo(enough) < 0) {
            setTimer(out, enough.minus(open));
            return false;
        }
        fruitlessJoins = joinedFor == holeAt ? fruitlessJoins + 1 : 0;
        joinedFor = holeAt;
        return true;
    }

    private Duration patience(long hole) {
        int doublings = hole == joinedFor ? Math.min(fruitlessJoins + 1, MOST_DOUBLINGS) : 0;
        return Durations.times(patience, 1 << doublings);
    }

    private void setTimer(EffectBuffer out, Duration delay) {
        timerSet = true;
        out.setTimer(TimerId.GAP, delay);
    }
}
