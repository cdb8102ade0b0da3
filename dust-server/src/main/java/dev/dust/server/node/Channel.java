package dev.dust.server.node;

import dev.dust.server.access.Access;
import dev.dust.server.frame.Format;
import dev.dust.server.frame.Frame;
import dev.dust.server.intercept.InterceptedWrite;
import dev.dust.server.intercept.MemberInterceptor;
import dev.dust.server.ledger.LedgerException;
import dev.dust.server.ledger.MembershipId;
import dev.dust.server.metrics.Measures;
import dev.dust.server.metrics.ServerMeter;
import dev.dust.server.rules.Blobs;
import dev.dust.server.rules.Crash;
import dev.dust.server.rules.PushKind;
import dev.dust.server.rules.PushResult;
import dev.dust.server.rules.Refusal;
import dev.dust.server.rules.Wire;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import org.jspecify.annotations.Nullable;

/** One membership: a client in a store, from a join to its end (docs/protocol.md#joining). */
final class Channel {
    private static final String TAKEOVER = "session_takeover";
    private static final String RATE_LIMITED = "rate_limited";
    private static final String UNAVAILABLE = "unavailable";
    private static final MapValue NO_MEMBER = Replies.error(Refusal.ofNoMember());
    private static final MapValue OUT_OF_TURN = Replies.error("out_of_turn");

    private static final System.Logger LOG = System.getLogger(Channel.class.getName());

    private final Connection connection;
    private final StoreHost host;
    private final Mode mode;
    private final WriteGate gate;
    private final Blobs blobs;
    private final Measures measures;
    private final String topic;
    private final @Nullable String joinRef;
    private final MemberInterceptor interceptor;
    /** How many pushes were answered with an error. They are handled one after the other. */
    private long refusals;
    /** Up to where its catch-ups have told the history. Guarded by the store's lock. */
    private long caughtUpSeq;
    /** By which the ledger tells it from others of its device. Written under the store's lock, before it is a member. */
    private volatile long number;

    Channel(Connection connection, StoreHost host, ServerParts parts, Frame join) {
        this.connection = connection;
        this.host = host;
        this.mode = parts.mode();
        this.gate = new WriteGate(parts);
        this.blobs = parts.blobs();
        this.measures = parts.measures();
        this.topic = join.topic();
        this.joinRef = join.joinRef();
        this.interceptor = connection.interceptor().joining();
    }

    String topic() {
        return topic;
    }

    boolean isOf(String store) {
        return host.name().equals(store);
    }

    String deviceId() {
        return connection.deviceId();
    }

    /** The ledger knows it by this number. Under the store's lock, before it is a member. */
    void joined(long asNumber) {
        number = asNumber;
    }

    /** By which the ledger knows it. */
    MembershipId membership() {
        return new MembershipId(deviceId(), number);
    }

    /** How its client writes frames. */
    Format format() {
        return connection.client().format();
    }

    /** Whether {@code frame} belongs to this membership and not to one before it. */
    boolean owns(Frame frame) {
        return joinRef == null || joinRef.equals(frame.joinRef());
    }

    /** Catch-ups have told the history up to {@code seq}. Under the store's lock. */
    void caughtUp(long seq) {
        caughtUpSeq = seq;
    }

    /** Whether a catch-up has told that op. Under the store's lock. */
    boolean hasHeard(long seq) {
        return seq <= caughtUpSeq;
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
        interceptor.broadcast(() -> connection.send(event));
    }

    /** Answers a push, or ends the membership over it. */
    void receive(Frame push) {
        try {
            answer(push);
        } catch (Crash crash) {
            LOG.log(System.Logger.Level.DEBUG, "a channel crashes over {0}", crash.getMessage());
            end("phx_error");
        } catch (LedgerException.InDoubt doubt) {
            // Nobody is told what nobody knows: its sender finds out as after a lost connection. It is no crash, after
            // which a client looks for an op that the server cannot digest.
            LOG.log(System.Logger.Level.DEBUG, "a membership ends over a write of which nobody knows", doubt);
            end("phx_close");
        } catch (LedgerException.Unavailable away) {
            refuse(push, Replies.error(Replies.unavailable(away)));
        }
    }

    private void refuse(Frame push, MapValue reply) {
        refusals++;
        connection.send(new Outgoing(push.reply(reply)));
    }

