package dev.dust.sync;

import dev.dust.error.RefusedException;
import dev.dust.op.Fields;
import dev.dust.sync.Membership.Signal;
import dev.dust.time.TimerId;
import dev.dust.transport.ClientMessage;
import dev.dust.transport.ServerMessage;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A store's membership: it joins, goes live, and joins again where it has to (docs/protocol.md#joining). The writes and the
 * events hear from it where they stand.
 */
final class MembershipKeeper {
    private static final Set<String> FINAL_REFUSALS = Set.of("unauthorized", "store_not_allowed", "missing_scope",
            "capver_mismatch");
    private static final String TAKEOVER = "session_takeover";
    private static final String ONCE = "idempotent_ops";
    private static final String TURNS = "pushes_in_turn";
    private static final long LIVE_LONG_ENOUGH_NANOS = Duration.ofSeconds(5).toNanos();

    private final String store;
    private final Duration joinTimeout;
    private final RefGenerator refs;
    private final Transitions transitions;
    private final WriteQueue queue;
    private final EventApplier applier;
    private final GapWatch gaps;
    private final Freshness freshness;
    private final CatchUpFailures catchUpFailures;
    private final UnreadFrames unread;
    private final RowsInPlace rowsInPlace;
    private final Backoff rejoins = new Backoff();

    private Membership membership = Membership.AWAY;
    private @Nullable String joinRef;
    /** What was applied when the newest join was sent. Live events may pass its answer, so that more may be applied by then. */
    private long appliedAtJoin;
    private boolean askedForTakeover;
    private boolean askedForUnanswered;
    private MapValue refusal = MapValue.EMPTY;
    private MapValue welcome;
    private long lastHeardNanos;
    private long liveSinceNanos;

    /** {@code welcome}: the server's last answer to a join that it accepted; empty if there was none. */
    MembershipKeeper(String store, Duration joinTimeout, RefGenerator refs, Transitions transitions, WriteQueue queue,
            EventApplier applier, GapWatch gaps, Freshness freshness, CatchUpFailures catchUpFailures, UnreadFrames unread,
            RowsInPlace rowsInPlace, MapValue welcome) {
        this.store = store;
        this.joinTimeout = joinTimeout;
        this.refs = refs;
        this.transitions = transitions;
        this.queue = queue;
        this.applier = applier;
        this.gaps = gaps;
        this.freshness = freshness;
        this.catchUpFailures = catchUpFailures;
        this.unread = unread;
        this.rowsInPlace = rowsInPlace;
        this.welcome = welcome;
    }

    Membership now() {
        return membership;
    }

    /** Why the server refused the last join; empty unless it did. */
    MapValue refusal() {
        return refusal;
    }

    /** The server's answer to the last join that it accepted; empty before. */
    MapValue welcome() {
        return welcome;
    }

    /** Of the join that this membership is by; there is one from joining on. */
    String joinRef() {
        return Objects.requireNonNull(joinRef, "joinRef");
    }

    /** Whether {@code ref} is that of the join that is, or was, asked for. */
    boolean asked(String ref) {
        return ref.equals(joinRef);
    }

    /** Whether {@code ref} is that of the join that has no answer yet. */
    boolean awaitsAnswer(@Nullable String ref) {
        return membership == Membership.JOINING && joinRef().equals(ref);
    }

    /** Whether {@code message} is for this membership, and not for one before it; then it counts as a sign of life. */
    boolean hears(ServerMessage message, StepTime now) {
        boolean hears = membership != Membership.AWAY && (message.joinRef() == null || message.joinRef().equals(joinRef));
        if (hears) {
            lastHeardNanos = now.nanos();
        }
        return hears;
    }

    /** For how long nothing was heard. */
    Duration quiet(StepTime now) {
        return Duration.ofNanos(now.nanos() - lastHeardNanos);
    }

