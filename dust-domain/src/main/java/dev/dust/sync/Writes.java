package dev.dust.sync;

import static dev.dust.sync.Answered.failed;

import dev.dust.cache.Commit;
import dev.dust.cache.OutboxChange;
import dev.dust.cache.OutboxEntry;
import dev.dust.error.AnswerTimeoutException;
import dev.dust.error.ClosedException;
import dev.dust.error.DiscardedException;
import dev.dust.error.OutboxFullException;
import dev.dust.error.RefusedException;
import dev.dust.error.UnavailableException;
import dev.dust.op.Fields;
import dev.dust.op.Op;
import dev.dust.op.OpCodec;
import dev.dust.op.OpSize;
import dev.dust.subscribe.Change;
import dev.dust.subscribe.DustEvent;
import dev.dust.time.Durations;
import dev.dust.time.TimerId;
import dev.dust.transport.ClientMessage;
import dev.dust.value.MapValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What becomes of the application's ops: kept, sent in order, answered, settled (DESIGN 6). */
final class Writes {
    /** So often in a row may the server fail on one op; then it is not sent again. */
    static final int MOST_FAILURES = 3;

    private final String store;
    private final String deviceId;
    private final SyncConfig config;
    private final Refs refs;
    private final Solo solo;
    private final Outbox outbox = new Outbox();
    private final Callers callers;
    private final RateLimit rateLimit = new RateLimit();
    private final SentAgain sentAgain = new SentAgain();
    private final Stranded stranded = new Stranded(outbox);
    /** Whether the server takes each op once, however often it is sent: the last join told. */
    private boolean idempotent;
    /** Whether the op that is under way was sent by the right of {@link #solo}. */
    private boolean sentSolo;

    Writes(String store, String deviceId, SyncConfig config, Refs refs, Solo solo) {
        this.store = store;
        this.deviceId = deviceId;
        this.config = config;
        this.refs = refs;
        this.solo = solo;
        this.callers = new Callers(config.ackTimeout());
    }

    /** Takes up what an earlier run of this client left. What of it was sent is not known. */
    void restore(Turn turn, List<OutboxEntry> entries, SendCheck check) {
        for (OutboxEntry entry : entries) {
            try {
                outbox.add(restored(turn, entry, check));
            } catch (RuntimeException e) {
                // What is made now has its place behind it, and must not take its position.
                outbox.passOver(entry.position());
                String why = entry.unreadable() == null ? String.valueOf(e.getMessage()) : entry.unreadable();
                stranded.unreadable(entry.opId(), why);
                turn.report("write " + entry.opId() + " in the outbox of store " + store
                        + " cannot be read, and stays there until it is discarded: " + why);
            }
        }
    }

    private PendingOp restored(Turn turn, OutboxEntry entry, SendCheck check) {
        Op op = OpCodec.stored(entry.op());
        var pending = new PendingOp(entry.opId(), entry.position(), op, entry.createdAt(), OpSize.of(op));
        pending.sentBefore = true;
        pending.copyMayCome = true;
        pending.maybeDuplicate = OpCodec.maybeDuplicate(entry.op());
        pending.answered = true;
        pending.ackedSeq = Math.max(0, entry.ackedSeq());
        pending.echoMayBeGone = entry.ackedSeq() == OutboxEntry.UNTRACEABLE;
        pending.ackedBefore = entry.ackedSeq() > 0;
        pending.state = entry.ackedSeq() > 0 ? PendingOp.State.ACKED : PendingOp.State.QUEUED;
        pending.problem = pending.state == PendingOp.State.QUEUED ? check.problem(pending.id, op) : null;
        if (pending.problem != null) {
            pending.state = PendingOp.State.HELD;
            turn.report(pending.describe() + " in the outbox of store " + store
                    + " cannot be sent, and stays there until it is discarded: " + pending.problem);
        }
        return pending;
    }

