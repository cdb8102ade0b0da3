package dev.dust.sync;

import dev.dust.cache.OutboxEntry;
import dev.dust.op.Fields;
import dev.dust.sync.Membership.Signal;
import dev.dust.time.TimerId;
import dev.dust.transport.ClientMessage;
import dev.dust.transport.ServerMessage;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * One store's side of the protocol: inputs in, effects out (DESIGN 3 to 6). Deterministic; not for several threads at once.
 *
 * <p>Invariant: {@code view = committed rows (up to} {@link #applied}{@code ) + pending ops} after every step whose effects were
 * carried out. This class knows the membership; {@link Mirror} the committed rows; {@link Writes} the pending ops.
 */
public final class SyncCore {
    private static final Set<String> FINAL_REFUSALS = Set.of("unauthorized", "store_not_allowed", "missing_scope",
            "capver_mismatch");
    private static final long LIVE_LONG_ENOUGH_NANOS = Duration.ofSeconds(5).toNanos();

    private final String store;
    private final SyncConfig config;
    private final Refs refs;
    private final Writes writes;
    private final Mirror mirror;
    private final Backoff rejoins = new Backoff();

    private Membership membership = Membership.AWAY;
    private String joinRef;
    /** What the newest join said was applied. Live events may pass its answer, so that more may be applied by then. */
    private long joinedFrom;
    private String statusRef;
    private MapValue refusal = MapValue.EMPTY;
    private MapValue welcome = MapValue.EMPTY;
    /** The first missing seq, while something beyond it is here; else 0. */
    private long holeAt;
    private long holeSinceNanos;
    private boolean gapTimerSet;
    private long lastHeardNanos;
    private long liveSinceNanos;
    private boolean freshnessTimerSet;

    /**
     * A core for a store that has been applied up to {@code applied}.
     *
     * @param refs makes refs that are unique on a connection
     */
    public SyncCore(String store, String deviceId, SyncConfig config, long applied, Refs refs) {
        this.store = store;
        this.config = config;
        this.refs = refs;
        this.writes = new Writes(store, deviceId, config, refs);
        this.mirror = new Mirror(store, deviceId, applied, writes);
    }

    /** Takes up the outbox of an earlier run; once, before the first step. */
    public List<Effect> restore(List<OutboxEntry> entries, Now now) {
        var turn = new Turn(now);
        writes.restore(turn, entries);
        writes.settle(turn, mirror.applied());
        return turn.effects();
    }

    /** Takes one step. The effects are to be carried out in their order, before those of the next step. */
    public List<Effect> step(Input input, Now now) {
        var turn = new Turn(now);
        switch (input) {
            case Input.Submit submit -> writes.submit(turn, submit.opId(), submit.op(), membership.hasConnection());
            case Input.NotStored lost -> {
                // Nothing is sent now: what was behind it may not be stored either.
                writes.notStored(turn, lost.opId());
                return turn.effects();
            }
            case Input.Discard discard -> writes.discard(turn, discard.opId());
            case Input.Connected connected -> signal(turn, Signal.CONNECTED);
            case Input.Disconnected disconnected -> signal(turn, Signal.DISCONNECTED);
            case Input.Received received -> received(turn, received.message());
            case Input.Missed missed -> {
                turn.report("a frame cannot be read, and what store " + store + " may miss is fetched again: " + missed.why());
                signal(turn, Signal.RESTART);
            }
            case Input.TimerFired timer -> timerFired(turn, timer.id());
            case Input.CacheMovedBack moved -> {
                mirror.movedBack(turn, moved.appliedSeq());
                signal(turn, Signal.RESTART);
            }
            case Input.OutboxRead read -> writes.reread(turn, read.entries(), mirror.applied());
            case Input.Close close -> writes.close(turn);
        }
        if (membership == Membership.LIVE) {
            watchForHoles(turn);
            writes.pump(turn, joinRef);
        }
        return turn.effects();
    }

    private void received(Turn turn, ServerMessage message) {
        if (membership == Membership.AWAY || message.joinRef() != null && !message.joinRef().equals(joinRef)) {
            return;
        }
        lastHeardNanos = turn.now.nanos();
        MapValue payload = message.payload();
        switch (message.event()) {
            case ServerMessage.REPLY -> replied(turn, message.ref(), payload);
            case ServerMessage.EVENT -> mirror.event(turn, payload);
            case ServerMessage.SNAPSHOT -> {
                if (membership.isJoined()) {
                    mirror.snapshot(turn, payload);
                }
            }
            case ServerMessage.CATCH_UP_COMPLETE -> caughtUp(turn, payload);
            case ServerMessage.CLOSE, ServerMessage.ERROR -> signal(turn, Signal.ENDED);
            default -> {
                // An event of a later protocol: what it does not need of us, it does not need.
            }
        }
    }

    private void replied(Turn turn, String ref, MapValue payload) {
        boolean ok = "ok".equals(Fields.text(payload, "status"));
        MapValue response = Fields.map(payload, "response");
        if (ref == null) {
            return;
        }
        if (ref.equals(joinRef)) {
            joinAnswered(turn, ok, response);
        } else if (ref.equals(statusRef)) {
            statusAnswered(turn, ok, response);
        } else {
            writes.replied(turn, ref, ok, response, mirror.applied());
        }
    }

    private void joinAnswered(Turn turn, boolean ok, MapValue response) {
        if (membership != Membership.JOINING) {
            return;
        }
        if (ok) {
            welcome = response;
            signal(turn, Signal.JOINED);
            OptionalLong serverSeq = Fields.whole(response, "store_seq");
            if (serverSeq.isPresent() && serverSeq.getAsLong() < joinedFrom) {
                mirror.historyRestarted(turn, serverSeq.getAsLong());
                signal(turn, Signal.RESTART);
            }
        } else {
            refusal = response;
            boolean isFinal = FINAL_REFUSALS.contains(String.valueOf(Fields.text(response, "reason")));
            turn.report("joining store " + store + " was refused: " + response + (isFinal ? "" : "; trying again"));
            signal(turn, isFinal ? Signal.JOIN_REFUSED : Signal.JOIN_FAILED);
        }
    }

    private void statusAnswered(Turn turn, boolean ok, MapValue response) {
        statusRef = null;
        boolean behind = Fields.whole(response, "current_seq").orElse(0) > mirror.applied();
        if (ok && (behind || writes.hasUnansweredFor(tooLong(), turn.now))) {
            signal(turn, Signal.RESTART);
        }
    }

    private void caughtUp(Turn turn, MapValue payload) {
        OptionalLong through = Fields.whole(payload, "through_seq");
        if (!membership.isJoined() || through.isEmpty()) {
            return;
        }
        mirror.completeUpTo(turn, through.getAsLong());
        push(turn, refs.next(), ClientMessage.ACK_SEQ, Map.of("seq", Value.of(through.getAsLong())));
        if (membership == Membership.CATCHING_UP) {
            writes.caughtUp(turn);
            signal(turn, Signal.CAUGHT_UP);
        }
    }

    private void timerFired(Turn turn, TimerId id) {
        switch (id) {
            case ACK -> writes.deadlinesDue(turn);
            case RETRY -> writes.retryDue();
            case REJOIN -> signal(turn, Signal.REJOIN_DUE);
            case GAP -> gapDue(turn);
            case FRESHNESS -> freshnessDue(turn);
            case JOIN -> joinDue(turn);
            default -> throw new IllegalArgumentException("the core sets no timer " + id);
        }
    }

    /** The timer is left to run when a hole closes, which most do at once: what counts is how long this hole has been open. */
    private void gapDue(Turn turn) {
        gapTimerSet = false;
        if (membership != Membership.LIVE || holeAt == 0) {
            return;
        }
        Duration open = Duration.ofNanos(turn.now.nanos() - holeSinceNanos);
        if (open.compareTo(config.gapTimeout()) >= 0) {
            signal(turn, Signal.RESTART);
        } else {
            setGapTimer(turn, config.gapTimeout().minus(open));
        }
    }

    private void watchForHoles(Turn turn) {
        long hole = mirror.hasHole() ? mirror.applied() + 1 : 0;
        if (hole != holeAt) {
            holeAt = hole;
            holeSinceNanos = turn.now.nanos();
            if (hole > 0 && !gapTimerSet) {
                setGapTimer(turn, config.gapTimeout());
            }
        }
    }

    private void setGapTimer(Turn turn, Duration delay) {
        gapTimerSet = true;
        turn.setTimer(TimerId.GAP, delay);
    }

    private void freshnessDue(Turn turn) {
        freshnessTimerSet = false;
        if (membership != Membership.LIVE) {
            return;
        }
        Duration quiet = Duration.ofNanos(turn.now.nanos() - lastHeardNanos);
        if (quiet.compareTo(config.freshnessCheck()) >= 0 || writes.hasUnansweredFor(tooLong(), turn.now)) {
            statusRef = refs.next();
            push(turn, statusRef, ClientMessage.STATUS, Map.of());
            quiet = Duration.ZERO;
        }
        setFreshnessTimer(turn, config.freshnessCheck().minus(quiet));
    }

    /** After this long without reply or echo, the server has lost a write: the next catch-up tells. */
    private Duration tooLong() {
        return config.ackTimeout().multipliedBy(2);
    }

    private void setFreshnessTimer(Turn turn, Duration delay) {
        if (!config.freshnessCheck().isZero() && !freshnessTimerSet) {
            freshnessTimerSet = true;
            turn.setTimer(TimerId.FRESHNESS, delay);
        }
    }

    private void joinDue(Turn turn) {
        if (membership == Membership.JOINING || membership == Membership.CATCHING_UP) {
            Duration quiet = Duration.ofNanos(turn.now.nanos() - lastHeardNanos);
            if (quiet.compareTo(joinTimeout()) >= 0) {
                signal(turn, Signal.STALLED);
            } else {
                turn.setTimer(TimerId.JOIN, joinTimeout().minus(quiet));
            }
        }
    }

    /** Moves the membership, if {@code signal} means anything where it is, and does what belongs to the new state. */
    private void signal(Turn turn, Signal signal) {
        Membership next = Membership.TABLE.next(membership, signal);
        if (next == null) {
            return;
        }
        if (next != Membership.CATCHING_UP && next != Membership.LIVE) {
            leave(turn);
        }
        membership = next;
        switch (next) {
            case JOINING -> join(turn);
            case LIVE -> {
                turn.cancelTimer(TimerId.JOIN);
                liveSinceNanos = turn.now.nanos();
                setFreshnessTimer(turn, config.freshnessCheck());
            }
            case WAITING -> {
                writes.connectionLost(turn);
                turn.setJitteredTimer(TimerId.REJOIN, rejoins.next());
            }
            case AWAY -> {
                writes.connectionLost(turn);
                turn.cancelTimer(TimerId.REJOIN);
                rejoins.reset();
            }
            case REFUSED -> writes.connectionLost(turn);
            case CATCHING_UP -> {
                // Frames follow by themselves.
            }
        }
    }

    private void leave(Turn turn) {
        if (membership == Membership.LIVE && turn.now.nanos() - liveSinceNanos >= LIVE_LONG_ENOUGH_NANOS) {
            rejoins.reset();
        }
        writes.membershipLost();
        joinRef = null;
        statusRef = null;
        holeAt = 0;
        turn.cancelTimer(TimerId.JOIN);
    }

    private void join(Turn turn) {
        refusal = MapValue.EMPTY;
        mirror.rejoining();
        lastHeardNanos = turn.now.nanos();
        joinRef = refs.next();
        joinedFrom = mirror.applied();
        push(turn, joinRef, ClientMessage.JOIN, Map.of("last_store_seq", Value.of(joinedFrom)));
        turn.setTimer(TimerId.JOIN, joinTimeout());
    }

    /** How long a join may go without progress. The heartbeat finds dead connections; this finds a server that lost the join. */
    private Duration joinTimeout() {
        return config.ackTimeout().multipliedBy(3);
    }

    private void push(Turn turn, String ref, String event, Map<String, Value> payload) {
        turn.send(new ClientMessage(store, joinRef, ref, event, MapValue.envelope(payload)));
    }

    /** Up to where the server's history has been applied. */
    public long applied() {
        return mirror.applied();
    }

    /** The pending ops as readers are to see them. */
    public PendingIndex index() {
        return writes.outbox().index();
    }

    /** How many ops the server has not settled. */
    public int pendingOps() {
        return writes.outbox().size();
    }

    /** The ops that the server has not settled, oldest first. */
    public List<PendingInfo> pending() {
        return writes.outbox().all().stream().map(PendingInfo::of).toList();
    }

    /** Where the store stands with the server. */
    public Membership membership() {
        return membership;
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
