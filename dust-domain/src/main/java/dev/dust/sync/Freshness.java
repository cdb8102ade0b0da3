package dev.dust.sync;

import dev.dust.time.TimerId;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Makes sure that a store which hears nothing is one about which there is nothing to say (docs/architecture.md#order): after a
 * while without a word, and where something looks odd, the server is asked how far it is.
 */
final class Freshness {
    private final Duration period;
    private boolean timerSet;
    private @Nullable String statusRef;
    /** What was applied when the server was asked. */
    private long appliedWhenAsked;

    /**
     * @param period after how long; zero for never
     */
    Freshness(Duration period) {
        this.period = period;
    }

    /** The store is live from now on. */
    void watch(EffectBuffer out) {
        setTimer(out, period);
    }

    private void setTimer(EffectBuffer out, Duration delay) {
        if (!period.isZero() && !timerSet) {
            timerSet = true;
            out.setTimer(TimerId.FRESHNESS, delay);
        }
    }

    /** It is not known whether the timer is set: the store sets it as soon as it is live. */
    void timerLost() {
        timerSet = false;
    }

    /** The timer has come due. */
    void due() {
        timerSet = false;
    }

    boolean isQuiet(Duration quiet) {
        return quiet.compareTo(period) >= 0;
    }

    /**
     * The server is asked by {@code ref}; or it is not, for {@code null}, because it has been quiet no longer than
     * {@code quiet}.
     */
    void checked(EffectBuffer out, @Nullable String ref, long applied, Duration quiet) {
        if (ref != null) {
            statusRef = ref;
            appliedWhenAsked = applied;
        }
        setTimer(out, ref == null ? period.minus(quiet) : period);
    }

    /** Whether {@code ref} asked how far the server is. */
    boolean asked(String ref) {
        return ref.equals(statusRef);
    }

    /** The server has answered: no further answer counts. */
    void answered() {
        statusRef = null;
    }

    /**
     * Whether a server that is at {@code current} is where it should be. Ahead of its server, a mirror has seen a history that
     * is no more: the join will tell.
     */
    boolean differs(long current, long applied) {
        return current > applied || current < appliedWhenAsked;
    }

    /** The membership is over. */
    void left() {
        statusRef = null;
    }
}
