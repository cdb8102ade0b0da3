package dev.dust.sync;

import dev.dust.cache.OutboxEntry;
import dev.dust.error.AnswerTimeoutException;
import dev.dust.error.ClosedException;
import dev.dust.error.DiscardedException;
import dev.dust.error.DustException;
import dev.dust.error.OutboxFullException;
import dev.dust.error.RefusedException;
import dev.dust.error.UnavailableException;
import dev.dust.op.Fields;
import dev.dust.op.Op;
import dev.dust.op.OpCodec;
import dev.dust.op.OpSize;
import dev.dust.subscribe.DustEvent;
import dev.dust.time.TimerId;
import dev.dust.transport.ClientMessage;
import dev.dust.value.BoolValue;
import dev.dust.value.LeaseValue;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.time.Duration;
import java.util.List;

/** What becomes of the application's ops: kept, sent in order, answered, settled (DESIGN 6). */
final class Writes {
    private static final Duration DEFAULT_RETRY = Duration.ofSeconds(1);

    private final String store;
    private final String deviceId;
    private final SyncConfig config;
    private final Refs refs;
    private final Outbox outbox = new Outbox();
    private final Deadlines deadlines = new Deadlines();
    private boolean ackTimerSet;
    private boolean rateLimited;

    Writes(String store, String deviceId, SyncConfig config, Refs refs) {
        this.store = store;
        this.deviceId = deviceId;
        this.config = config;
        this.refs = refs;
    }

