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
import dev.dust.value.MapValue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** One membership: a client in a store, from a join to its end (docs/protocol.md#joining). */
final class Channel {
    private static final String ACK = "ack_seq";
    private static final MapValue NO_MEMBER = Replies.error(Refusal.ofNoMember());
    private static final MapValue OUT_OF_TURN = Replies.error(Refusal.ofOutOfTurn());

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
    private final Execution execution;
    private final PushLine pushes;
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
        this.execution = parts.execution();
        this.pushes = new PushLine(mode.promisesTurns(), connection.pushRoom());
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

    /**
     * Takes a frame of this membership's. A push is answered when it is decided, later ones may be taken before that; anything
     * else is to be brought when {@link #awaitPushes} has returned.
     *
     * @param size of the frame, in bytes
     */
    void receive(Frame frame, long size) {
        PushKind kind = PushKind.of(frame.event());
        if (kind != null) {
            execution.await(pushes.room());
            push(kind, frame, size);
            return;
        }
        switch (frame.event()) {
            case "status" -> answerStatus(frame);
            // The client tells how far it is.
            case ACK -> connection.send(new Outgoing(frame.reply(Replies.ok(MapValue.EMPTY))));
            default -> unknown(frame);
        }
    }

    /** Whether a frame can be handled while pushes are under way. */
    static boolean canOvertakePushes(Frame frame) {
        return PushKind.of(frame.event()) != null || frame.event().equals(ACK);
    }

    /** Waits until all pushes are answered. */
    void awaitPushes() {
        execution.await(pushes.allAnswered());
    }

    private void answerStatus(Frame frame) {
        try {
            connection.send(mode.statusReply(frame.reply(Replies.ok(status()))));
        } catch (LedgerException e) {
            refuse(frame, Replies.error(Replies.unavailable(e)));
        }
    }

    private void unknown(Frame frame) {
        try {
            refuse(frame, mode.unknownEvent(frame.event()));
        } catch (Crash crash) {
            crashed(crash);
        }
    }

    private void refuse(Frame frame, MapValue reply) {
        pushes.countRefusal();
        connection.send(new Outgoing(frame.reply(reply)));
    }

    private void push(PushKind kind, Frame frame, long size) {
        long began = System.nanoTime();
        PushLine.UnderWay turn = pushes.begin(frame, size);
        decide(kind, frame.payload(), turn).whenComplete((reply, failure) -> {
            if (failure == null) {
                measures.time(ServerMeter.PUSH, Replies.outcomeOf(reply), began);
                boolean isRefused = !Replies.isOk(reply) && !reply.equals(OUT_OF_TURN);
                turn.settle(isRefused, false, () -> guarded(() -> answer(frame, reply)));
            } else {
                measures.time(ServerMeter.PUSH, "failed", began);
                turn.settle(false, true, () -> guarded(() -> failed(failure)));
            }
        });
    }

    /** Others wait behind it. */
    private void guarded(Runnable answering) {
        try {
            answering.run();
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            connection.failed(e);
        }
    }

    private CompletableFuture<MapValue> decide(PushKind kind, MapValue payload, PushLine.UnderWay turn) {
        try {
            if (turn.isOutOfTurn()) {
                return CompletableFuture.completedFuture(OUT_OF_TURN);
            }
            gate.check(kind, payload, connection.client().token(), connection.client().access());
            return connection.interceptor().write(new Write(kind, payload, turn));
        } catch (Refusal refusal) {
            return CompletableFuture.completedFuture(PushResult.refused(refusal).reply());
        } catch (LedgerException.Unavailable away) {
            return CompletableFuture.completedFuture(Replies.error(Replies.unavailable(away)));
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private void answer(Frame frame, MapValue reply) {
        connection.interceptor().reply(frame.payload(), () -> connection.send(new Outgoing(frame.reply(reply))));
        if (reply.equals(NO_MEMBER)) {
            // Its device has taken over, perhaps at another server.
            end("phx_close");
        }
    }

    /** No reply comes to a push: the membership ends over it, or the connection. */
    private void failed(Throwable failure) {
        switch (failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure) {
            case Crash crash -> crashed(crash);
            case LedgerException.InDoubt doubt -> {
                // Nobody is told what nobody knows: its sender finds out as after a lost connection. It is no crash, after
                // which a client looks for an op that the server cannot digest.
                LOG.log(System.Logger.Level.DEBUG, "a membership ends over a write of which nobody knows", doubt);
                end("phx_close");
            }
            case Throwable other -> connection.failed(other);
        }
    }

    private void crashed(Crash crash) {
        LOG.log(System.Logger.Level.DEBUG, "a channel crashes over {0}", crash.getMessage());
        end("phx_error");
    }

    private MapValue status() {
        MapValue ofStore = Replies.joined(host.status(), mode.status(host));
        return Replies.joined(ofStore, Replies.capabilities(connection.client().access()));
    }

    private final class Write implements InterceptedWrite {
        private final PushKind kind;
        private final MapValue payload;

        private final PushLine.UnderWay turn;

        Write(PushKind kind, MapValue payload, PushLine.UnderWay turn) {
            this.kind = kind;
            this.payload = payload;
            this.turn = turn;
        }

        @Override
        public CompletableFuture<MapValue> apply() {
            return applyAndTell(topic);
        }

        @Override
        public CompletableFuture<MapValue> applyUnheard() {
            return applyAndTell(StoreHost.NOBODY);
        }

        private CompletableFuture<MapValue> applyAndTell(String listeners) {
            return host.apply(Channel.this, turn, kind, payload, listeners).thenApply(PushResult::reply);
        }
    }

    /** Joins the store; refuses if the token may not. */
    void join(Frame join) {
        Access access = connection.client().access();
        JoinRequest request = JoinRequest.of(mode, deviceId(), join.payload());
        MapValue takeover = mode.offersTakeover() ? Replies.map(JoinRequest.TAKEOVER, request.takesOver()) : MapValue.EMPTY;
        MapValue promises = Replies.joined(mode.welcome(blobs.files()), takeover);
        host.join(this, request, (head, recognised) -> {
            MapValue store = Replies.map("store_seq", head.seq(), "capver", Handshake.CAPVER, "capver_min",
                    Handshake.CAPVER);
            return join.reply(Replies.ok(Replies.joined(Replies.joined(store, Replies.capabilities(access)),
                    Replies.joined(promises, request.told(recognised)))));
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
