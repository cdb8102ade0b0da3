package dev.dust.testkit.simulation;

import dev.dust.server.ledger.Event;
import dev.dust.server.ledger.StoredRow;
import dev.dust.server.rules.CatchUp;
import dev.dust.server.rules.Dialect;
import dev.dust.server.rules.MonotonicClock;
import dev.dust.server.rules.PushKind;
import dev.dust.server.rules.PushResult;
import dev.dust.server.rules.StoreRules;
import dev.dust.server.rules.StoreState;
import dev.dust.server.rules.Wire;
import dev.dust.transport.ClientMessage;
import dev.dust.transport.ServerMessage;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One store of it: the rules are those of {@link StoreState}, the manners those of docs/protocol.md#order. */
final class OneServersStore extends SimulatedStore {
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
    private static final int LARGEST_BATCH = 12;
    private static final int LONGEST_SENT_AS_IT_IS = 3;

    private final World world;
    private final OneServer server;
    private final String name;
    private final MonotonicClock clock;
    private final Pushes pushes;
    /** Whether it did so the last time; null if there was none. */
    private @Nullable Boolean forgotIds;
    private final boolean takesOver;
    /** Who is joined, and under which join_ref. */
    private final Map<Link, String> members = new LinkedHashMap<>();
    /** From where catch-ups crash, for good. */
    private final Set<Long> crashing = new HashSet<>();
    /** The devices that may have applied what the server has lost, until they have joined from what it still had. */
    private final Set<String> ahead = new HashSet<>();
    private long restoredSeq;
    private StoreState state;

    OneServersStore(World world, OneServer server, String name) {
        super(world, name);
        this.world = world;
        this.server = server;
        this.name = name;
        this.clock = new MonotonicClock(world.time());
        this.state = emptyState();
        this.pushes = new Pushes(world, server, this);
        this.takesOver = world.has(Dimension.SESSION_TAKEOVER) && !world.has(Dimension.HOSTED_SERVER);
    }

    private StoreState emptyState() {
        return new StoreState(name, clock, server.blobs(), StoreRules.UNLIMITED, Dialect.PROTOCOL);
    }

    StoreState state() {
        return state;
    }

    @Override
    long storeSeq() {
        return state.storeSeq();
    }

    @Override
    long compactedSeq() {
        return state.compactedSeq();
    }

    @Override
    List<StoredRow> rows() {
        return List.copyOf(state.rows().values());
    }

    @Override
    boolean isIdempotent() {
        return pushes.isIdempotent();
    }

    @Override
    boolean hasForgotten() {
        return pushes.hasForgotten();
    }

    @Override
    boolean takesOver() {
        return takesOver;
    }

    @Override
    boolean isRecovering() {
        return !ahead.isEmpty();
    }

    @Override
    boolean isAwaiting(String device) {
        return ahead.contains(device);
    }

    /**
     * A frame has come in.
     *
     * @param late whether its client has given the connection up, so that no answer arrives
     */
    void received(Link link, ClientMessage message, boolean late) {
        world.trace().note("  %s%s -> server: %s%s %s join_ref %s ref %s", late ? "late: " : "", link, tag(), message.event(),
                message.payload(), message.joinRef(), message.ref());
        String joinRef = members.get(link);
        PushKind kind = PushKind.of(message.event());
        pushes.arrived(link, message);
        if (message.event().equals(ClientMessage.JOIN)) {
            join(link, message);
        } else if (joinRef == null || !joinRef.equals(message.joinRef())) {
            world.trace().note("  %s: no member under join_ref %s", link, message.joinRef());
            if (joinRef == null && world.has(Dimension.HOSTED_SERVER)) {
                link.send(new ServerMessage(name, null, message.ref(), ServerMessage.REPLY, Pushes.error("unmatched topic")));
            }
        } else if (kind != null) {
            pushes.received(link, kind, message, late);
        } else if (message.event().equals(ClientMessage.STATUS)) {
            reply(link, message, Wire.mapOf("status", "ok", "response", state.status()));
        } else if (message.event().equals(ClientMessage.ACK_SEQ)) {
            acknowledged(Wire.integer(message.payload().get("seq")));
        } else {
            throw new SimulationFailure("the client sent " + message);
        }
    }

