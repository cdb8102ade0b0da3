package dev.dust.sync;

import dev.dust.cache.OutboxEntry;
import dev.dust.error.UnavailableException;
import dev.dust.op.Fields;
import dev.dust.sync.Membership.Signal;
import dev.dust.time.Durations;
import dev.dust.time.TimerId;
import dev.dust.transport.ClientMessage;
import dev.dust.transport.ServerMessage;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One store's side of the protocol: inputs in, effects out (DESIGN 3 to 6). Deterministic; not for several threads at once.
 *
 * <p>Invariant: {@code view = committed rows (up to} {@link #applied}{@code ) + pending ops} after every step whose effects were
 * carried out. This class knows the membership; {@link Mirror} the committed rows; {@link Writes} the pending ops.
 */
public final class SyncCore {
    private static final Set<String> FINAL_REFUSALS = Set.of("unauthorized", "store_not_allowed", "missing_scope",
            "capver_mismatch");
    /** So often something is fetched that does not come as it should; then the store goes on, or another way is tried. */
    private static final int MOST_FETCHES = 3;
    private static final long LIVE_LONG_ENOUGH_NANOS = Duration.ofSeconds(5).toNanos();

    private final String store;
    private final SyncConfig config;
    private final Refs refs;
    private final Solo solo;
    private final Writes writes;
    private final Mirror mirror;
    private final GapWatch gaps;
    private final Backoff rejoins = new Backoff();

    private Membership membership = Membership.AWAY;
    private String joinRef;
    /** What was applied when the newest join was sent. Live events may pass its answer, so that more may be applied by then. */
    private long appliedAtJoin;
    private String statusRef;
    /** What was applied when the server was asked how far it is. */
    private long appliedAtStatus;
    /** How often in a row the server has failed before the catch-up was complete. */
    private int failedJoins;
    /** What was applied when frames were missed of late, and how often that was so. */
    private long missedAt = -1;
    private int misses;
    private MapValue refusal = MapValue.EMPTY;
    private MapValue welcome = MapValue.EMPTY;
    private long lastHeardNanos;
    private long liveSinceNanos;
    private boolean freshnessTimerSet;

    /**
     * A core for a store that has been applied up to {@code applied}.
     *
     * @param refs makes refs that are unique on a connection
     * @param solo shared by the stores of a connection
     */
    public SyncCore(String store, String deviceId, SyncConfig config, long applied, Refs refs, Solo solo) {
        this.store = store;
        this.config = config;
        this.refs = refs;
        this.solo = solo;
        this.writes = new Writes(store, deviceId, config, refs, solo);
        this.mirror = new Mirror(store, deviceId, applied, writes, config.bounds());
        this.gaps = new GapWatch(config.gapTimeout());
    }

    /**
     * The core that goes on with this store under another device id, whose outbox it is yet to {@link #restore}; this one takes no
     * further step. Of the rows it knows what this one knows to be missing, and else begins as after a restart, without a connection.
     *
     * @param applied up to where the rows have been applied
     */
    public SyncCore under(String otherDeviceId, long applied) {
        solo.leave();
        var next = new SyncCore(store, otherDeviceId, config, applied, refs, solo);
        next.mirror.missing().as(mirror.missing());
        next.welcome = welcome;
        return next;
    }

    /**
     * Takes up the outbox of an earlier run; once, before the first step.
     *
     * @param check tells what of it cannot be sent
     */
    public List<Effect> restore(List<OutboxEntry> entries, SendCheck check, Now now) {
        var turn = new Turn(now);
        writes.restore(turn, entries, check);
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
            case Input.Disconnected disconnected -> {
                signal(turn, Signal.DISCONNECTED, Loss.of(disconnected.by()));
                mirror.connectionLost();
            }
            case Input.SoloFree free -> {
                // What may be sent is sent below; else it is given back there, or here.
                if (membership != Membership.LIVE) {
                    solo.giveBack();
                }
            }
            case Input.Received received -> received(turn, received.message());
            case Input.Missed missed -> missed(turn, missed.why());
            case Input.TimerFired(TimerId id) when id == TimerId.ACK -> {
                // Nothing is sent now: who has waited long enough does not wait for a cache that has to agree to that.
                writes.deadlinesDue(turn);
                return turn.effects();
            }
            case Input.TimerFired timer -> timerFired(turn, timer.id());
            case Input.Overrun overrun -> {
                turn.report("what the server said of store " + store + " is fetched again: " + overrun.why());
                joinAgain(turn);
            }
            case Input.CacheMovedBack moved -> {
                mirror.movedBack(turn, moved.appliedSeq());
                writes.keptAre(turn, moved.outbox());
                joinAgain(turn);
            }
            case Input.OutboxRead read -> writes.reread(turn, read.entries(), mirror.applied());
            case Input.Close close -> {
                writes.close(turn);
                return turn.effects();
            }
        }
        if (membership == Membership.LIVE) {
            gaps.watch(turn, mirror.hasHole() ? mirror.applied() + 1 : 0);
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
            case ServerMessage.REPLY -> {
                if (message.isUnreadable("status") || message.isUnreadable("response")) {
                    missed(turn, "an answer");
                } else {
                    replied(turn, message.ref(), payload);
                }
            }
            case ServerMessage.EVENT -> {
                if (!mirror.event(turn, message)) {
                    missed(turn, "an event without store_seq");
                }
            }
            case ServerMessage.SNAPSHOT -> {
                if (membership.isJoined() && !mirror.snapshot(turn, message)) {
                    missed(turn, "a snapshot without snapshot_seq");
                }
            }
            case ServerMessage.CATCH_UP_COMPLETE -> caughtUp(turn, payload);
            case ServerMessage.CLOSE -> signal(turn, Signal.ENDED);
            case ServerMessage.ERROR -> signal(turn, Signal.ENDED, Loss.CRASHED);
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
        } else if (!writes.replied(turn, ref, ok, response, mirror.applied())) {
            signal(turn, Signal.ENDED);
        }
    }

    /**
     * Something was said that cannot be read: it is fetched again, at once at first, then after a while. Where that brings it here
     * unread again and again, the store goes on without it, and says so.
     */
    private void missed(Turn turn, String why) {
        misses = missedAt == mirror.applied() ? misses + 1 : 1;
        missedAt = mirror.applied();
        if (misses <= MOST_FETCHES) {
            turn.report(
                    "something that the server said cannot be read, and what store " + store + " may miss is fetched again: "
                            + why);
            signal(turn, Signal.ENDED);
            return;
        }
        mirror.missing().frame(why);
        if (misses == MOST_FETCHES + 1) {
            writes.historyGone(turn);
            turn.report("something that the server said cannot be read, however often it is fetched; store " + store
                    + " goes on without it: " + why);
        }
    }

    /** From what is applied now, whatever was asked for before; where there is no membership, the next join does. */
    private void joinAgain(Turn turn) {
        signal(turn, membership == Membership.JOINING ? Signal.STALLED : Signal.RESTART);
    }

    private void joinAnswered(Turn turn, boolean ok, MapValue response) {
        if (membership != Membership.JOINING) {
            return;
        }
        if (!ok) {
            refusal = response;
            String reason = String.valueOf(Fields.text(response, "reason"));
            boolean isFinal = FINAL_REFUSALS.contains(reason);
            turn.report("joining store " + store + " was refused: " + response + (isFinal ? "" : "; trying again"));
            signal(turn, isFinal ? Signal.JOIN_REFUSED : Signal.JOIN_FAILED,
                    reason.equals("join crashed") ? Loss.CRASHED : Loss.LEFT);
        } else if (response.get("store_seq") != null && !Seqs.has(response, "store_seq")) {
            turn.report("the server let this client join store " + store + " at a store_seq that is none: "
                    + response.get("store_seq") + "; trying again");
            signal(turn, Signal.JOIN_FAILED);
        } else {
            welcome = response;
            writes.joined(Fields.isTrue(response, "idempotent_ops"));
            signal(turn, Signal.JOINED);
            long serverSeq = Fields.whole(response, "store_seq").orElse(appliedAtJoin);
            if (serverSeq < appliedAtJoin) {
                mirror.historyRestarted(turn, serverSeq);
                misses = 0;
                signal(turn, Signal.RESTART);
            }
        }
    }

    private void statusAnswered(Turn turn, boolean ok, MapValue response) {
        statusRef = null;
        if (!ok || !Seqs.has(response, "current_seq")) {
            return;
        }
        long current = Seqs.of(response, "current_seq");
        // Ahead of its server, a mirror has seen a history that is no more: the join will tell.
        boolean differs = current > mirror.applied() || current < appliedAtStatus;
        if (differs || writes.hasUnsettledFor(tooLong(), turn.now)) {
            signal(turn, Signal.RESTART);
        }
    }

    private void caughtUp(Turn turn, MapValue payload) {
        if (!membership.isJoined()) {
            return;
        }
        if (!Seqs.has(payload, "through_seq")) {
            missed(turn, "a catch-up that is complete up to " + payload.get("through_seq"));
            return;
        }
        long through = Seqs.of(payload, "through_seq");
        mirror.completeUpTo(turn, through);
        push(turn, refs.next(), ClientMessage.ACK_SEQ, Map.of("seq", Value.of(through)));
        if (membership == Membership.CATCHING_UP) {
            writes.caughtUp(turn, mirror.applied());
            mirror.takeSawOldEvents();
            signal(turn, Signal.CAUGHT_UP);
        }
    }

    private void timerFired(Turn turn, TimerId id) {
        switch (id) {
            case RETRY -> writes.retryDue();
            case REJOIN -> signal(turn, Signal.REJOIN_DUE);
            case GAP -> {
                if (gaps.due(turn) && membership == Membership.LIVE) {
                    signal(turn, Signal.RESTART);
                }
            }
            case FRESHNESS -> freshnessDue(turn);
            case JOIN -> joinDue(turn);
            default -> throw new IllegalArgumentException("the core sets no timer " + id);
        }
    }

    private void freshnessDue(Turn turn) {
        freshnessTimerSet = false;
        if (membership != Membership.LIVE) {
            return;
        }
        Duration quiet = Duration.ofNanos(turn.now.nanos() - lastHeardNanos);
        boolean isQuiet = quiet.compareTo(config.freshnessCheck()) >= 0;
        if (isQuiet || mirror.takeSawOldEvents() || writes.hasUnsettledFor(tooLong(), turn.now)) {
            statusRef = refs.next();
            appliedAtStatus = mirror.applied();
            push(turn, statusRef, ClientMessage.STATUS, Map.of());
            quiet = Duration.ZERO;
        }
        setFreshnessTimer(turn, config.freshnessCheck().minus(quiet));
    }

    /** After this long without reply or echo, the server has lost a write: the next catch-up tells. */
    private Duration tooLong() {
        return Durations.times(config.ackTimeout(), 2);
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

    private void signal(Turn turn, Signal signal) {
        signal(turn, signal, Loss.LEFT);
    }

    /**
     * Moves the membership, if {@code signal} means anything where it is, and does what belongs to the new state.
     *
     * @param loss how the membership of now ends, if it does
     */
    private void signal(Turn turn, Signal signal, Loss loss) {
        Membership next = Membership.TABLE.next(membership, signal);
        if (next == null) {
            return;
        }
        if (next != Membership.CATCHING_UP && next != Membership.LIVE) {
            leave(turn, loss);
        }
        membership = next;
        switch (next) {
            case JOINING -> join(turn);
            case LIVE -> {
                turn.cancelTimer(TimerId.JOIN);
                liveSinceNanos = turn.now.nanos();
                failedJoins = 0;
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

    private void leave(Turn turn, Loss loss) {
        if (membership == Membership.JOINING || membership == Membership.CATCHING_UP) {
            catchUpEnded(turn, loss);
        }
        if (membership == Membership.LIVE && turn.now.nanos() - liveSinceNanos >= LIVE_LONG_ENOUGH_NANOS) {
            rejoins.reset();
        }
        writes.membershipLost(turn, loss);
        joinRef = null;
        statusRef = null;
        gaps.close();
        turn.cancelTimer(TimerId.JOIN);
    }

    /**
     * The server failed while it told what was missed. There are histories that it cannot tell from some seq on, and can from the
     * beginning; and some that it cannot tell in one format, and can in another.
     */
    private void catchUpEnded(Turn turn, Loss loss) {
        if (!loss.byServer) {
            return;
        }
        failedJoins++;
        if (failedJoins == MOST_FETCHES && mirror.applied() > 0) {
            turn.report("the server fails to tell what store " + store + " missed since " + mirror.applied()
                    + "; everything is fetched from the beginning");
        } else if (failedJoins % MOST_FETCHES == 0) {
            var why = new UnavailableException(historyFailure());
            turn.report(why.getMessage());
            turn.unready(why);
            turn.otherFormat();
        }
    }

    private String historyFailure() {
        return "the server failed " + failedJoins + " times in a row while it told the history of store " + store
                + "; it is asked again, and writes wait until then. Where values are in it that the server cannot write in this"
                + " format, another format helps: JSON has a form for everything";
    }

    private void join(Turn turn) {
        refusal = MapValue.EMPTY;
        mirror.rejoining();
        lastHeardNanos = turn.now.nanos();
        joinRef = refs.next();
        appliedAtJoin = mirror.applied();
        long from = failedJoins >= MOST_FETCHES ? 0 : appliedAtJoin;
        push(turn, joinRef, ClientMessage.JOIN, Map.of("last_store_seq", Value.of(from)));
        turn.setTimer(TimerId.JOIN, joinTimeout());
    }

    /** How long a join may go without progress. The heartbeat finds dead connections; this finds a server that lost the join. */
    private Duration joinTimeout() {
        return Durations.times(config.ackTimeout(), 3);
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

    /** What is wrong with the store, for people: the server fails, or something is missing here; null if all is well. */
    public String trouble() {
        String catchUp = failedJoins >= MOST_FETCHES ? historyFailure() : null;
        return Stream.of(catchUp, writes.trouble(), mirror.missing().describe()).filter(Objects::nonNull)
                .reduce((first, second) -> first + "; " + second).orElse(null);
    }

    /** How many events and rows of the server's could not be read, and are missing in the rows here. */
    public long missing() {
        return mirror.missing().count();
    }

    /** Whether {@link Input.Discard} would take the op back. */
    public boolean mayDiscard(String opId) {
        return writes.mayDiscard(opId);
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