    /** Takes up what an earlier run of this client left. What of it was sent is not known. */
    void restore(Turn turn, List<OutboxEntry> entries) {
        for (OutboxEntry entry : entries) {
            try {
                Op op = OpCodec.stored(entry.op());
                var pending = new PendingOp(entry.opId(), entry.position(), op, entry.createdAt(), OpSize.of(op));
                pending.sentBefore = true;
                pending.maybeDuplicate = OpCodec.maybeDuplicate(entry.op());
                pending.answered = true;
                pending.ackedSeq = Math.max(0, entry.ackedSeq());
                pending.echoMayBeGone = entry.ackedSeq() == OutboxEntry.UNTRACEABLE;
                pending.state = entry.ackedSeq() > 0 ? PendingOp.State.ACKED : PendingOp.State.QUEUED;
                outbox.add(pending);
            } catch (RuntimeException unreadable) {
                turn.report("write " + entry.opId() + " in the outbox of store " + store + " cannot be read and stays there: "
                        + unreadable.getMessage());
            }
        }
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

    /** Takes an op in, or answers at once why not. */
    void submit(Turn turn, String opId, Op op, boolean hasConnection) {
        if (op instanceof Op.LeaseOp) {
            if (!hasConnection) {
                turn.answer(opId,
                        failed(new UnavailableException("a lease needs a connection, and there is none to store " + store)));
                return;
            }
            await(turn, outbox.add(opId, op, turn.now.millis(), OpSize.of(op)));
            return;
        }
        long size = OpSize.of(op);
        if (outbox.size() >= config.maxPending() || outbox.bytes() + size > config.maxPendingBytes()) {
            turn.answer(opId, failed(new OutboxFullException("store " + store + " has " + outbox.size() + " writes of about "
                    + outbox.bytes() + " bytes waiting for the server, which is the limit; try again when it has caught up")));
            return;
        }
        PendingOp pending = outbox.add(opId, op, turn.now.millis(), size);
        turn.keep(pending);
        turn.tell(DustEvent.local(op.path(), op.name().wire(), operand(op), opId, deviceId));
        await(turn, pending);
    }

    private static Value operand(Op op) {
        return switch (op) {
            case Op.Put put -> put.value();
            case Op.Merge merge -> merge.value();
            case Op.Increment increment -> increment.by();
            case Op.Add add -> add.member();
            case Op.Remove remove -> remove.member();
            case Op.PutFile file -> file.file();
            case Op.Delete delete -> Value.NULL;
            case Op.LeaseOp lease -> Value.NULL;
        };
    }

    private void await(Turn turn, PendingOp op) {
        deadlines.add(op, turn.now.nanos() + config.ackTimeout().toNanos());
        if (!ackTimerSet) {
            ackTimerSet = true;
            turn.setTimer(TimerId.ACK, config.ackTimeout());
        }
    }

    /** The op could not be kept: it is taken out as if it had never been, and its caller is answered by who found out. */
    void notStored(Turn turn, String opId) {
        PendingOp op = outbox.get(opId);
        if (op != null) {
            op.answered = true;
            deadlines.remove(op);
            outbox.remove(op);
            // The effects of its step were dropped, and the timer may have been one of them.
            setAckTimer(turn);
        }
    }

    /** Takes an op back that has not been sent. Once it has been, nothing happens. */
    void discard(Turn turn, String opId) {
        PendingOp op = outbox.get(opId);
        if (op != null && op.state == PendingOp.State.QUEUED && !op.sentBefore) {
            outbox.remove(op);
            turn.forget(op);
            answer(turn, op, failed(new DiscardedException("the application took this write back")));
        }
    }

    /** Sends what may be sent; only while the membership is live. */
    void pump(Turn turn, String joinRef) {
        for (PendingOp op = rateLimited ? null : outbox.next(config.maxInFlight()); op != null; op = outbox
                .next(config.maxInFlight())) {
            if (op.sentBefore && op.echoMayBeGone) {
                op.maybeDuplicate = true;
            }
            op.echoMayBeGone = false;
            outbox.sent(op, refs.next(), turn.now.nanos());
            String event = op.op instanceof Op.PutFile ? ClientMessage.PUT_FILE : ClientMessage.WRITE;
            turn.send(new ClientMessage(store, joinRef, op.ref, event, OpCodec.payload(op.op, op.id)));
        }
    }

    /** The server answered the message {@code ref}. */
    void replied(Turn turn, String ref, boolean ok, MapValue response, long applied) {
        PendingOp op = outbox.answered(ref);
        if (op == null) {
            return;
        }
        if (ok) {
            accepted(turn, op, response, applied);
        } else if ("rate_limited".equals(Fields.text(response, "reason"))) {
            rateLimited(turn, op, response);
        } else {
            refused(turn, op, RefusedException.of(response));
        }
    }

    private void accepted(Turn turn, PendingOp op, MapValue response, long applied) {
        long seq = Fields.whole(response, "store_seq").orElse(0);
        answer(turn, op, outcome(op.op, response, seq));
        if (op.op instanceof Op.Release && !released(response)) {
            outbox.remove(op);
            return;
        }
        outbox.acked(op, seq);
        turn.noteAcked(op);
        settle(turn, applied);
    }

    private static Outcome outcome(Op op, MapValue response, long seq) {
        return switch (op) {
            case Op.Acquire acquire -> leased(response, acquire.holder(), seq);
            case Op.Renew renew -> leased(response, null, renew.token());
            case Op.Release release -> new Outcome.Released(released(response));
            default -> new Outcome.Accepted(seq);
        };
    }

    private static Outcome leased(MapValue response, String holder, long otherwiseToken) {
        String named = Fields.text(response, "holder");
        return new Outcome.Leased(named == null ? holder : named, Fields.whole(response, "token").orElse(otherwiseToken),
                Fields.whole(response, "expires_at").orElse(0));
    }

    private static boolean released(MapValue response) {
        return response.get("released") != BoolValue.FALSE;
    }

    private void rateLimited(Turn turn, PendingOp op, MapValue response) {
        if (op.isLeaseOp() && op.answered) {
            outbox.remove(op);
        } else {
            op.sentBefore = op.maybeDuplicate;
            outbox.requeue(op);
        }
        long millis = Fields.whole(response, "retry_after_ms").orElse(DEFAULT_RETRY.toMillis());
        rateLimited = true;
        turn.setTimer(TimerId.RETRY, Duration.ofMillis(Math.max(1, millis)));
    }

    void retryDue() {
        rateLimited = false;
    }

    private void refused(Turn turn, PendingOp op, RefusedException why) {
        outbox.remove(op);
        turn.forget(op);
        if (!op.isLeaseOp()) {
            turn.tell(DustEvent.refused(op.op.path(), op.op.name().wire(), op.id, deviceId, why, op.maybeDuplicate));
        }
        answer(turn, op, failed(why));
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
        LeaseValue lease = event.lease();
        answer(turn, op, switch (op.op) {
            case Op.Release release -> new Outcome.Released(true);
            case Op.LeaseOp leaseOp -> lease == null
                    ? failed(new UnavailableException(
                            "the server's event of the " + leaseOp.name().wire() + " does not tell the lease"))
                    : new Outcome.Leased(lease.holder(), lease.token(), lease.expiresAt());
            default -> new Outcome.Accepted(event.seq());
        });
        outbox.acked(op, event.seq());
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
        outbox.remove(op);
        turn.forget(op);
        answer(turn, op, new Outcome.Accepted(op.ackedSeq));
    }

    /** Of ops that have no answer yet, the echo may be in a history that is gone: known after a restart too. */
    void historyGone(Turn turn) {
        outbox.all().forEach(op -> op.echoMayBeGone = true);
        List<PendingOp> kept = outbox.all().stream()
                .filter(op -> !op.isLeaseOp() && op.sentBefore && op.state != PendingOp.State.ACKED).toList();
        if (!kept.isEmpty()) {
            turn.keepAgain(kept);
        }
    }

    /** What the old history accepted went with it. */
    void historyRestarted(Turn turn) {
        historyGone(turn);
        outbox.accepted().forEach(op -> settled(turn, op));
    }

    void membershipLost() {
        outbox.membershipLost();
    }

    /** Lease ops that were not sent are given up: a lease that comes late is worse than none. */
    void connectionLost(Turn turn) {
        outbox.queuedLeaseOps().forEach(op -> giveUp(turn, op));
        if (rateLimited) {
            rateLimited = false;
            turn.cancelTimer(TimerId.RETRY);
        }
    }

    private void giveUp(Turn turn, PendingOp op) {
        outbox.remove(op);
        answer(turn, op, failed(new UnavailableException("the connection was lost before the server answered; whether the "
                + op.op.name().wire() + " took effect is not known")));
    }

    /** The catch-up has told all it knows: what is still unanswered was lost, and what was accepted is in. */
    void caughtUp(Turn turn) {
        for (PendingOp op : outbox.uncertain()) {
            if (op.isLeaseOp()) {
                giveUp(turn, op);
            } else {
                outbox.requeue(op);
            }
        }
        outbox.ackedWithoutSeq().forEach(op -> settled(turn, op));
    }

    /** Answers those who have waited too long. Their writes stay; a lease op that was not sent does not. */
    void deadlinesDue(Turn turn) {
        while (!deadlines.isEmpty() && deadlines.first().deadlineNanos <= turn.now.nanos()) {
            PendingOp op = deadlines.first();
            answer(turn, op, failed(new AnswerTimeoutException("no answer to the " + op.op.name().wire() + " of " + op.op.path()
                    + " within " + config.ackTimeout() + (op.isLeaseOp() ? "" : "; the write stays in the outbox"))));
            if (op.isLeaseOp() && op.state == PendingOp.State.QUEUED) {
                outbox.remove(op);
            }
        }
        setAckTimer(turn);
    }

    private void setAckTimer(Turn turn) {
        ackTimerSet = !deadlines.isEmpty();
        if (ackTimerSet) {
            turn.setTimer(TimerId.ACK, Duration.ofNanos(Math.max(0, deadlines.first().deadlineNanos - turn.now.nanos())));
        }
    }

    /** Whether an op was sent longer than {@code age} ago, and neither reply nor echo has come. */
    boolean hasUnansweredFor(Duration age, Now now) {
        return outbox.oldestSentNanos().stream().anyMatch(sent -> now.nanos() - sent >= age.toNanos());
    }

    /** Answers the caller of {@code op}, unless it has been. */
    private void answer(Turn turn, PendingOp op, Outcome outcome) {
        if (!op.answered) {
            op.answered = true;
            deadlines.remove(op);
            turn.answer(op.id, outcome);
        }
    }

    /** Answers everybody: nothing more will come. */
    void close(Turn turn) {
        outbox.all().forEach(
                op -> answer(turn, op, failed(new ClosedException("the client was closed before the server answered the "
                        + op.op.name().wire() + " of " + op.op.path()))));
    }

    private static Outcome failed(DustException error) {
        return new Outcome.Failed(error);
    }
}