    private void acknowledged(@Nullable Long seq) {
        if (seq == null || seq > state.storeSeq()) {
            throw new SimulationFailure("a client acknowledged " + seq + " of " + state.storeSeq());
        }
    }

    private void join(Link link, ClientMessage join) {
        records().noteJoin();
        long lastSeq = Objects.requireNonNull(Wire.integer(join.payload().get("last_store_seq")), "last_store_seq");
        if (!ahead.isEmpty() && lastSeq <= restoredSeq && link.client().store(this).applied() <= restoredSeq) {
            ahead.remove(link.client().device());
        }
        boolean takeover = takesOver && Wire.isTrue(join.payload(), "session_takeover");
        if (takeover) {
            joined().stream().filter(other -> other != link && other.client() == link.client())
                    .forEach(other -> close(other, Objects.requireNonNull(members.remove(other), "join_ref"),
                            ServerMessage.CLOSE));
        }
        pushes.joined(link);
        String before = members.put(link, join.joinRef());
        boolean closeFirst = world.random().chance(0.5);
        if (before != null && closeFirst) {
            close(link, before, ServerMessage.CLOSE);
        }
        reply(link, join, Wire.mapOf("status", "ok", "response", welcome(takeover, join.payload())));
        if (crashing.contains(lastSeq) && lastSeq < state.storeSeq() && lastSeq >= state.compactedSeq()) {
            world.trace().note("  the catch-up from %d crashes", lastSeq);
            crash(link);
            return;
        }
        catchUp(link, join.joinRef(), missed(lastSeq, join.payload()));
        if (before != null && !closeFirst && world.random().chance(0.5)) {
            close(link, before, ServerMessage.CLOSE);
        }
    }

    private CatchUp missed(long lastSeq, MapValue join) {
        boolean rows = Wire.isTrue(join, "accepts_snapshot");
        if (rows && !mayTakeRows(lastSeq)) {
            throw new SimulationFailure("a client at " + lastSeq + " wants no history");
        }
        Optional<CatchUp> inPlace = rows && !world.has(Dimension.HOSTED_SERVER)
                ? state.rowsInPlace(LONGEST_SENT_AS_IT_IS)
                : Optional.empty();
        return inPlace.orElseGet(() -> state.catchUp(lastSeq));
    }

    private MapValue welcome(boolean takeover, MapValue join) {
        var welcome = new LinkedHashMap<String, Value>();
        welcome.put("store_seq", Value.of(state.storeSeq()));
        welcome.put("capver", Value.of(3));
        welcome.put("capver_min", Value.of(3));
        welcome.put("idempotent_ops", Value.of(pushes.isIdempotent()));
        if (takesOver) {
            welcome.put("session_takeover", Value.of(takeover));
        }
        if (pushes.areInTurn()) {
            welcome.put("pushes_in_turn", Value.of(true));
            Value unanswered = join.get("unanswered_ops");
            if (unanswered != null) {
                welcome.put("known_ops", pushes.known(unanswered));
            }
        }
        return MapValue.envelope(welcome);
    }

    /**
     * What happens after the join is told live, so that what was missed is all that is to be sent here
     * (docs/protocol.md#batches).
     */
    private void catchUp(Link link, @Nullable String joinRef, CatchUp missed) {
        missed.snapshot().ifPresent(snapshot -> {
            records().noteSnapshot(link.client().device(),
                    Objects.requireNonNull(Wire.integer(snapshot.get("snapshot_seq")), "snapshot_seq"),
                    Wire.isTrue(snapshot, "replaces_history"));
            link.send(new ServerMessage(name, joinRef, null, ServerMessage.SNAPSHOT, snapshot));
        });
        int inBatch = 0;
        for (Event event : missed.events()) {
            if (inBatch++ == LARGEST_BATCH) {
                inBatch = 0;
                pause(link);
            }
            link.send(new ServerMessage(name, joinRef, null, ServerMessage.EVENT, event.payload()));
        }
        pause(link);
        link.send(new ServerMessage(name, joinRef, null, ServerMessage.CATCH_UP_COMPLETE,
                Wire.mapOf("through_seq", missed.throughSeq())));
    }