    /** Takes over what others on the same cache have noted of ops that may have taken effect in a history that is gone. */
    void reread(Turn turn, List<OutboxEntry> entries, long applied) {
        for (OutboxEntry entry : entries) {
            PendingOp op = entry.ackedSeq() > 0 ? outbox.get(entry.opId()) : null;
            boolean waits = op != null && (op.state == PendingOp.State.UNCERTAIN || op.state == PendingOp.State.QUEUED);
            if (waits && !op.maybeDuplicate) {
                outbox.acked(op, entry.ackedSeq());
            }
        }
        settle(turn, applied);
    }

    Outbox outbox() {
        return outbox;
    }

    SentAgain sentAgain() {
        return sentAgain;
    }

    /** The server let this client in. */
    void joined(boolean takesEachOpOnce) {
        idempotent = takesEachOpOnce;
    }

    /** Takes an op in, or answers at once why not. */
    void submit(Turn turn, String opId, Op op, boolean hasConnection) {
        long size = OpSize.of(op);
        if (op instanceof Op.LeaseOp) {
            if (hasConnection) {
                callers.await(turn, outbox.add(opId, op, turn.now.millis(), size));
            } else {
                turn.answer(opId,
                        failed(new UnavailableException("a lease needs a connection, and there is none to store " + store)));
            }
            return;
        }
        if (outbox.size() >= config.maxPending() || outbox.bytes() + size > config.maxPendingBytes()) {
            turn.answer(opId, failed(full(size)));
            return;
        }
        PendingOp pending = outbox.add(opId, op, turn.now.millis(), size);
        turn.keep(pending);
        turn.tell(DustEvent.local(op.path(), op.name().wire(), OpCodec.operand(op), opId, deviceId));
        callers.await(turn, pending);
    }

    private OutboxFullException full(long size) {
        return new OutboxFullException(size > config.maxPendingBytes()
                ? "a write of about " + size + " bytes is too large for the outbox of store " + store + ", which holds "
                        + config.maxPendingBytes()
                : "store " + store + " has " + outbox.size() + " writes of about " + outbox.bytes()
                        + " bytes waiting for the server, which is the limit; try again when it has caught up");
    }

    /** The op could not be kept: it is taken out as if it had never been, and its caller is answered by who found out. */
    void notStored(Turn turn, String opId) {
        PendingOp op = outbox.get(opId);
        if (op != null) {
            callers.forget(turn, op);
            outbox.remove(op);
        }
    }

    /** Whether {@link #discard} would take the op back: it is here, and the server is not known to have accepted it. */
    boolean mayDiscard(String opId) {
        PendingOp op = outbox.get(opId);
        return op == null ? stranded.isUnreadable(opId) : op.state != PendingOp.State.ACKED && !op.isLeaseOp();
    }

    /** Takes an op back. If it was sent, it may take effect all the same, and shows then as anybody's would. */
    void discard(Turn turn, String opId) {
        if (stranded.removeUnreadable(opId)) {
            turn.store(Commit.ofOutbox(List.of(new OutboxChange.Remove(opId))), List.of(), Change.Cause.REFUSAL);
        } else if (mayDiscard(opId)) {
            PendingOp op = outbox.get(opId);
            outbox.remove(op);
            turn.forget(op);
            callers.answer(turn, op, failed(new DiscardedException(op.sentBefore
                    ? "the application took this write back after it was sent: it may take effect all the same"
                    : "the application took this write back before it was sent")));
        }
    }

    /** Sends what may be sent; only while the membership is live. */
    void pump(Turn turn, String joinRef) {
        if (outbox.suspects() == 0 || sentSolo && outbox.isNoneUnderWay()) {
            sentSolo = false;
            solo.giveBack();
        }
        boolean sends = false;
        var again = new ArrayList<PendingOp>(0);
        while (!rateLimit.isOn()) {
            boolean oneAtATime = outbox.suspects() > 0;
            PendingOp op = outbox.next(oneAtATime ? 1 : config.maxInFlight());
            if (op == null) {
                break;
            }
            if (oneAtATime && !solo.take()) {
                return;
            }
            sentSolo |= oneAtATime;
            boolean wasOnce = !op.maybeDuplicate;
            send(turn, joinRef, op);
            sends |= !op.isLeaseOp();
            if (wasOnce && op.maybeDuplicate && !op.isLeaseOp()) {
                again.add(op);
            }
        }
        // A later run has to know that they may take effect twice. All that a step keeps is kept before anything is sent.
        turn.keepAgain(again, Change.Cause.EVENT);
        if (sends) {
            turn.prove();
        }
        if (outbox.isNoneUnderWay()) {
            solo.giveBack();
        }
    }

