package dev.dust.testkit.conformance;

import dev.dust.testkit.conformance.ScriptedConnection.Push;
import dev.dust.transport.ClientMessage;
import dev.dust.transport.Handshake;
import dev.dust.transport.ServerMessage;
import dev.dust.transport.Transport;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * A transport to a server that says what the scenario tells it, and nothing by itself. What the client sends may come from any
 * thread; everything else is called by the thread of the scenario.
 */
final class ScriptedServer implements Transport {
    private final List<ScriptedConnection> connections = new CopyOnWriteArrayList<>();
    private final List<Push> pushes = new CopyOnWriteArrayList<>();
    private int writesTaken;
    private int joinsTaken;

    @Override
    public Connection connect(Handshake handshake, Listener listener) {
        var connection = new ScriptedConnection(listener, pushes::add);
        connections.add(connection);
        return connection;
    }

    @Override
    public void close() {
        connections.forEach(ScriptedConnection::close);
    }

    /** Tells listeners of connections that the client closed; returns whether there were any. */
    boolean tellClosed() {
        return connections.stream().filter(ScriptedConnection::tellClosed).count() > 0;
    }

    /** All that the client sent, in order. */
    List<Push> pushes() {
        return pushes;
    }

    /** The writes, lease ops and files that the client sent since this was asked last, on whatever connection. */
    List<ClientMessage> takeWrites() {
        List<ClientMessage> fresh = since(writesTaken, ClientMessage.WRITE, ClientMessage.PUT_FILE);
        writesTaken = pushes.size();
        return fresh;
    }

    /** The last_store_seq of each join that the client asked for since this was asked last. */
    List<Value> takeJoins() {
        List<ClientMessage> fresh = since(joinsTaken, ClientMessage.JOIN);
        joinsTaken = pushes.size();
        return fresh.stream().map(ScriptedServer::lastStoreSeq).toList();
    }

    private List<ClientMessage> since(int start, String... events) {
        return pushes.stream().skip(start).map(Push::message).filter(message -> List.of(events).contains(message.event()))
                .toList();
    }

    boolean isOpen() {
        return !connections.isEmpty() && connections.getLast().isOpen();
    }

    /** Accepts the connection that the client asks for. */
    void open() {
        if (isOpen()) {
            throw new ScenarioFailure("expected the client to ask for a connection, saw that it has one");
        }
        if (connections.isEmpty() || !connections.getLast().isAsked()) {
            throw new ScenarioFailure("expected the client to ask for a connection, saw that it does not");
        }
        connections.getLast().open();
    }

    /** Loses the connection, or the attempt at one. */
    void drop() {
        if (!isOpen() && (connections.isEmpty() || !connections.getLast().isAsked())) {
            throw new ScenarioFailure("expected a connection that can be lost, saw that there is none");
        }
        connections.getLast().drop();
    }

    private ScriptedConnection connection() {
        if (!isOpen()) {
            throw new ScenarioFailure("expected an open connection, saw that there is none");
        }
        return connections.getLast();
    }

    /** The last_store_seq of the join that waits for its answer. */
    Value joinAsked() {
        ClientMessage join = connection().join();
        if (join == null || connection().hasAnswered(join.ref())) {
            throw new ScenarioFailure("expected the client to ask to join, saw that it does not");
        }
        return lastStoreSeq(join);
    }

    private static Value lastStoreSeq(ClientMessage join) {
        Value seq = join.payload().get("last_store_seq");
        return seq == null ? Value.NULL : seq;
    }

    /** Answers the join that waits. */
    void answerJoin(boolean ok, MapValue response) {
        joinAsked();
        ClientMessage join = Objects.requireNonNull(connection().join(), "join");
        if (ok) {
            connection().accept(join);
        }
        answer(join, ok, response);
    }

    /** Answers the newest message of a kind that has no answer. */
    void answerNewest(String event, MapValue response) {
        for (Push push : new ArrayList<>(pushes).reversed()) {
            if (push.connection() == connection() && push.message().event().equals(event)
                    && !connection().hasAnswered(push.message().ref())) {
                answer(push.message(), true, response);
                return;
            }
        }
        throw new ScenarioFailure("expected a " + event + " push that waits for its answer, saw none");
    }

    /** Answers a message that was sent on the connection of now. */
    void answer(Push push, boolean ok, MapValue response) {
        if (push.connection() != connection()) {
            throw new ScenarioFailure("expected a sending on this connection, saw the newest one on one that is lost");
        }
        answer(push.message(), ok, response);
    }

    /** A reply belongs to the membership that the message belonged to. */
    private void answer(ClientMessage message, boolean ok, MapValue response) {
        connection().noteAnswered(message.ref());
        connection().receive(new ServerMessage(message.store(), message.joinRef(), message.ref(), ServerMessage.REPLY,
                MapValue.envelope(Map.of("status", Value.of(ok ? "ok" : "error"), "response", response))));
    }

    /** Sends a frame on the membership that the client asked for last. */
    void send(String event, MapValue payload) {
        send(connection().join(), event, payload);
    }

    /**
     * Ends the membership that was accepted last: not the one that a client may be asking for in its place
     * (docs/protocol.md#joining).
     */
    void end(String event) {
        send(connection().membership() == null ? connection().join() : connection().membership(), event, MapValue.EMPTY);
    }

    private void send(@Nullable ClientMessage join, String event, MapValue payload) {
        if (join == null) {
            throw new ScenarioFailure("expected the client to have asked to join, saw that it has not");
        }
        connection().receive(new ServerMessage(join.store(), join.joinRef(), null, event, payload));
    }
}
