package dev.dust.testkit.simulation;

import dev.dust.testkit.server.rules.CatchUp;
import dev.dust.testkit.server.rules.Event;
import dev.dust.testkit.server.rules.MonotonicClock;
import dev.dust.testkit.server.rules.Outcome;
import dev.dust.testkit.server.rules.PushKind;
import dev.dust.testkit.server.rules.StoreState;
import dev.dust.testkit.server.rules.Wire;
import dev.dust.transport.ClientMessage;
import dev.dust.transport.ServerMessage;
import dev.dust.value.MapValue;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A server of one store: the rules are those of {@link StoreState}, the manners those of PROTOCOL 2 and 3. */
final class SimulatedServer {
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
    private static final int LARGEST_BATCH = 12;

    private final World world;
    private final StoreState state;
    private final Records records = new Records();
    private final Refusals refusals;
    /** Who is joined, and under which join_ref. */
    private final Map<Link, String> members = new LinkedHashMap<>();

    SimulatedServer(World world) {
        this.world = world;
        this.state = new StoreState(World.STORE, new MonotonicClock(world.time()));
        this.refusals = new Refusals(world);
    }

    StoreState state() {
        return state;
    }

    Records records() {
        return records;
    }

    /** A frame has come in. */
    void received(Link link, ClientMessage message) {
        world.trace().note("  %s -> server: %s %s join_ref %s ref %s", link, message.event(), message.payload(),
                message.joinRef(), message.ref());
        String joinRef = members.get(link);
        if (Wire.has(message.payload(), "op") && Leases.OPS.contains(Wire.text(message.payload(), "op"))) {
            link.client().leases().received(opId(message), link);
        }
        if (message.event().equals(ClientMessage.JOIN)) {
            join(link, message);
        } else if (joinRef == null || !joinRef.equals(message.joinRef())) {
            world.trace().note("  %s: no member under join_ref %s", link, message.joinRef());
        } else if (PushKind.of(message.event()) != null) {
            write(link, PushKind.of(message.event()), message);
        } else if (message.event().equals(ClientMessage.STATUS)) {
            reply(link, message, Wire.mapOf("status", "ok", "response", state.status()));
        } else if (message.event().equals(ClientMessage.ACK_SEQ)) {
            acknowledged(Wire.integer(message.payload().get("seq")));
        } else {
            throw new SimulationFailure("the client sent " + message);
        }
    }

    private void acknowledged(Long seq) {
        if (seq == null || seq > state.storeSeq()) {
            throw new SimulationFailure("a client acknowledged " + seq + " of " + state.storeSeq());
        }
    }

    private void join(Link link, ClientMessage join) {
        records.noteJoin();
        String before = members.put(link, join.joinRef());
        boolean closeFirst = world.dice().chance(0.5);
        if (before != null && closeFirst) {
            close(link, before, ServerMessage.CLOSE);
        }
        reply(link, join, Wire.mapOf("status", "ok", "response",
                Wire.mapOf("store_seq", state.storeSeq(), "capver", 3, "capver_min", 3)));
        catchUp(link, join.joinRef(), state.catchUp(Wire.integer(join.payload().get("last_store_seq"))));
        if (before != null && !closeFirst && world.dice().chance(0.5)) {
            close(link, before, ServerMessage.CLOSE);
        }
    }

    /** What happens after the join is told live, so that what was missed is all that is to be sent here (PROTOCOL 3.6). */
    private void catchUp(Link link, String joinRef, CatchUp missed) {
        missed.snapshot().ifPresent(snapshot -> {
            records.noteSnapshot(link.client().device(), state.compactedSeq());
            link.send(new ServerMessage(World.STORE, joinRef, null, ServerMessage.SNAPSHOT, snapshot));
        });
        int inBatch = 0;
        for (Event event : missed.events()) {
            if (inBatch++ == LARGEST_BATCH) {
                inBatch = 0;
                pause(link);
            }
            link.send(new ServerMessage(World.STORE, joinRef, null, ServerMessage.EVENT, event.payload()));
        }
        pause(link);
        link.send(new ServerMessage(World.STORE, joinRef, null, ServerMessage.CATCH_UP_COMPLETE,
                Wire.mapOf("through_seq", missed.throughSeq())));
    }

    private void pause(Link link) {
        if (world.faults().strikes(Fault.SLOW_CATCH_UP)) {
            link.pause(world.dice().anyUpTo(LONGEST_PAUSE));
        }
    }

    private void write(Link link, PushKind kind, ClientMessage push) {
        Outcome outcome = refusals.next();
        if (outcome == null) {
            outcome = state.apply(kind, push.payload(), link.client().device());
        }
        records.noteDecision(opId(push), outcome);
        if (Records.RATE_LIMITED.equals(outcome.reason())) {
            link.client().leases().rateLimited(opId(push));
        }
        boolean echoFirst = world.dice().chance(0.5);
        if (echoFirst) {
            publish(outcome);
        }
        if (world.faults().strikes(Fault.SWALLOW_REPLY)) {
            world.trace().note("  the reply %s is swallowed", outcome.response());
        } else {
            reply(link, push, outcome.reply());
        }
        if (!echoFirst) {
            publish(outcome);
        }
    }

    private static String opId(ClientMessage push) {
        return Wire.text(push.payload(), "client_op_id");
    }

    /** Somebody else writes, over HTTP. */
    void backDoor(PushKind kind, MapValue payload) {
        Outcome outcome = state.apply(kind, payload, null);
        world.trace().note("back door: %s %s: %s", kind.event(), payload, outcome.response());
        publish(outcome);
    }

    private void publish(Outcome outcome) {
        for (Event event : outcome.events()) {
            records.noteEvent(event);
            boolean withheld = !outcome.broadcast() || world.faults().strikes(Fault.WITHHOLD);
            world.trace().note("  committed %d: %s %s %s%s", event.storeSeq(), event.op(), event.path(), event.value(),
                    withheld ? ", not broadcast" : "");
            if (!withheld) {
                var message = new ServerMessage(World.STORE, null, null, ServerMessage.EVENT, event.payload());
                members.keySet().forEach(link -> broadcast(link, message));
            }
        }
    }

    private void broadcast(Link link, ServerMessage message) {
        link.broadcast(message);
        if (world.faults().strikes(Fault.DUPLICATE)) {
            link.broadcast(message);
        }
    }

    private void reply(Link link, ClientMessage push, MapValue payload) {
        link.send(new ServerMessage(World.STORE, push.joinRef(), push.ref(), ServerMessage.REPLY, payload));
    }

    /** Ends a membership, as Phoenix does when its process ends. */
    void endMembership(Link link) {
        String joinRef = members.remove(link);
        if (joinRef != null) {
            close(link, joinRef, world.dice().chance(0.5) ? ServerMessage.CLOSE : ServerMessage.ERROR);
        }
    }

    private void close(Link link, String joinRef, String event) {
        link.send(new ServerMessage(World.STORE, joinRef, joinRef, event, MapValue.EMPTY));
    }

    /** A connection has ended. */
    void ended(Link link) {
        members.remove(link);
    }

    List<Link> joined() {
        return List.copyOf(members.keySet());
    }

    /** Forgets some of its history, perhaps all. */
    void compact() {
        state.compact(world.dice().between(state.compactedSeq(), state.storeSeq()));
        world.trace().note("compacted up to %d of %d", state.compactedSeq(), state.storeSeq());
    }
}
