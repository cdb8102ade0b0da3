package dev.dust.sync;

import static dev.dust.sync.Answered.failed;

import dev.dust.error.AnswerTimeoutException;
import dev.dust.error.RefusedException;
import dev.dust.sync.OpState.Signal;
import dev.dust.time.TimerId;
import java.time.Duration;

/** What callers are told who have waited for an answer for as long as that may take. */
final class Overdue {
    private final SyncConfig config;
    private final Outbox outbox;
    private final Callers callers;
    private final WritePause pause;

    Overdue(SyncConfig config, Outbox outbox, Callers callers, WritePause pause) {
        this.config = config;
        this.outbox = outbox;
        this.callers = callers;
        this.pause = pause;
    }

    /** Answers those who have waited too long. Their writes stay; a lease op that was not sent does not. */
    void deadlinesDue(EffectBuffer out) {
        boolean goesOn = false;
        for (PendingOp op = callers.due(out.now); op != null; op = callers.due(out.now)) {
            boolean putOff = !op.isLeaseOp() && pause.wasLimitedWithin(config.ackTimeout(), out.now);
            if (putOff && config.waitOutRateLimits()) {
                callers.waitOn(out, op);
                continue;
            }
            Outcome noAnswer = failed(putOff
                    ? RefusedException.putOff("the server takes no more writes for now, so that " + op.describe()
                            + " has no answer after " + config.ackTimeout()
                            + "; it stays in the outbox, and is sent in its turn")
                    : noAnswer(op));
            if (op.isLeaseOp() && op.state == OpState.QUEUED) {
                callers.answer(out, op, noAnswer);
                outbox.move(op, Signal.GIVE_UP);
                goesOn = true;
            } else {
                callers.answerForNow(out, op, noAnswer);
            }
        }
        callers.setTimer(out);
        if (goesOn && !pause.isOn()) {
            // What was behind it may go.
            out.setTimer(TimerId.RETRY, Duration.ZERO);
        }
    }

    /** That the op has no answer, and why as far as that is known. */
    AnswerTimeoutException noAnswer(PendingOp op) {
        return new AnswerTimeoutException("no answer to the " + op.op.name().wire() + " of " + op.op.path() + " within "
                + config.ackTimeout() + (pause.isUnavailable() ? ": the server cannot write down anything for now" : "")
                + (op.isLeaseOp() ? "" : "; the write stays in the outbox"));
    }
}
