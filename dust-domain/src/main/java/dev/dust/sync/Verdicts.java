package dev.dust.sync;

import static dev.dust.sync.Answered.failed;

import dev.dust.error.RefusedException;
import dev.dust.op.Fields;
import dev.dust.op.Op;
import dev.dust.subscribe.DustEvent;
import dev.dust.sync.OpState.Signal;
import dev.dust.time.TimerId;
import dev.dust.value.MapValue;
import org.jspecify.annotations.Nullable;

/** What the server says of ops, by answers and by events, and what comes of it for them and for their callers. */
final class Verdicts {
    private final String deviceId;
    private final Outbox outbox;
    private final Callers callers;
    private final WritePause pause;
    private final Turn turn;
    private final Overdue overdue;
    private final Untraceable untraceable;
    private final ResentOps sentAgain = new ResentOps();

    Verdicts(String deviceId, Outbox outbox, Callers callers, WritePause pause, Turn turn, Overdue overdue,
            Untraceable untraceable) {
        this.deviceId = deviceId;
        this.outbox = outbox;
        this.callers = callers;
        this.pause = pause;
        this.turn = turn;
        this.overdue = overdue;
        this.untraceable = untraceable;
    }

    ResentOps sentAgain() {
        return sentAgain;
    }

    /**
     * The server answered the message {@code ref}.
     *
     * @return false if the answer leaves open what became of the op, so that only a new catch-up can tell
     */
    boolean replied(EffectBuffer out, @Nullable String ref, boolean ok, MapValue response, long applied) {
        PendingOp op = outbox.underWay(ref);
        boolean outOfTurn = op != null && op.inTurn && Answered.isOutOfTurn(response);
        // Nor is one counted whose op was taken back meanwhile: the server does not count it.
        if (!ok && !Answered.isOutOfTurn(response)) {
            turn.refusalHeard();
        }
        if (op == null) {
            return true;
        }
        if (ok) {
            accepted(out, op, response, applied);
        } else if (Answered.isNoVerdict(response) || outOfTurn && op.refusalsHeard == turn.refusals()) {
            out.report("the server did not decide on " + op.describe() + ", and is asked what became of it: "
                    + Fields.text(response, "reason"));
            outbox.move(op, Signal.NO_VERDICT);
            op.history = op.history.copyMayStillCome();
            return false;
        } else if (outOfTurn) {
            putOff(op);
        } else if (WritePause.isWantedBy(response)) {
            notNow(out, op, response);
        } else {
            pause.accepted();
            refused(out, op, RefusedException.of(response));
        }
        return true;
    }

    /** The content of a file could not be brought; the server knows nothing of that, and counts no refusal. */
    void notBrought(EffectBuffer out, @Nullable String ref, MapValue why) {
        PendingOp op = outbox.underWay(ref);
        if (op == null) {
            return;
        }
        if (WritePause.isWantedBy(why)) {
            notNow(out, op, why);
        } else {
            refused(out, op, RefusedException.of(why));
        }
    }

    private void accepted(EffectBuffer out, PendingOp op, MapValue response, long applied) {
        pause.accepted();
        long seq = Seqs.of(response, "store_seq");
        if (isOnlyTheServersToTell(op.op)) {
            callers.answerForNow(out, op, Answered.byReply(op, response, seq, out.now));
        } else {
            callers.answer(out, op, Answered.byReply(op, response, seq, out.now));
        }
        if (op.op instanceof Op.Release && !Answered.released(response)) {
            outbox.move(op, Signal.SETTLE);
            return;
        }
        outbox.accept(op, seq);
        out.noteAcked(op);
        settle(out, applied);
    }

    /** Whether what an op comes to depends on what others wrote: its event tells. */
    private static boolean isOnlyTheServersToTell(Op op) {
        return op instanceof Op.Increment || op instanceof Op.Add || op instanceof Op.Remove;
    }

    private void notNow(EffectBuffer out, PendingOp op, MapValue response) {
        if (op.isLeaseOp() && op.deadlineNanos <= out.now.nanos()) {
            outbox.move(op, Signal.GIVE_UP);
            callers.answer(out, op, failed(overdue.noAnswer(op)));
        } else {
            putOff(op);
        }
        out.setTimer(TimerId.RETRY, pause.begin(response, op.isLeaseOp(), out.now));
    }

    private void putOff(PendingOp op) {
        outbox.move(op, Signal.PUT_OFF);
        op.history = op.history.putOff();
    }

    /** The server does not take {@code op}, or this client gives up on it. */
    void refused(EffectBuffer out, PendingOp op, RefusedException refusal) {
        RefusedException why = op.history.mayComeTwice() ? refusal.unsure() : refusal;
        sentAgain.refused(op);
        outbox.move(op, Signal.REFUSE);
        out.forget(op);
        if (!op.isLeaseOp()) {
            out.tell(new DustEvent.Refused(op.op.path(), op.op.name(), op.id, deviceId, why, why.maybeDuplicate()));
        }
        callers.answer(out, op, failed(why));
    }

    /**
     * The server told of an op of ours: that is an answer too (docs/protocol.md#echo).
     *
     * @param applied up to where events have been applied
     */
    void echoed(EffectBuffer out, PendingOp op, ServerEvent event, long applied) {
        if (event.seq() <= applied && isUnderWayAgain(op)) {
            return;
        }
        callers.answer(out, op, Answered.byEcho(op, event, out.now));
        if (event.seq() <= applied) {
            outbox.accept(op, event.seq());
        } else {
            outbox.arrive(op, event.seq());
        }
        if (event.seq() > applied + 1) {
            out.noteAcked(op);
        }
    }

    /** A late event may tell of the first time that an op took effect; it is the second time that is waited for by then. */
    private static boolean isUnderWayAgain(PendingOp op) {
        return op.history.maybeDuplicate() && (op.state == OpState.SENT || op.state.isAccepted());
    }

    /** The event of {@code op} is applied: the caller commits that. What it shows to be in the rows is let go before. */
    void applied(EffectBuffer out, PendingOp op) {
        untraceable.before(op).forEach(earlier -> taken(out, earlier, 0));
        sentAgain.settled(op);
        outbox.move(op, Signal.SETTLE);
    }

    /** The server has taken {@code op}, as {@code seq} if that is not 0, and the committed rows include it. */
    void taken(EffectBuffer out, PendingOp op, long seq) {
        outbox.accept(op, seq);
        settled(out, op);
    }

    /** Lets accepted ops go that everything up to {@code applied} includes. */
    void settle(EffectBuffer out, long applied) {
        for (PendingOp op = outbox.settledBy(applied); op != null; op = outbox.settledBy(applied)) {
            settled(out, op);
        }
    }

    /** The committed rows include {@code op}, as far as can be known. */
    void settled(EffectBuffer out, PendingOp op) {
        applied(out, op);
        out.forget(op);
        callers.answer(out, op, new Outcome.Accepted(op.ackedSeq, null));
    }
}
