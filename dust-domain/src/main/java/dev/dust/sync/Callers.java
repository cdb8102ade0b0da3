package dev.dust.sync;

import dev.dust.time.Durations;
import dev.dust.time.TimerId;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Those who wait for the answer to an op: each is told once what becomes of it, and before that, if its deadline comes first,
 * that it is not known yet.
 */
final class Callers {
    private final Duration patience;
    private final Deadlines deadlines = new Deadlines();
    private boolean timerSet;

    /**
     * @param patience how long a caller waits
     */
    Callers(Duration patience) {
        this.patience = patience;
    }

    /** The caller of {@code op} waits from now on. */
    void await(EffectBuffer out, PendingOp op) {
        add(out, op);
        if (!timerSet) {
            timerSet = true;
            out.setTimer(TimerId.ACK, patience);
        }
    }

    private void add(EffectBuffer out, PendingOp op) {
        deadlines.add(op, Durations.after(out.now.nanos(), patience));
    }

    /** Tells the caller of {@code op} what has become of it, unless that has been done. */
    void answer(EffectBuffer out, PendingOp op, Outcome outcome) {
        if (!op.answered) {
            op.answered = true;
            deadlines.remove(op);
            out.answer(op.id, outcome);
        }
    }

    /**
     * Tells the caller of {@code op} what is known so far, unless he knows more: that it is accepted, but not what it came to;
     * or, at his deadline, nothing.
     */
    void answerForNow(EffectBuffer out, PendingOp op, Outcome outcome) {
        if (!op.answered) {
            deadlines.remove(op);
            out.answerForNow(op.id, outcome);
        }
    }

    /** Somebody else answers the caller of {@code op}. */
    void forget(EffectBuffer out, PendingOp op) {
        op.answered = true;
        deadlines.remove(op);
        // The effects of its step were dropped, and the timer may have been one of them.
        setTimer(out);
    }

    /** The op whose caller has waited long enough; null if there is none. */
    @Nullable
    PendingOp due(StepTime now) {
        PendingOp first = deadlines.first();
        return first != null && first.deadlineNanos <= now.nanos() ? first : null;
    }

    /** The caller of {@code op} waits as long again. */
    void waitOn(EffectBuffer out, PendingOp op) {
        deadlines.remove(op);
        add(out, op);
    }

    /** Sets the timer for the next deadline, if there is one. */
    void setTimer(EffectBuffer out) {
        PendingOp first = deadlines.first();
        timerSet = first != null;
        if (first != null) {
            out.setTimer(TimerId.ACK, Durations.until(out.now.nanos(), first.deadlineNanos));
        }
    }
}