    /** Whether its client has not heard yet of all that was refused, and would not have sent it if it had. */
    private boolean isOutOfTurn(MapValue push) {
        Value heard = push.get("refusals");
        return heard != null && mode.promisesTurns() && !heard.equals(Value.of(refusals));
    }

    private void answer(Frame push) {
        PushKind kind = PushKind.of(push.event());
        if (kind != null) {
            if (isOutOfTurn(push.payload())) {
                connection.interceptor().reply(() -> connection.send(new Outgoing(push.reply(OUT_OF_TURN))));
                return;
            }
            MapValue reply = measuredWrite(kind, push.payload());
            if (!Replies.isOk(reply)) {
                refusals++;
            }
            connection.interceptor().reply(() -> connection.send(new Outgoing(push.reply(reply))));
            if (reply.equals(NO_MEMBER)) {
                // Its device has taken over, perhaps at another server.
                end("phx_close");
            }
            return;
        }
        switch (push.event()) {
            case "status" -> connection.send(mode.statusReply(push.reply(Replies.ok(status()))));
            // The client tells how far it is.
            case "ack_seq" -> connection.send(new Outgoing(push.reply(Replies.ok(MapValue.EMPTY))));
            default -> refuse(push, mode.unknownEvent(push.event()));
        }
    }

    private MapValue status() {
        MapValue ofStore = Replies.joined(host.status(), mode.status(host));
        return Replies.joined(ofStore, Replies.capabilities(connection.client().access()));
    }

    private MapValue measuredWrite(PushKind kind, MapValue payload) {
        long began = System.nanoTime();
        String outcome = "failed";
        try {
            MapValue reply = write(kind, payload);
            outcome = outcomeOf(reply);
            return reply;
        } catch (LedgerException.Unavailable away) {
            outcome = UNAVAILABLE;
            throw away;
        } finally {
            measures.time(ServerMeter.PUSH, outcome, began);
        }
    }

    private static String outcomeOf(MapValue reply) {
        if (Replies.isOk(reply)) {
            return "ok";
        }
        String reason = reply.get("response") instanceof MapValue response ? Wire.text(response, "reason") : null;
        boolean isOwn = RATE_LIMITED.equals(reason) || UNAVAILABLE.equals(reason);
        return reason != null && isOwn ? reason : "refused";
    }

    private MapValue write(PushKind kind, MapValue payload) {
        try {
            gate.check(kind, payload, connection.client().token(), connection.client().access());
            return connection.interceptor().write(new Write(kind, payload));
        } catch (Refusal refusal) {
            return PushResult.refused(refusal).reply();
        }
    }

    private final class Write implements InterceptedWrite {
        private final PushKind kind;
        private final MapValue payload;

        Write(PushKind kind, MapValue payload) {
            this.kind = kind;
            this.payload = payload;
        }

        @Override
        public MapValue apply() {
            return applyAndTell(topic);
        }

        @Override
        public MapValue applyUnheard() {
            return applyAndTell(StoreHost.NOBODY);
        }

        private MapValue applyAndTell(String listeners) {
            return host.apply(Channel.this, kind, payload, listeners).reply();
        }
    }

    /** Joins the store; refuses if the token may not. */
    void join(Frame join) {
        Access access = connection.client().access();
        long lastSeq = mode.lastSeq(join.payload());
        boolean takesOver = host.canBeTakenOver() && Value.of(true).equals(join.payload().get(TAKEOVER));
        MapValue takeover = host.canBeTakenOver() ? Replies.map(TAKEOVER, takesOver) : MapValue.EMPTY;
        MapValue promises = Replies.joined(mode.welcome(blobs.files()), takeover);
        host.join(this, lastSeq, takesOver, head -> {
            MapValue store = Replies.map("store_seq", head.seq(), "capver", Handshake.CAPVER, "capver_min",
                    Handshake.CAPVER);
            return join.reply(Replies.ok(Replies.joined(Replies.joined(store, Replies.capabilities(access)), promises)));
        });
    }

    /** Ends the membership; the client is not told. */
    void leave() {
        if (host.leave(this)) {
            interceptor.ended();
        }
    }

    /** Ends the membership and tells the client by {@code phx_close} or {@code phx_error}, as Phoenix does. */
    void end(String event) {
        if (host.leave(this)) {
            interceptor.ended();
            connection.ended(topic, this);
            connection.send(new Outgoing(new Frame(joinRef, joinRef, topic, event, MapValue.EMPTY)));
        }
    }
}
