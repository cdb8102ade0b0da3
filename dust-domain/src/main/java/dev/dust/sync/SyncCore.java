package dev.dust.sync;

import dev.dust.cache.OutboxEntry;
import dev.dust.error.DustException;
import dev.dust.op.Fields;
import dev.dust.op.Op;
import dev.dust.sync.Membership.Signal;
import dev.dust.time.TimerId;
import dev.dust.transport.ClientMessage;
import dev.dust.transport.ServerMessage;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import dev.dust.view.PendingIndex;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One store's side of the protocol: inputs in, effects out (docs/architecture.md#core). Deterministic; not for several threads
 * at once.
 *
 * <p>Invariant: {@code view = committed rows (up to} {@link #applied}{@code ) + pending ops} after every step whose effects
 * were carried out. {@link MembershipKeeper} knows the membership, {@link EventApplier} the committed rows, and
 * {@link WriteQueue} the pending ops.
 */
public final class SyncCore {
    private final String store;
    private final SyncConfig config;
    private final RefGenerator refs;
    private final Solo solo;
    private final Transitions transitions;
    private final BooleanSupplier hearsHistory;
    private final WriteQueue queue;
    private final EventApplier applier;
    private final GapWatch gaps;
    private final Freshness freshness;
    private final CatchUpFailures catchUpFailures;
    private final UnreadFrames unread;
    private final RowsInPlace rowsInPlace;
    private final Requests requests;
    private final MembershipKeeper membership;

    /**
     * A core for a store that has been applied up to {@code applied}.
     *
     * @param refs makes refs that are unique on a connection
     * @param solo shared by the stores of a connection
     * @param transitions hears of every step of the membership and of each pending op
     * @param hearsHistory whether somebody is to be told the ops that this client has missed, one by one
     */
    public SyncCore(String store, String deviceId, SyncConfig config, long applied, RefGenerator refs, Solo solo,
            Transitions transitions, BooleanSupplier hearsHistory) {
        this(store, deviceId, config, applied, refs, solo, transitions, hearsHistory, MapValue.EMPTY);
    }

    private SyncCore(String store, String deviceId, SyncConfig config, long applied, RefGenerator refs, Solo solo,
            Transitions transitions, BooleanSupplier hearsHistory, MapValue welcome) {
        this.store = store;
        this.config = config;
        this.refs = refs;
        this.solo = solo;
        this.transitions = transitions;
        this.hearsHistory = hearsHistory;
        this.queue = new WriteQueue(store, deviceId, config, refs, solo, transitions);
        this.applier = new EventApplier(store, deviceId, applied, queue, config.bounds(), this::isLive);
        this.gaps = new GapWatch(config.gapTimeout());
        this.freshness = new Freshness(config.freshnessCheck());
        this.catchUpFailures = new CatchUpFailures(store);
        this.unread = new UnreadFrames(store);
        this.rowsInPlace = new RowsInPlace(queue, config.ownCache(), hearsHistory);
        this.requests = new Requests(store, refs);
        this.membership = new MembershipKeeper(store, config.joinTimeout(), refs, transitions, queue, applier, gaps, freshness,
                catchUpFailures, unread, rowsInPlace, welcome);
    }

    /**
     * The core that goes on with this store under another device id, whose outbox it is yet to {@link #restore}; this one
     * takes no further step. Of the rows it knows what this one knows to be missing, and else begins as after a restart,
     * without a connection.
     *
     * @param applied up to where the rows have been applied
     */
    public SyncCore under(String otherDeviceId, long applied) {
        solo.leave();
        var next = new SyncCore(store, otherDeviceId, config, applied, refs, solo, transitions, hearsHistory,
                membership.welcome());
        next.applier.missing().as(applier.missing());
        return next;
    }

    /**
     * Takes up the outbox of an earlier run; once, before the first step.
     *
     * @param check tells what of it cannot be sent
     */
    public StepResult restore(List<OutboxEntry> entries, SendCheck check, StepTime now) {
        var out = new EffectBuffer(now);
        queue.kept().restore(out, entries, check);
        queue.verdicts().settle(out, applier.applied());
        return out.result();
    }

    /** Takes one step. What comes of it is to be done before the next step's. */
    public StepResult step(Input input, StepTime now) {
        var out = new EffectBuffer(now);
        switch (input) {
            case Input.Submit submit -> queue.submit(out, submit.opId(), submit.op(), membership());
            case Input.NotStored lost -> {
                // Nothing is sent now: what was behind it may not be stored either.
                queue.notStored(out, lost.opId());
                return out.result();
            }
            case Input.Discard discard -> queue.discard(out, discard.opId());
            case Input.Ask ask when isLive() -> requests.send(out, membership.joinRef(), ask);
            case Input.Ask ask -> requests.cannotSend(out, ask);
            case Input.Connected connected -> membership.signal(out, Signal.CONNECTED);
            case Input.Disconnected disconnected -> {
                membership.signal(out, Signal.DISCONNECTED, Loss.of(disconnected.by()));
                applier.connectionLost();
            }
            case Input.SoloFree free -> {
                // What may be sent is sent below; else it is given back there, or here.
                if (!isLive()) {
                    solo.giveBack();
                }
            }
            case Input.Received received -> received(out, received.message());
            case Input.Missed missed -> missed(out, missed.why());
            case Input.FileRefused refused -> queue.verdicts().notBrought(out, refused.ref(), refused.why());
            case Input.TimerFired(TimerId id) when id == TimerId.ACK -> {
                // Nothing is sent now: who has waited long enough does not wait for a cache that has to agree to that.
                queue.overdue().deadlinesDue(out);
                return out.result();
            }
            case Input.TimerFired timer -> timerFired(out, timer.id());
            case Input.Overrun overrun -> {
                out.report("what the server said of store " + store + " is fetched again: " + overrun.why());
                membership.joinAgain(out);
            }
            case Input.Torn torn -> {
                out.report("what the server said of store " + store + " is fetched again: a failure inside of this client");
                queue.timersLost(out);
                gaps.timerLost();
                freshness.timerLost();
                membership.timerLost(out);
                membership.joinAgain(out);
            }
            case Input.CacheMovedBack moved -> {
                applier.movedBack(out, moved.appliedSeq());
                queue.kept().wentBackTo(out, moved.outbox());
                membership.joinAgain(out);
            }
            case Input.OutboxRead read -> {
                queue.kept().reread(read.entries());
                queue.verdicts().settle(out, applier.applied());
            }
            case Input.Close close -> {
                membership.close(out);
                queue.close(out);
                return out.result();
            }
        }
        if (isLive()) {
            gaps.watch(out, applier.hasHole() ? applier.applied() + 1 : 0);
            queue.pump(out, membership.joinRef());
        } else {
            requests.left(out);
        }
        return out.result();
    }

    private void received(EffectBuffer out, ServerMessage message) {
        if (!membership.hears(message, out.now)) {
            return;
        }
        MapValue payload = message.payload();
        switch (message.event()) {
            case ServerMessage.REPLY -> {
                boolean isUnreadable = message.isUnreadable("status") || message.isUnreadable("response");
                if (isUnreadable && membership.awaitsAnswer(message.ref())) {
                    out.report("the answer to the join of store " + store + " cannot be read; it is asked for again");
                    membership.signal(out, Signal.ENDED);
                } else if (isUnreadable) {
                    missed(out, "an answer");
                } else {
                    replied(out, message.ref(), payload);
                }
            }
            case ServerMessage.EVENT -> {
                if (!applier.event(out, message)) {
                    missed(out, "an event without store_seq");
                }
            }
            case ServerMessage.SNAPSHOT -> snapshot(out, message);
            case ServerMessage.CATCH_UP_COMPLETE -> caughtUp(out, payload);
            case ServerMessage.CLOSE -> membership.signal(out, Signal.ENDED);
            case ServerMessage.ERROR -> membership.signal(out, Signal.ENDED, Loss.CRASHED);
            default -> {
                // An event of a later protocol: what it does not need of us, it does not need.
            }
        }
    }

    private void replied(EffectBuffer out, @Nullable String ref, MapValue payload) {
        boolean ok = "ok".equals(Fields.text(payload, "status"));
        MapValue response = Fields.map(payload, "response");
        if (ref == null) {
            return;
        }
        if (membership.asked(ref)) {
            membership.answered(out, ok, response);
        } else if (freshness.asked(ref)) {
            statusAnswered(out, ok, response);
        } else if (requests.asked(ref)) {
            answered(out, ref, ok, response);
        } else if (!queue.verdicts().replied(out, ref, ok, response, applier.applied())) {
            membership.signal(out, Signal.ENDED);
        }
    }

    /** What it did comes as events, but for what servers tell nobody of (docs/protocol.md#unheard), which is asked for. */
    private void answered(EffectBuffer out, String ref, boolean ok, MapValue response) {
        if (!ok) {
            queue.turn().refusalHeard();
        } else if (!Seqs.has(response, "store_seq")) {
            askHowFar(out);
        }
        requests.answered(out, ref, ok, response);
    }

    private void missed(EffectBuffer out, String why) {
        UnreadFrames.Way way = unread.missed(out, applier.applied(), why);
        if (way == UnreadFrames.Way.FETCH) {
            membership.signal(out, Signal.ENDED);
            return;
        }
        applier.missing().frame(why);
        if (way == UnreadFrames.Way.FIRST_WITHOUT) {
            queue.kept().historyGone(out);
        }
        if (membership() == Membership.CATCHING_UP) {
            // It may have been the end of the catch-up, for which nothing would wait any more.
            askHowFar(out);
        }
    }

    private void statusAnswered(EffectBuffer out, boolean ok, MapValue response) {
        freshness.answered();
        if (!ok) {
            queue.turn().refusalHeard();
        }
        if (!ok || !Seqs.has(response, "current_seq")) {
            return;
        }
        long current = Seqs.of(response, "current_seq");
        if (membership() == Membership.CATCHING_UP && current > applier.applied()) {
            // The rest is coming in; where it is not, the join's time ends.
            return;
        }
        boolean differs = freshness.differs(current, applier.applied());
        if (differs || queue.hasUnsettledFor(config.lostWriteTimeout(), out.now)) {
            membership.signal(out, Signal.RESTART);
        } else if (membership() == Membership.CATCHING_UP) {
            live(out);
        }
    }

    private void snapshot(EffectBuffer out, ServerMessage message) {
        if (!membership().isJoined()) {
            return;
        }
        if (rowsInPlace.refuse(message)) {
            membership.joinAgain(out);
        } else if (!applier.snapshot(out, message)) {
            missed(out, "a snapshot without snapshot_seq");
        }
    }

    private void caughtUp(EffectBuffer out, MapValue payload) {
        if (!membership().isJoined()) {
            return;
        }
        if (!Seqs.has(payload, "through_seq")) {
            missed(out, "a catch-up that is complete up to " + payload.get("through_seq"));
            return;
        }
        long through = Seqs.of(payload, "through_seq");
        applier.completeUpTo(out, through);
        membership.push(out, refs.next(), ClientMessage.ACK_SEQ, Map.of("seq", Value.of(through)));
        if (membership() == Membership.CATCHING_UP) {
            live(out);
        }
    }

    /** All that the server had is here. */
    private void live(EffectBuffer out) {
        queue.caughtUp(out, applier.applied());
        applier.takeSawOldEvents();
        membership.signal(out, Signal.CAUGHT_UP);
    }

    /** Tells the membership what it means to it; without a default, so that a new timer does not compile without its case. */
    private void timerFired(EffectBuffer out, TimerId id) {
        Signal due = switch (id) {
            case REJOIN -> Signal.REJOIN_DUE;
            case GAP -> gaps.due(out) && isLive() ? Signal.RESTART : null;
            case RETRY -> {
                queue.retryDue();
                yield null;
            }
            case FRESHNESS -> {
                freshnessDue(out);
                yield null;
            }
            case JOIN -> {
                membership.joinDue(out);
                yield null;
            }
            case ACK -> throw new IllegalArgumentException("a step of its own");
            case RECONNECT, HEARTBEAT, STORAGE, ROWS, ROOM, STANDSTILL, RENEW, DOWNLOAD, UPLOAD, AWAIT, UPDATE, FLUSH ->
                throw new IllegalArgumentException("the core sets no timer " + id);
        };
        if (due != null) {
            membership.signal(out, due);
        }
    }

    private void freshnessDue(EffectBuffer out) {
        freshness.due();
        if (!isLive()) {
            return;
        }
        Duration quiet = membership.quiet(out.now);
        boolean asks = freshness.isQuiet(quiet) || applier.takeSawOldEvents()
                || queue.hasUnsettledFor(config.lostWriteTimeout(), out.now);
        if (asks) {
            askHowFar(out);
        } else {
            freshness.checked(out, null, applier.applied(), quiet);
        }
    }

    private void askHowFar(EffectBuffer out) {
        String ref = refs.next();
        membership.push(out, ref, ClientMessage.STATUS, Map.of());
        freshness.checked(out, ref, applier.applied(), membership.quiet(out.now));
    }

    /** Up to where the server's history has been applied. */
    public long applied() {
        return applier.applied();
    }

    /** The pending ops as readers are to see them. */
    public PendingIndex index() {
        return queue.outbox().index();
    }

    /** How many ops the server has not settled. */
    public int pendingOps() {
        return queue.outbox().size();
    }

    /** When the oldest of them was made, Unix milliseconds; 0 if there is none. */
    public long oldestPendingAt() {
        return queue.outbox().oldestAt();
    }

    /** Why these ops could not all be taken in; null if they can. */
    public @Nullable DustException noRoomFor(List<Op> ops) {
        return queue.room().noneFor(ops);
    }

    /** The ops that the server has not settled, oldest first. */
    public List<PendingInfo> pending() {
        return queue.outbox().all().stream().map(PendingInfo::of).toList();
    }

    /** Where the store stands with the server. */
    public Membership membership() {
        return membership.now();
    }

    private boolean isLive() {
        return membership() == Membership.LIVE;
    }

    /** What is wrong with the store, for people: the server fails, or something is missing here; null if all is well. */
    public @Nullable String trouble() {
        return Trouble.and(catchUpFailures.trouble(), Trouble.and(queue.trouble(), applier.missing().describe()));
    }

    /** How many events and rows of the server's could not be read, and are missing in the rows here. */
    public long missing() {
        return applier.missing().count();
    }

    /** Whether {@link Input.Discard} would take the op back. */
    public boolean mayDiscard(String opId) {
        return queue.mayDiscard(opId);
    }

    /** Why the server refused the last join; empty unless it did. */
    public MapValue refusal() {
        return membership.refusal();
    }

    /** The server's answer to the last join that it accepted; empty before. */
    public MapValue welcome() {
        return membership.welcome();
    }
}
