package dev.dust.sync;

import dev.dust.cache.OutboxEntry;
import dev.dust.error.DustException;
import dev.dust.error.RefusedException;
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
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One store's side of the protocol: inputs in, effects out (docs/architecture.md#core). Deterministic; not for several threads
 * at once.
 *
 * <p>Invariant: {@code view = committed rows (up to} {@link #applied}{@code ) + pending ops} after every step whose effects
 * were carried out. This class knows the membership; {@link EventApplier} the committed rows; {@link WriteQueue} the pending
 * ops.
 */
public final class SyncCore {
    private static final Set<String> FINAL_REFUSALS = Set.of("unauthorized", "store_not_allowed", "missing_scope",
            "capver_mismatch");
    private static final String TAKEOVER = "session_takeover";
    private static final long LIVE_LONG_ENOUGH_NANOS = Duration.ofSeconds(5).toNanos();

    private final String store;
    private final SyncConfig config;
    private final RefGenerator refs;
    private final Solo solo;
    private final Transitions transitions;
    private final WriteQueue queue;
    private final EventApplier applier;
    private final GapWatch gaps;
    private final Freshness freshness;
    private final CatchUpFailures catchUpFailures;
    private final UnreadFrames unread;
    private final Backoff rejoins = new Backoff();

    private Membership membership = Membership.AWAY;
    private @Nullable String joinRef;
    /** What was applied when the newest join was sent. Live events may pass its answer, so that more may be applied by then. */
    private long appliedAtJoin;
    private boolean askedForTakeover;
    private MapValue refusal = MapValue.EMPTY;
    private MapValue welcome = MapValue.EMPTY;
    private long lastHeardNanos;
    private long liveSinceNanos;

    /**
     * A core for a store that has been applied up to {@code applied}.
     *
     * @param refs makes refs that are unique on a connection
     * @param solo shared by the stores of a connection
     * @param transitions hears of every step of the membership and of each pending op
     */
    public SyncCore(String store, String deviceId, SyncConfig config, long applied, RefGenerator refs, Solo solo,
            Transitions transitions) {
        this.store = store;
        this.config = config;
        this.refs = refs;
        this.solo = solo;
        this.transitions = transitions;
        this.queue = new WriteQueue(store, deviceId, config, refs, solo, transitions);
        this.applier = new EventApplier(store, deviceId, applied, queue, config.bounds(),
                () -> membership == Membership.LIVE);
        this.gaps = new GapWatch(config.gapTimeout());
        this.freshness = new Freshness(config.freshnessCheck());
        this.catchUpFailures = new CatchUpFailures(store);
        this.unread = new UnreadFrames(store);
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
        var next = new SyncCore(store, otherDeviceId, config, applied, refs, solo, transitions);
        next.applier.missing().as(applier.missing());
        next.welcome = welcome;
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
        queue.settle(out, applier.applied());
        return out.result();
    }

    /** Takes one step. What comes of it is to be done before the next step's. */
    public StepResult step(Input input, StepTime now) {
        var out = new EffectBuffer(now);
        switch (input) {
            case Input.Submit submit -> queue.submit(out, submit.opId(), submit.op(), membership);
            case Input.NotStored lost -> {
                // Nothing is sent now: what was behind it may not be stored either.
                queue.notStored(out, lost.opId());
                return out.result();
            }
            case Input.Discard discard -> queue.discard(out, discard.opId());
            case Input.Connected connected -> signal(out, Signal.CONNECTED);
            case Input.Disconnected disconnected -> {
                signal(out, Signal.DISCONNECTED, Loss.of(disconnected.by()));
                applier.connectionLost();
            }
            case Input.SoloFree free -> {
                // What may be sent is sent below; else it is given back there, or here.
                if (membership != Membership.LIVE) {
                    solo.giveBack();
                }
            }
            case Input.Received received -> received(out, received.message());
            case Input.Missed missed -> missed(out, missed.why());
            case Input.TimerFired(TimerId id) when id == TimerId.ACK -> {
                // Nothing is sent now: who has waited long enough does not wait for a cache that has to agree to that.
                queue.deadlinesDue(out);
                return out.result();
            }
            case Input.TimerFired timer -> timerFired(out, timer.id());
            case Input.Overrun overrun -> {
                out.report("what the server said of store " + store + " is fetched again: " + overrun.why());
                joinAgain(out);
            }
            case Input.CacheMovedBack moved -> {
                applier.movedBack(out, moved.appliedSeq());
                queue.kept().wentBackTo(out, moved.outbox());
                joinAgain(out);
            }
            case Input.OutboxRead read -> {
                queue.kept().reread(read.entries());
                queue.settle(out, applier.applied());
            }
            case Input.Close close -> {
                if (joinRef != null) {
                    push(out, refs.next(), ClientMessage.LEAVE, Map.of());
                }
                queue.close(out);
                return out.result();
            }
        }
        if (membership == Membership.LIVE) {
            gaps.watch(out, applier.hasHole() ? applier.applied() + 1 : 0);
            queue.pump(out, Objects.requireNonNull(joinRef, "joinRef"));
        }
        return out.result();
    }

    private void received(EffectBuffer out, ServerMessage message) {
        if (membership == Membership.AWAY || message.joinRef() != null && !message.joinRef().equals(joinRef)) {
            return;
        }
        lastHeardNanos = out.now.nanos();
        MapValue payload = message.payload();
        switch (message.event()) {
            case ServerMessage.REPLY -> {
                if (message.isUnreadable("status") || message.isUnreadable("response")) {
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
            case ServerMessage.SNAPSHOT -> {
                if (membership.isJoined() && !applier.snapshot(out, message)) {
                    missed(out, "a snapshot without snapshot_seq");
                }
            }
            case ServerMessage.CATCH_UP_COMPLETE -> caughtUp(out, payload);
            case ServerMessage.CLOSE -> signal(out, Signal.ENDED);
            case ServerMessage.ERROR -> signal(out, Signal.ENDED, Loss.CRASHED);
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
        if (ref.equals(joinRef)) {
            joinAnswered(out, ok, response);
        } else if (freshness.asked(ref)) {
            statusAnswered(out, ok, response);
        } else if (!queue.replied(out, ref, ok, response, applier.applied())) {
            signal(out, Signal.ENDED);
        }
    }

    private void missed(EffectBuffer out, String why) {
        UnreadFrames.Way way = unread.missed(out, applier.applied(), why);
        if (way == UnreadFrames.Way.FETCH) {
            signal(out, Signal.ENDED);
            return;
        }
        applier.missing().frame(why);
        if (way == UnreadFrames.Way.FIRST_WITHOUT) {
            queue.kept().historyGone(out);
        }
    }

    /** From what is applied now, whatever was asked for before; where there is no membership, the next join does. */
    private void joinAgain(EffectBuffer out) {
        signal(out, membership == Membership.JOINING ? Signal.STALLED : Signal.RESTART);
    }

    private void joinAnswered(EffectBuffer out, boolean ok, MapValue response) {
        if (membership != Membership.JOINING) {
            return;
        }
        if (!ok) {
            refusal = response;
            String reason = String.valueOf(Fields.text(response, "reason"));
            boolean isFinal = FINAL_REFUSALS.contains(reason);
            out.report("joining store " + store + " was refused: " + response + (isFinal ? "" : "; trying again"));
            if (isFinal) {
                out.unready(RefusedException.of(response));
            }
            signal(out, isFinal ? Signal.JOIN_REFUSED : Signal.JOIN_FAILED,
                    reason.equals("join crashed") ? Loss.CRASHED : Loss.LEFT);
        } else if (response.get("store_seq") != null && !Seqs.has(response, "store_seq")) {
            out.report("the server let this client join store " + store + " at a store_seq that is none: "
                    + response.get("store_seq") + "; trying again");
            signal(out, Signal.JOIN_FAILED);
        } else {
            welcome = response;
            boolean takenOver = Fields.isTrue(response, TAKEOVER);
            queue.joined(Fields.isTrue(response, "idempotent_ops"), takenOver);
            signal(out, Signal.JOINED);
            long serverSeq = Fields.whole(response, "store_seq").orElse(appliedAtJoin);
            if (serverSeq < appliedAtJoin) {
                applier.historyRestarted(out, serverSeq);
                unread.historyRestarted();
                signal(out, Signal.RESTART);
            } else if (knowsOfTakeover() && !takenOver && !askedForTakeover && queue.hasCopiesUnderWay()) {
                // Nobody knew that it could be asked for.
                signal(out, Signal.RESTART);
            }
        }
    }

    /** Whether the server has said that a join can end what this device had before (docs/protocol.md#takeover). */
    private boolean knowsOfTakeover() {
        return welcome.get(TAKEOVER) != null;
    }

    private void statusAnswered(EffectBuffer out, boolean ok, MapValue response) {
        freshness.answered();
        if (!ok || !Seqs.has(response, "current_seq")) {
            return;
        }
        boolean differs = freshness.differs(Seqs.of(response, "current_seq"), applier.applied());
        if (differs || queue.hasUnsettledFor(config.lostWriteTimeout(), out.now)) {
            signal(out, Signal.RESTART);
        }
    }

    private void caughtUp(EffectBuffer out, MapValue payload) {
        if (!membership.isJoined()) {
            return;
        }
        if (!Seqs.has(payload, "through_seq")) {
            missed(out, "a catch-up that is complete up to " + payload.get("through_seq"));
            return;
        }
        long through = Seqs.of(payload, "through_seq");
        applier.completeUpTo(out, through);
        push(out, refs.next(), ClientMessage.ACK_SEQ, Map.of("seq", Value.of(through)));
        if (membership == Membership.CATCHING_UP) {
            queue.caughtUp(out, applier.applied());
            applier.takeSawOldEvents();
            signal(out, Signal.CAUGHT_UP);
        }
    }

    private void timerFired(EffectBuffer out, TimerId id) {
        switch (id) {
            case RETRY -> queue.retryDue();
            case REJOIN -> signal(out, Signal.REJOIN_DUE);
            case GAP -> {
                if (gaps.due(out) && membership == Membership.LIVE) {
                    signal(out, Signal.RESTART);
                }
            }
            case FRESHNESS -> freshnessDue(out);
            case JOIN -> joinDue(out);
            default -> throw new IllegalArgumentException("the core sets no timer " + id);
        }
    }

    private void freshnessDue(EffectBuffer out) {
        freshness.due();
        if (membership != Membership.LIVE) {
            return;
        }
        Duration quiet = Duration.ofNanos(out.now.nanos() - lastHeardNanos);
        boolean asks = freshness.isQuiet(quiet) || applier.takeSawOldEvents()
                || queue.hasUnsettledFor(config.lostWriteTimeout(), out.now);
        String ref = asks ? refs.next() : null;
        if (ref != null) {
            push(out, ref, ClientMessage.STATUS, Map.of());
        }
        freshness.checked(out, ref, applier.applied(), quiet);
    }

    private void joinDue(EffectBuffer out) {
        if (membership == Membership.JOINING || membership == Membership.CATCHING_UP) {
            Duration quiet = Duration.ofNanos(out.now.nanos() - lastHeardNanos);
            if (quiet.compareTo(config.joinTimeout()) >= 0) {
                signal(out, Signal.STALLED);
            } else {
                out.setTimer(TimerId.JOIN, config.joinTimeout().minus(quiet));
            }
        }
    }

    private void signal(EffectBuffer out, Signal signal) {
        signal(out, signal, Loss.LEFT);
    }

    /**
     * Moves the membership, if {@code signal} means anything where it is, and does what belongs to the new state.
     *
     * @param loss how the membership of now ends, if it does
     */
    private void signal(EffectBuffer out, Signal signal, Loss loss) {
        Membership next = Membership.TABLE.next(membership, signal);
        if (next == null) {
            return;
        }
        transitions.taken(membership, signal, next);
        if (next != Membership.CATCHING_UP && next != Membership.LIVE) {
            leave(out, loss);
        }
        membership = next;
        switch (next) {
            case JOINING -> join(out);
            case LIVE -> {
                out.cancelTimer(TimerId.JOIN);
                liveSinceNanos = out.now.nanos();
                catchUpFailures.ended();
                freshness.watch(out);
            }
            case WAITING -> {
                queue.connectionLost(out);
                out.setJitteredTimer(TimerId.REJOIN, rejoins.next());
            }
            case AWAY -> {
                queue.connectionLost(out);
                out.cancelTimer(TimerId.REJOIN);
                rejoins.reset();
            }
            case REFUSED -> queue.connectionLost(out);
            case CATCHING_UP -> {
                // Frames follow by themselves.
            }
        }
    }

    private void leave(EffectBuffer out, Loss loss) {
        if (membership == Membership.JOINING || membership == Membership.CATCHING_UP) {
            if (loss.byServer) {
                catchUpFailures.failed(out, applier.applied());
            }
        }
        if (membership == Membership.LIVE && out.now.nanos() - liveSinceNanos >= LIVE_LONG_ENOUGH_NANOS) {
            rejoins.reset();
        }
        queue.membershipLost(out, loss);
        joinRef = null;
        freshness.left();
        gaps.close();
        out.cancelTimer(TimerId.JOIN);
    }

    private void join(EffectBuffer out) {
        refusal = MapValue.EMPTY;
        applier.rejoining();
        lastHeardNanos = out.now.nanos();
        joinRef = refs.next();
        appliedAtJoin = applier.applied();
        Value from = Value.of(catchUpFailures.from(appliedAtJoin));
        askedForTakeover = knowsOfTakeover();
        push(out, joinRef, ClientMessage.JOIN,
                askedForTakeover ? Map.of("last_store_seq", from, TAKEOVER, Value.of(true)) : Map.of("last_store_seq", from));
        out.setTimer(TimerId.JOIN, config.joinTimeout());
    }

    private void push(EffectBuffer out, String ref, String event, Map<String, Value> payload) {
        out.send(new ClientMessage(store, Objects.requireNonNull(joinRef, "joinRef"), ref, event, MapValue.envelope(payload)));
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
        return queue.noRoomFor(ops);
    }

    /** The ops that the server has not settled, oldest first. */
    public List<PendingInfo> pending() {
        return queue.outbox().all().stream().map(PendingInfo::of).toList();
    }

    /** Where the store stands with the server. */
    public Membership membership() {
        return membership;
    }

    /** What is wrong with the store, for people: the server fails, or something is missing here; null if all is well. */
    public @Nullable String trouble() {
        return Stream.of(catchUpFailures.trouble(), queue.trouble(), applier.missing().describe()).filter(Objects::nonNull)
                .reduce((first, second) -> first + "; " + second).orElse(null);
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
        return refusal;
    }

    /** The server's answer to the last join that it accepted; empty before. */
    public MapValue welcome() {
        return welcome;
    }
}
