package dev.dust.sync;

import static dev.dust.sync.Answered.failed;

import dev.dust.error.AnswerTimeoutException;
import dev.dust.error.ClosedException;
import dev.dust.error.DiscardedException;
import dev.dust.error.DustException;
import dev.dust.error.RefusedException;
import dev.dust.error.UnavailableException;
import dev.dust.op.Fields;
import dev.dust.op.Op;
import dev.dust.op.OpCodec;
import dev.dust.op.OpSize;
import dev.dust.subscribe.DustEvent;
import dev.dust.sync.OpState.Signal;
import dev.dust.time.Durations;
import dev.dust.time.TimerId;
import dev.dust.value.MapValue;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What becomes of the application's ops: kept, sent in order, answered, settled (docs/architecture.md#outbox). */
final class WriteQueue {
    private final String store;
    private final String deviceId;
    private final SyncConfig config;
    private final Suspects suspects;
    private final Outbox outbox;
    private final Stranded stranded;
    private final KeptOutbox kept;
    private final Callers callers;
    private final OutboxRoom room;
    private final Sender sender;
    private final WritePause pause = new WritePause();
    private final Turn turn;
    private final ResentOps sentAgain = new ResentOps();
    /** Whether the server takes each op once, however often it is sent: the last join told. */
    private boolean idempotent;

    WriteQueue(String store, String deviceId, SyncConfig config, RefGenerator refs, Solo solo, Transitions transitions) {
        this.store = store;
        this.deviceId = deviceId;
        this.config = config;
        this.suspects = new Suspects(store, solo);
        this.turn = new Turn(config.bounds().frameBytes());
        this.outbox = new Outbox(suspects, transitions, turn);
        this.stranded = new Stranded(outbox);
        this.kept = new KeptOutbox(store, outbox, stranded);
        this.callers = new Callers(config.ackTimeout());
        this.room = new OutboxRoom(store, config, outbox);
        this.sender = new Sender(store, config.maxInFlight(), refs, outbox, kept, suspects, pause, turn);
    }

    Outbox outbox() {
        return outbox;
    }

    KeptOutbox kept() {
        return kept;
    }

    OutboxRoom room() {
        return room;
    }

    Turn turn() {
        return turn;
    }

    ResentOps sentAgain() {
        return sentAgain;
    }

    /**
     * The server let this client in.
     *
     * @param takesOver whether it takes nothing any more that this client sent before
     * @param inTurn    whether it takes nothing out of turn
     */
    void joined(boolean takesEachOpOnce, boolean takesOver, boolean inTurn) {
        idempotent = takesEachOpOnce;
        // Two that took effect, and whose answers were lost, may take effect again: the first one behind the second.
        turn.begin(inTurn && takesEachOpOnce);
        if (takesOver) {
            outbox.all().forEach(op -> op.history = op.history.noCopyComes());
        }
    }

    /** Whether the server may yet be given something by a connection that is gone. */
    boolean hasCopiesUnderWay() {
        return outbox.all().stream().anyMatch(op -> op.history.copyMayCome());
    }

    /** Takes an op in, or answers at once why not. */
    void submit(EffectBuffer out, String opId, Op op, Membership membership) {
        long size = OpSize.of(op);
        if (op instanceof Op.LeaseOp) {
            if (membership.hasConnection()) {
                callers.await(out, outbox.add(opId, op, out.now.millis(), size, OpHistory.UNSENT));
                if (pause.isOn()) {
                    out.setTimer(TimerId.RETRY, pause.leaseWaits(out.now));
                }
            } else {
                out.answer(opId,
                        failed(new UnavailableException("a lease needs a connection, and there is none to store " + store)));
            }
            return;
        }
        DustException noRoom = room.noneFor(op, size);
        if (noRoom != null) {
            out.answer(opId, failed(noRoom));
            return;
        }
        // In a live membership it is sent in a moment: one commit tells both.
        PendingOp pending = outbox.add(opId, op, out.now.millis(), size,
                membership == Membership.LIVE ? OpHistory.UNSENT : OpHistory.KEPT_UNSENT);
        out.keep(pending);
        out.tell(new DustEvent.Local(op.path(), op.name(), OpCodec.operand(op), opId, deviceId));
        callers.await(out, pending);
    }

    /** The op could not be kept: it is taken out as if it had never been, and its caller is answered by who found out. */
    void notStored(EffectBuffer out, String opId) {
        PendingOp op = outbox.get(opId);
        if (op != null) {
            callers.forget(out, op);
            outbox.move(op, Signal.NOT_KEPT);
        }
    }

    /** Whether {@link #discard} would take the op back: it is here, and the server is not known to have accepted it. */
    boolean mayDiscard(String opId) {
        PendingOp op = outbox.get(opId);
        return op == null ? stranded.isUnreadable(opId) : !op.state.isAccepted() && !op.isLeaseOp();
    }

    /** Takes an op back. If it was sent, it may take effect all the same, and shows then as anybody's would. */
    void discard(EffectBuffer out, String opId) {
        if (stranded.removeUnreadable(opId)) {
            out.forgetKept(List.of(opId));
            return;
        }
        PendingOp op = outbox.get(opId);
        if (op != null && mayDiscard(opId)) {
            outbox.move(op, Signal.DISCARD);
            out.forget(op);
            callers.answer(out, op, failed(new DiscardedException(op.history.mayHaveReached()
                    ? "the application took this write back after it was sent: it may take effect all the same"
                    : "the application took this write back before it was sent")));
        }
    }

