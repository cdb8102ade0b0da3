package dev.dust.testkit.server;

import dev.dust.testkit.frame.Frame;
import dev.dust.testkit.server.rules.Outcome;
import dev.dust.testkit.server.rules.PushKind;
import dev.dust.testkit.server.rules.Refusal;
import dev.dust.testkit.server.rules.Wire;
import dev.dust.value.MapValue;
import java.util.Map;

/** One membership: a client in a store, from a join to its end (PROTOCOL 2). */
final class Channel {
    private final Connection connection;
    private final StoreHost host;
    private final RateLimit rateLimit;
    private final String topic;
    private final String joinRef;
    /** A live event that the next one is to overtake, or null. Guarded by the store's lock, as all broadcasts are. */
    private Outgoing held;

    Channel(Connection connection, StoreHost host, RateLimit rateLimit, Frame join) {
        this.connection = connection;
        this.host = host;
        this.rateLimit = rateLimit;
        this.topic = join.topic();
        this.joinRef = join.joinRef();
    }

    /** Whether {@code frame} belongs to this membership and not to one before it. */
    boolean owns(Frame frame) {
        return joinRef == null || joinRef.equals(frame.joinRef());
    }

    /** A frame of the server's own for this membership. */
    Frame frame(String event, MapValue payload) {
        return new Frame(joinRef, null, topic, event, payload);
    }

    void send(Outgoing outgoing) {
        connection.send(outgoing);
    }

    /** A live event, which all members share. */
    void broadcast(Outgoing event) {
        FaultBook.View faults = connection.faults();
        if (faults.any(state -> state.withheld)) {
            return;
        }
        if (held == null && faults.any(state -> state.reordered)) {
            held = event;
            return;
        }
        connection.send(event);
        if (faults.any(state -> state.duplicated)) {
            connection.send(event);
        }
        sendHeld();
    }

    /** Sends the event that was to be overtaken. */
    void sendHeldEvent() {
        host.with(state -> {
            sendHeld();
            return null;
        });
    }

    private void sendHeld() {
        if (held != null) {
            connection.send(held);
            held = null;
        }
    }

    /** Answers a push. */
    void receive(Frame push) {
        PushKind kind = PushKind.of(push.event());
        if (kind != null) {
            Outcome outcome = write(kind, push.payload());
            if (!connection.faults().swallowsReply()) {
                connection.send(new Outgoing(push.reply(outcome.reply())));
            }
            return;
        }
        switch (push.event()) {
            case "status" -> connection.send(new Outgoing(push.reply(Replies.ok(status()))));
            case "ack_seq" -> {
                // The client tells how far it is, and is not answered.
            }
            default -> connection.send(new Outgoing(push.reply(Replies.error("unknown event"))));
        }
    }

    private MapValue status() {
        return host.with(state -> Replies.joined(state.status(), connection.client().access().capabilities()));
    }

    private Outcome write(PushKind kind, MapValue payload) {
        try {
            checkMayWrite(kind);
            return host.apply(kind, payload, connection.client().deviceId(), false);
        } catch (Refusal refusal) {
            return Outcome.refused(refusal);
        }
    }

    private void checkMayWrite(PushKind kind) {
        Access access = connection.client().access();
        if (!access.scopes().contains(kind.scope())) {
            throw Replies.missingScope(kind.scope());
        }
        if (!access.write()) {
            throw Refusal.of("unauthorized");
        }
        long retryAfter = rateLimit.count(connection.client().token());
        if (retryAfter > 0) {
            throw Refusal.of("rate_limited", Map.of("retry_after_ms", retryAfter));
        }
        Refusal asked = connection.faults().takeRefusal();
        if (asked != null) {
            throw asked;
        }
    }

    /** Joins the store; refuses if the token may not. */
    void join(Frame join) {
        Access access = connection.client().access();
        long lastSeq = lastSeq(join.payload());
        host.join(this, lastSeq, state -> join.reply(Replies.ok(Replies.joined(
                Replies.map("store_seq", state.storeSeq(), "capver", Handshake.CAPVER, "capver_min", Handshake.CAPVER),
                access.capabilities()))));
    }

    private static long lastSeq(MapValue payload) {
        if (!Wire.has(payload, "last_store_seq")) {
            return 0;
        }
        Long lastSeq = Wire.integer(payload.get("last_store_seq"));
        if (lastSeq == null || lastSeq < 0) {
            throw Refusal.of("invalid last_store_seq");
        }
        return lastSeq;
    }

    /** Ends the membership; the client is not told. */
    void leave() {
        host.leave(this);
    }

    /** Ends the membership and tells the client by {@code phx_close} or {@code phx_error}, as Phoenix does. */
    void end(String event) {
        if (host.leave(this)) {
            connection.ended(topic, this);
            connection.send(new Outgoing(new Frame(joinRef, joinRef, topic, event, MapValue.EMPTY)));
        }
    }
}