    private void send(Turn turn, String joinRef, PendingOp op) {
        if (op.sentBefore && op.echoMayBeGone || op.copyMayCome && !idempotent) {
            op.maybeDuplicate = true;
        }
        op.echoMayBeGone = false;
        outbox.sent(op, refs.next(), turn.now.nanos());
        String event = op.op instanceof Op.PutFile ? ClientMessage.PUT_FILE : ClientMessage.WRITE;
        turn.send(new ClientMessage(store, joinRef, op.ref, event, OpCodec.payload(op.op, op.id)));
    }

    /**
     * The server answered the message {@code ref}.
     *
     * @return false if the answer leaves open what became of the op, so that only a new catch-up can tell
     */
    boolean replied(Turn turn, String ref, boolean ok, MapValue response, long applied) {
        PendingOp op = outbox.answered(ref);
        if (op == null) {
            return true;
        }
        if (ok) {
            accepted(turn, op, response, applied);
        } else if (Answered.isNoVerdict(response)) {
            turn.report("the server did not decide on " + op.describe() + ", and is asked what became of it: "
                    + Fields.text(response, "reason"));
            outbox.uncertain(op);
            op.copyMayCome = true;
            return false;
        } else if ("rate_limited".equals(Fields.text(response, "reason"))) {
            rateLimited(turn, op, response);
        } else {
            rateLimit.accepted();
            refused(turn, op, RefusedException.of(response));
        }
        return true;
    }

    private void accepted(Turn turn, PendingOp op, MapValue response, long applied) {
        rateLimit.accepted();
        long seq = Seqs.of(response, "store_seq");
        callers.answer(turn, op, Answered.byReply(op, response, seq, turn.now));
        if (op.op instanceof Op.Release && !Answered.released(response)) {
            outbox.remove(op);
            return;
        }
        outbox.acked(op, seq);
        turn.noteAcked(op);
        settle(turn, applied);
    }

    private void rateLimited(Turn turn, PendingOp op, MapValue response) {
        outbox.cleared(op);
        if (op.isLeaseOp() && op.answered) {
            outbox.remove(op);
        } else {
            op.sentBefore = op.maybeDuplicate;
            outbox.requeue(op);
        }
        turn.setTimer(TimerId.RETRY, rateLimit.begin(response, turn.now));
    }

    void retryDue() {
        rateLimit.end();
    }

    private void refused(Turn turn, PendingOp op, RefusedException why) {
        sentAgain.settled(op);
        outbox.remove(op);
        turn.forget(op);
        if (!op.isLeaseOp()) {
            turn.tell(DustEvent.refused(op.op.path(), op.op.name().wire(), op.id, deviceId, why, op.maybeDuplicate));
        }
        callers.answer(turn, op, failed(why));
    }

    /**
     * The server told of an op; if it is ours, that is an answer too (PROTOCOL 3.1).
     *
     * @param applied up to where events have been applied
     */
    void echoed(Turn turn, ServerEvent event, long applied) {
        PendingOp op = outbox.get(event.opId());
        if (op == null || event.seq() <= applied && isUnderWayAgain(op)) {
            return;
        }
        callers.answer(turn, op, Answered.byEcho(op, event, turn.now));
        outbox.acked(op, event.seq());
        op.eventIsHere = event.seq() > applied;
        if (event.seq() > applied + 1) {
            turn.noteAcked(op);
        }
    }

    /** A late event may tell of the first time that an op took effect; it is the second time that is waited for by then. */
    private static boolean isUnderWayAgain(PendingOp op) {
        return op.maybeDuplicate && (op.state == PendingOp.State.SENT || op.state == PendingOp.State.ACKED);
    }