    /** Sends a message of this membership's. */
    void push(EffectBuffer out, String ref, String event, Map<String, Value> payload) {
        out.send(new ClientMessage(store, joinRef(), ref, event, MapValue.envelope(payload)));
    }

    /** The server hears that this client is no member any more. */
    void close(EffectBuffer out) {
        if (joinRef != null) {
            push(out, refs.next(), ClientMessage.LEAVE, Map.of());
        }
    }

    /** From what is applied now, whatever was asked for before; where there is no membership, the next join does. */
    void joinAgain(EffectBuffer out) {
        signal(out, membership == Membership.JOINING ? Signal.STALLED : Signal.RESTART);
    }

    /** The server answered the join. */
    void answered(EffectBuffer out, boolean ok, MapValue response) {
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
            queue.joined(Fields.isTrue(response, ONCE), takenOver, promisesTurns());
            queue.unanswered().told(response);
            signal(out, Signal.JOINED);
            long serverSeq = Fields.whole(response, "store_seq").orElse(appliedAtJoin);
            if (serverSeq < appliedAtJoin) {
                applier.historyRestarted(out, serverSeq);
                unread.historyRestarted();
                signal(out, Signal.RESTART);
            } else if (knowsOfTakeover() && !takenOver && !askedForTakeover && queue.hasCopiesUnderWay()
                    || promisesTurns() && !askedForUnanswered && !queue.unanswered().ids().isEmpty()) {
                // Nobody knew that it could be asked for.
                signal(out, Signal.RESTART);
            }
        }
    }

    /** Whether the server has said that a join can end what this device had before (docs/protocol.md#takeover). */
    private boolean knowsOfTakeover() {
        return welcome.get(TAKEOVER) != null;
    }

    /**
     * Whether the server has said that it takes nothing out of turn, so that it tells what it has taken. That serves nobody
     * where an op may take effect twice: of two whose answers were lost, the first one behind the second.
     */
    private boolean promisesTurns() {
        return Fields.isTrue(welcome, ONCE) && Fields.isTrue(welcome, TURNS);
    }

    /** The answer, or the next part of the catch-up, may be overdue. */
    void joinDue(EffectBuffer out) {
        if (membership == Membership.JOINING || membership == Membership.CATCHING_UP) {
            Duration quiet = quiet(out.now);
            if (quiet.compareTo(joinTimeout) >= 0) {
                signal(out, Signal.STALLED);
            } else {
                out.setTimer(TimerId.JOIN, joinTimeout.minus(quiet));
            }
        }
    }

    /** It is not known whether the next join is due some day: now it is. */
    void timerLost(EffectBuffer out) {
        if (membership == Membership.WAITING) {
            out.setJitteredTimer(TimerId.REJOIN, rejoins.next());
        }
    }

    /** As {@link #signal(EffectBuffer, Signal, Loss)}, where a membership that ends is left by this client. */
    void signal(EffectBuffer out, Signal signal) {
        signal(out, signal, Loss.LEFT);
    }

    /**
     * Moves the membership, if {@code signal} means anything where it is, and does what belongs to the new state.
     *
     * @param loss how the membership of now ends, if it does
     */
    void signal(EffectBuffer out, Signal signal, Loss loss) {
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
                rowsInPlace.forget();
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
        if (membership == Membership.JOINING) {
            rowsInPlace.forget();
        }
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
        var payload = new LinkedHashMap<String, Value>();
        payload.put("last_store_seq", Value.of(catchUpFailures.from(appliedAtJoin)));
        rowsInPlace.ask(payload, appliedAtJoin);
        askedForTakeover = knowsOfTakeover();
        if (askedForTakeover) {
            payload.put(TAKEOVER, Value.of(true));
        }
        askedForUnanswered = promisesTurns();
        if (askedForUnanswered) {
            queue.unanswered().ask(payload);
        }
        push(out, joinRef, ClientMessage.JOIN, payload);
        out.setTimer(TimerId.JOIN, joinTimeout);
    }
}
