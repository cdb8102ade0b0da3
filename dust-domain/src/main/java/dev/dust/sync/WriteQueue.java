package dev.dust.sync;

import static dev.dust.sync.Answered.failed;

import dev.dust.error.ClosedException;
import dev.dust.error.DiscardedException;
import dev.dust.error.DustException;
import dev.dust.error.RefusedException;
import dev.dust.error.UnavailableException;
import dev.dust.op.Op;
import dev.dust.op.OpCodec;
import dev.dust.op.OpSize;
import dev.dust.subscribe.DustEvent;
import dev.dust.sync.OpState.Signal;
import dev.dust.time.Durations;
import dev.dust.time.TimerId;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The application's ops: taken in, kept, sent in order, and what becomes of them where connections and memberships come and go
 * (docs/architecture.md#outbox). {@link Verdicts} hears what the server says of them.
 */
final class WriteQueue {
    private final String store;
    private final String deviceId;
    private final Suspects suspects;
    private final Outbox outbox;
    private final Stranded stranded;
    private final KeptOutbox kept;
    private final Callers callers;
    private final OutboxRoom room;
    private final Sender sender;
    private final WritePause pause = new WritePause();
    private final Turn turn;
    private final Verdicts verdicts;
    private final Overdue overdue;
    private final Untraceable untraceable = new Untraceable();
    private final UnansweredOps unanswered;
    /** Whether the server takes each op once, however often it is sent: the last join told. */
    private boolean idempotent;

    WriteQueue(String store, String deviceId, SyncConfig config, RefGenerator refs, Solo solo, Transitions transitions) {
        this.store = store;
        this.deviceId = deviceId;
        this.suspects = new Suspects(store, solo);
        this.turn = new Turn(config.bounds().frameBytes());
        this.outbox = new Outbox(suspects, transitions, turn);
        this.stranded = new Stranded(outbox);
        this.unanswered = new UnansweredOps(outbox, config.bounds().frameBytes());
        this.kept = new KeptOutbox(store, outbox, stranded, untraceable);
        this.callers = new Callers(config.ackTimeout());
        this.room = new OutboxRoom(store, config, outbox);
        this.sender = new Sender(store, config.maxInFlight(), refs, outbox, kept, suspects, pause, turn);
        this.overdue = new Overdue(config, outbox, callers, pause);
        this.verdicts = new Verdicts(deviceId, outbox, callers, pause, turn, overdue, untraceable);
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

    /** What the server says of ops goes there. */
    Verdicts verdicts() {
        return verdicts;
    }

    /** What was sent on earlier memberships is asked for there. */
    UnansweredOps unanswered() {
        return unanswered;
    }

    /** Who waits longer than answers may take is told so there. */
    Overdue overdue() {
        return overdue;
    }

    /**
     * The server let this client in.
     *
     * @param takesOver whether it takes nothing any more that this client sent before
     * @param inTurn    whether it takes nothing out of turn, and each op once
     */
    void joined(boolean takesEachOpOnce, boolean takesOver, boolean inTurn) {
        idempotent = takesEachOpOnce;
        turn.begin(inTurn);
        if (takesOver) {
            outbox.all().forEach(op -> op.history = op.history.noCopyComes());
        }
    }

    /** Whether the server may yet be given something by a connection that is gone. */
    boolean hasCopiesUnderWay() {
        return outbox.all().stream().anyMatch(op -> op.history.copyMayCome());
    }

    /** Whether the history may tell of an op that is pending. */
    boolean awaitsHistory() {
        return outbox.all().stream().anyMatch(op -> op.history.mayHaveReached() || op.history.copyMayCome());
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
            verdicts.sentAgain().discarded(op);
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

    void retryDue() {
        pause.end();
    }

    /** The op of this id; null if it is none of ours, or none that is pending. */
    @Nullable
    PendingOp find(@Nullable String opId) {
        return outbox.get(opId);
    }

    /** Events that were here come again, if they are in the server's history still. */
    void eventsGone(EffectBuffer out) {
        kept.historyGone(out);
        outbox.arrived().forEach(op -> outbox.move(op, Signal.EVENT_LOST));
    }

    /** What the old history accepted went with it. */
    void historyRestarted(EffectBuffer out) {
        kept.historyGone(out);
        outbox.accepted().forEach(op -> verdicts.settled(out, op));
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
        unanswered.settleTaken(out, verdicts);
        untraceable.clear();
        for (PendingOp op : outbox.uncertain()) {
            if (op.isLeaseOp()) {
                giveUp(out, op);
            } else if (Suspects.isGuilty(op)) {
                String reason = Objects.requireNonNull(Objects.requireNonNull(op.failedBy, "failedBy").reason, "reason");
                verdicts.refused(out, op, RefusedException.serverFailed(reason, "the server failed " + op.failures
                        + " times in a row when it was given " + op.describe() + " and nothing else; it is not sent again"));
            } else {
                outbox.move(op, Signal.NOT_TOLD);
            }
        }
        outbox.acceptedBeyond(applied).forEach(op -> verdicts.settled(out, op));
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