    /** Takes the op out whose echo is being applied; null if it is none of ours. The caller commits that. */
    PendingOp take(String opId) {
        PendingOp op = outbox.get(opId);
        if (op != null) {
            sentAgain.settled(op);
            outbox.remove(op);
        }
        return op;
    }

    /** Lets accepted ops go that everything up to {@code applied} includes. */
    void settle(Turn turn, long applied) {
        for (PendingOp op = outbox.settledBy(applied); op != null; op = outbox.settledBy(applied)) {
            settled(turn, op);
        }
    }

    private void settled(Turn turn, PendingOp op) {
        sentAgain.settled(op);
        outbox.remove(op);
        turn.forget(op);
        callers.answer(turn, op, new Outcome.Accepted(op.ackedSeq));
    }

    /** Of ops that have no answer yet, the echo may be in a history that is gone: known after a restart too. */
    void historyGone(Turn turn) {
        outbox.all().forEach(op -> op.echoMayBeGone = true);
        List<PendingOp> kept = outbox.all().stream()
                .filter(op -> !op.isLeaseOp() && op.sentBefore && op.state != PendingOp.State.ACKED).toList();
        turn.keepAgain(kept, Change.Cause.SNAPSHOT);
    }

    /** Events that were here come again, if they are in the server's history still. */
    void eventsGone(Turn turn) {
        historyGone(turn);
        outbox.accepted().forEach(op -> op.eventIsHere = false);
    }

    /**
     * The outbox that is kept has gone back in time: what it lacks is put in again, and what the server has settled since is taken out, so
     * that no later run sends it again.
     */
    void keptAre(Turn turn, List<OutboxEntry> kept) {
        List<OutboxChange> settled = kept.stream().filter(entry -> outbox.get(entry.opId()) == null && isReadable(entry))
                .map(entry -> (OutboxChange) new OutboxChange.Remove(entry.opId())).toList();
        if (!settled.isEmpty()) {
            turn.store(Commit.ofOutbox(settled), List.of(), Change.Cause.EVENT);
        }
        Map<String, Long> seqs = kept.stream().collect(Collectors.toMap(OutboxEntry::opId, OutboxEntry::ackedSeq));
        List<PendingOp> lacking = outbox.all().stream()
                .filter(op -> !op.isLeaseOp() && (!seqs.containsKey(op.id) || seqs.get(op.id) < op.ackedSeq)).toList();
        turn.keepAgain(lacking, Change.Cause.SNAPSHOT);
    }

    /** What cannot be read stays where it is. */
    private static boolean isReadable(OutboxEntry entry) {
        try {
            OpCodec.stored(entry.op());
            return true;
        } catch (RuntimeException unreadable) {
            return false;
        }
    }

    /** What the old history accepted went with it. */
    void historyRestarted(Turn turn) {
        historyGone(turn);
        outbox.accepted().forEach(op -> settled(turn, op));
    }

    /** The membership on which ops were under way is over: what became of them is for the next catch-up to tell. */
    void membershipLost(Turn turn, Loss loss) {
        List<PendingOp> underWay = outbox.underWay();
        if (loss.byServer && !underWay.isEmpty()) {
            serverFailed(turn, underWay, loss);
        }
        if (loss.ofConnection) {
            underWay.forEach(op -> op.copyMayCome = true);
            outbox.uncertain().forEach(op -> op.copyMayCome = true);
            outbox.accepted().forEach(op -> op.eventIsHere = false);
        }
        outbox.membershipLost();
        if (loss.ofConnection) {
            solo.leave();
        } else {
            solo.giveBack();
        }
    }