    /** Sends what may be sent; only while the membership is live. */
    void pump(EffectBuffer out, String joinRef) {
        sender.pump(out, joinRef, idempotent);
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
            callers.answer(out, op, failed(noAnswer(op)));
        } else {
            putOff(op);
        }
        out.setTimer(TimerId.RETRY, pause.begin(response, op.isLeaseOp(), out.now));
    }

    private void putOff(PendingOp op) {
        outbox.move(op, Signal.PUT_OFF);
        op.history = op.history.putOff();
    }

    void retryDue() {
        pause.end();
    }

    private void refused(EffectBuffer out, PendingOp op, RefusedException refusal) {
        RefusedException why = op.history.mayComeTwice() ? refusal.unsure() : refusal;
        sentAgain.refused(op);
        outbox.move(op, Signal.REFUSE);
        out.forget(op);
        if (!op.isLeaseOp()) {
            out.tell(new DustEvent.Refused(op.op.path(), op.op.name(), op.id, deviceId, why, why.maybeDuplicate()));
        }
        callers.answer(out, op, failed(why));
    }

    /** The op of this id; null if it is none of ours, or none that is pending. */
    @Nullable
    PendingOp find(@Nullable String opId) {
        return outbox.get(opId);
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

    /** The event of {@code op} is applied: the caller of this commits that. */
    void applied(PendingOp op) {
        sentAgain.settled(op);
        outbox.move(op, Signal.SETTLE);
    }

    /** Lets accepted ops go that everything up to {@code applied} includes. */
    void settle(EffectBuffer out, long applied) {
        for (PendingOp op = outbox.settledBy(applied); op != null; op = outbox.settledBy(applied)) {
            settled(out, op);
        }
    }

    private void settled(EffectBuffer out, PendingOp op) {
        applied(op);
        out.forget(op);
        callers.answer(out, op, new Outcome.Accepted(op.ackedSeq, null));
    }

    /** Events that were here come again, if they are in the server's history still. */
    void eventsGone(EffectBuffer out) {
        kept.historyGone(out);
        outbox.arrived().forEach(op -> outbox.move(op, Signal.EVENT_LOST));
    }

    /** What the old history accepted went with it. */
    void historyRestarted(EffectBuffer out) {
        kept.historyGone(out);
        outbox.accepted().forEach(op -> settled(out, op));
    }

    /** The membership on which ops were under way is over: what became of them is for the next catch-up to tell. */
    void membershipLost(EffectBuffer out, Loss loss) {
        List<PendingOp> underWay = outbox.underWay();
        if (loss.byServer && !underWay.isEmpty()) {
            suspects.serverFailed(out, underWay, loss);
        }
        underWay.forEach(op -> outbox.move(op, Signal.MEMBERSHIP_LOST));
        if (loss.ofConnection) {
            outbox.uncertain().forEach(op -> op.history = op.history.copyMayStillCome());
            outbox.arrived().forEach(op -> outbox.move(op, Signal.EVENT_LOST));
        }
        suspects.membershipLost(loss);
    }

    /** What is wrong with the writes, for people; null if nothing is. */
    @Nullable
    String trouble() {
        return Trouble.and(outbox.waitsForServer() ? pause.trouble() : null,
                Trouble.and(suspects.trouble(), stranded.describe()));
    }

    /** Lease ops that were not sent are given up: a lease that comes late is worse than none. */
    void connectionLost(EffectBuffer out) {
        outbox.queuedLeaseOps().forEach(op -> giveUp(out, op));
        if (pause.isOn()) {
            out.cancelTimer(TimerId.RETRY);
        }
        pause.connectionLost();
    }

    /** It is not known which timers are set: those that are needed are. */
    void timersLost(EffectBuffer out) {
        if (pause.isOn()) {
            out.setTimer(TimerId.RETRY, pause.remaining(out.now));
        }
        callers.setTimer(out);
    }

    private void giveUp(EffectBuffer out, PendingOp op) {
        outbox.move(op, Signal.GIVE_UP);
        callers.answer(out, op,
                failed(new UnavailableException("the connection was lost before the server answered; whether the "
                        + op.op.name().wire() + " took effect is not known")));
    }

    /** The catch-up has told all it knows: what is still unanswered was lost, and what was accepted is in. */
    void caughtUp(EffectBuffer out, long applied) {
        for (PendingOp op : outbox.uncertain()) {
            if (op.isLeaseOp()) {
                giveUp(out, op);
            } else if (Suspects.isGuilty(op)) {
                String reason = Objects.requireNonNull(Objects.requireNonNull(op.failedBy, "failedBy").reason, "reason");
                refused(out, op, RefusedException.serverFailed(reason, "the server failed " + op.failures
                        + " times in a row when it was given " + op.describe() + " and nothing else; it is not sent again"));
            } else {
                outbox.move(op, Signal.NOT_TOLD);
            }
        }
        outbox.acceptedBeyond(applied).forEach(op -> settled(out, op));
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

    private AnswerTimeoutException noAnswer(PendingOp op) {
        return new AnswerTimeoutException("no answer to the " + op.op.name().wire() + " of " + op.op.path() + " within "
                + config.ackTimeout() + (pause.isUnavailable() ? ": the server cannot write down anything for now" : "")
                + (op.isLeaseOp() ? "" : "; the write stays in the outbox"));
    }

    /** Whether an op was sent longer than {@code age} ago, and its event has not come. */
    boolean hasUnsettledFor(Duration age, StepTime now) {
        return outbox.oldestUnsettledNanos().stream().anyMatch(sent -> now.nanos() - sent >= Durations.nanos(age));
    }

    /** Answers everybody: nothing more will come. */
    void close(EffectBuffer out) {
        outbox.all().forEach(op -> callers.answer(out, op,
                failed(new ClosedException(
                        "the client was closed before the server answered the " + op.op.name().wire() + " of "
                                + op.op.path()))));
        suspects.giveBack();
    }
}
