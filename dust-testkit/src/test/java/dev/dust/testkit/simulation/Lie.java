package dev.dust.testkit.simulation;

import dev.dust.server.rules.Wire;
import dev.dust.transport.ClientMessage;
import dev.dust.transport.CloseReason;
import dev.dust.transport.Handshake;
import dev.dust.transport.ServerMessage;
import dev.dust.transport.Transport;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.util.LinkedHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Stands between a client and one connection, and tells it what defeats one of its rules. */
abstract class Lie {

    /** What the client hears instead of {@code message}. */
    abstract void fromServer(ServerMessage message, Consumer<ServerMessage> client);

    /** What the client hears of a frame that cannot be decoded. */
    void unreadable(String why, Transport.Listener client) {
        client.unreadable(why);
    }

    /** Why the client hears that the connection is gone. */
    CloseReason closed(CloseReason reason) {
        return reason;
    }

    /** What the server hears instead of {@code message}; what the client is answered at once. */
    void fromClient(ClientMessage message, Consumer<ClientMessage> server, Consumer<ServerMessage> client) {
        server.accept(message);
    }

    static long seq(ServerMessage event) {
        return Wire.integer(event.payload().get("store_seq"));
    }

    /** {@code message} with another value in one field of its payload. */
    static ServerMessage with(ServerMessage message, String field, Value value) {
        var fields = new LinkedHashMap<>(message.payload().fields());
        fields.put(field, value);
        return new ServerMessage(message.store(), message.joinRef(), message.ref(), message.event(), MapValue.envelope(fields));
    }

    static ServerMessage catchUpComplete(String joinRef, long throughSeq) {
        return new ServerMessage(World.STORE, joinRef, null, ServerMessage.CATCH_UP_COMPLETE,
                Wire.mapOf("through_seq", throughSeq));
    }

    /** A transport all of whose connections lie. */
    static Transport on(Transport honest, Supplier<Lie> lies) {
        return new Transport() {
            @Override
            public Connection connect(Handshake handshake, Listener listener) {
                Lie lie = lies.get();
                Connection connection = honest.connect(handshake, new Listener() {
                    @Override
                    public void opened() {
                        listener.opened();
                    }

                    @Override
                    public void received(ServerMessage message) {
                        lie.fromServer(message, listener::received);
                    }

                    @Override
                    public void unreadable(String why) {
                        lie.unreadable(why, listener);
                    }

                    @Override
                    public void closed(CloseReason reason) {
                        listener.closed(lie.closed(reason));
                    }
                });
                return new Connection() {
                    @Override
                    public void send(ClientMessage message) {
                        lie.fromClient(message, connection::send, listener::received);
                    }

                    @Override
                    public void close() {
                        connection.close();
                    }
                };
            }

            @Override
            public void close() {
                honest.close();
            }
        };
    }
}