    /** The server may have failed on any of these: from now on they are sent one at a time, and the one that was alone is counted. */
    private void serverFailed(Turn turn, List<PendingOp> underWay, Loss loss) {
        PendingOp first = underWay.getFirst();
        boolean alone = underWay.size() == 1 && (!loss.ofConnection || first.suspect);
        underWay.forEach(outbox::suspect);
        if (alone) {
            first.failures++;
            first.failedBy = loss;
        }
        turn.report("the server failed (" + loss.reason + ") while " + (alone
                ? first.describe() + " was alone under way, " + first.failures + " times in a row"
                : underWay.size() + " writes of store " + store + " were under way; they are sent again one at a time"));
    }

    /** What is wrong with the writes, for people; null if nothing is. */
    String trouble() {
        int suspects = outbox.suspects();
        String failing = suspects == 0
                ? null
                : "the server failed while writes were under way; " + suspects + " of them " + (suspects == 1 ? "is" : "are")
                        + " sent again one at a time";
        return Stream.of(failing, stranded.describe()).filter(Objects::nonNull).reduce((first, second) -> first + "; " + second)
                .orElse(null);
    }

    /** Lease ops that were not sent are given up: a lease that comes late is worse than none. */
    void connectionLost(Turn turn) {
        outbox.queuedLeaseOps().forEach(op -> giveUp(turn, op));
        if (rateLimit.isOn()) {
            rateLimit.end();
            turn.cancelTimer(TimerId.RETRY);
        }
    }

    private void giveUp(Turn turn, PendingOp op) {
        outbox.remove(op);
        callers.answer(turn, op,
                failed(new UnavailableException("the connection was lost before the server answered; whether the "
                        + op.op.name().wire() + " took effect is not known")));
    }

    /** The catch-up has told all it knows: what is still unanswered was lost, and what was accepted is in. */
    void caughtUp(Turn turn, long applied) {
        for (PendingOp op : outbox.uncertain()) {
            if (op.isLeaseOp()) {
                giveUp(turn, op);
            } else if (op.failures >= MOST_FAILURES) {
                refused(turn, op, RefusedException.serverFailed(op.failedBy.reason, "the server failed " + op.failures
                        + " times in a row when it was given " + op.describe() + " and nothing else; it is not sent again"));
            } else {
                outbox.requeue(op);
            }
        }
        outbox.ackedBeyond(applied).forEach(op -> settled(turn, op));
    }

    /** Answers those who have waited too long. Their writes stay; a lease op that was not sent does not. */
    void deadlinesDue(Turn turn) {
        boolean goesOn = false;
        for (PendingOp op = callers.due(turn.now); op != null; op = callers.due(turn.now)) {
            boolean putOff = !op.isLeaseOp() && rateLimit.wasOnWithin(config.ackTimeout(), turn.now);
            if (putOff && config.waitOutRateLimits()) {
                callers.waitOn(turn, op);
                continue;
            }
            callers.answer(turn, op, failed(putOff
                    ? RefusedException.putOff("the server takes no more writes for now, so that " + op.describe()
                            + " has no answer after " + config.ackTimeout()
                            + "; it stays in the outbox, and is sent in its turn")
                    : new AnswerTimeoutException("no answer to the " + op.op.name().wire() + " of " + op.op.path() + " within "
                            + config.ackTimeout() + (op.isLeaseOp() ? "" : "; the write stays in the outbox"))));
            if (op.isLeaseOp() && op.state == PendingOp.State.QUEUED) {
                outbox.remove(op);
                goesOn = true;
            }
        }
        callers.setTimer(turn);
        if (goesOn && !rateLimit.isOn()) {
            // What was behind it may go.
            turn.setTimer(TimerId.RETRY, Duration.ZERO);
        }
    }

    /** Whether an op was sent longer than {@code age} ago, and its event has not come. */
    boolean hasUnsettledFor(Duration age, Now now) {
        return outbox.oldestUnsettledNanos().stream().anyMatch(sent -> now.nanos() - sent >= Durations.nanos(age));
    }

    /** Answers everybody: nothing more will come. */
    void close(Turn turn) {
        outbox.all().forEach(op -> callers.answer(turn, op,
                failed(new ClosedException(
                        "the client was closed before the server answered the " + op.op.name().wire() + " of "
                                + op.op.path()))));
        solo.giveBack();
    }
}