    private void pause(Link link) {
        if (world.faults().strikes(Fault.SLOW_CATCH_UP)) {
            link.pause(world.random().anyUpTo(LONGEST_PAUSE));
        }
    }

    @Override
    void backDoor(PushKind kind, MapValue payload) {
        if (!isRecovering()) {
            PushResult outcome = state.apply(kind, payload, null);
            world.trace().note("back door: %s%s %s: %s", tag(), kind.event(), payload, outcome.response());
            publish(outcome);
        }
    }

    /** Notes what was committed, and tells the members of it. */
    void publish(PushResult outcome) {
        for (Event event : outcome.events()) {
            boolean withheld = !outcome.broadcast() || world.faults().strikes(Fault.WITHHOLD);
            commit(event, withheld);
            if (!withheld) {
                var message = new ServerMessage(name, null, null, ServerMessage.EVENT, event.payload());
                members.keySet().forEach(link -> broadcast(link, message));
            }
        }
    }

    /** Notes what was committed, and tells nobody. */
    void publishSilently(PushResult outcome) {
        outcome.events().forEach(event -> commit(event, true));
    }

    private void commit(Event event, boolean withheld) {
        records().noteEvent(event);
        world.trace().note("  committed %s%d: %s %s %s%s", tag(), event.storeSeq(), event.op(), event.path(), event.value(),
                withheld ? ", not broadcast" : "");
        if (world.faults().strikes(Fault.CRASHING_CATCH_UP)) {
            crashing.add(event.storeSeq());
        }
    }

    private void broadcast(Link link, ServerMessage message) {
        link.broadcast(message);
        if (world.faults().strikes(Fault.DUPLICATE)) {
            link.broadcast(message);
        }
    }

    void reply(Link link, ClientMessage push, MapValue payload) {
        link.send(new ServerMessage(name, push.joinRef(), push.ref(), ServerMessage.REPLY, payload));
    }

    @Override
    void endMembership(Link link) {
        if (members.containsKey(link)) {
            if (world.random().chance(0.5)) {
                close(link, members.remove(link), ServerMessage.CLOSE);
            } else {
                link.noteCrash();
                crash(link);
            }
        }
    }

    /** The process of a membership crashes. */
    void crash(Link link) {
        String joinRef = members.remove(link);
        if (joinRef != null) {
            close(link, joinRef, ServerMessage.ERROR);
        }
    }

    private void close(Link link, String joinRef, String event) {
        link.send(new ServerMessage(name, joinRef, joinRef, event, MapValue.EMPTY));
    }

    /** A connection has ended. */
    void ended(Link link) {
        members.remove(link);
    }

    @Override
    List<Link> joined() {
        return List.copyOf(members.keySet());
    }

    @Override
    void forget(long uptoSeq) {
        state.compact(uptoSeq);
        boolean now = world.random().chance(0.5);
        // What still comes over an earlier connection makes the answer to a join old (docs/decisions.md#hot-key).
        boolean alwaysOrNever = pushes.areInTurn() && !takesOver;
        forgotIds = alwaysOrNever && forgotIds != null ? forgotIds : now;
        if (forgotIds) {
            world.trace().note("%sids forgotten up to %d", tag(), uptoSeq);
            pushes.forget(uptoSeq);
        }
    }

    /** It is restored from a backup that lacks what came after {@code seq}. */
    void loseTail(long seq) {
        world.trace().note("%srestored from a backup: %d of %d", tag(), seq, state.storeSeq());
        StoreState restored = emptyState();
        records().history().subList(0, (int) seq).forEach(restored::restore);
        restored.compact(state.compactedSeq());
        state = restored;
        records().loseTail(seq);
        pushes.loseTail(seq);
        crashing.removeIf(from -> from >= seq);
        restoredSeq = seq;
        world.clients().forEach(client -> ahead.add(client.device()));
    }
}
