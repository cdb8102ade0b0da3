package dev.dust.server.local;

import dev.dust.server.rules.Wire;
import dev.dust.transport.ClientMessage;
import dev.dust.transport.CloseReason;
import dev.dust.transport.Handshake;
import dev.dust.transport.ServerMessage;
import dev.dust.transport.Transport;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A client without a domain: sends what a test tells it, and has what it is sent. For one thread. */
final class LocalClient implements Transport.Listener {
    private static final long PATIENCE_SECONDS = 120;

    final CompletableFuture<CloseReason> closed = new CompletableFuture<>();
    private final CompletableFuture<Void> opened = new CompletableFuture<>();
    private final BlockingQueue<ServerMessage> received = new LinkedBlockingQueue<>();
    private final Transport.Connection connection;
    private int refs;
    private String joinRef;

    LocalClient(Transport transport, String deviceId) {
        connection = transport.connect(new Handshake(deviceId, 3), this);
    }

    /** One that has joined. */
    static LocalClient joined(Transport transport, String deviceId, String store) {
        var client = new LocalClient(transport, deviceId);
        client.open();
        client.push(store, ClientMessage.JOIN, "last_store_seq", 0);
        client.next(ServerMessage.REPLY);
        client.next(ServerMessage.CATCH_UP_COMPLETE);
        return client;
    }

    void open() {
        opened.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    void push(String store, String event, Object... payload) {
        String ref = Integer.toString(++refs);
        if (event.equals(ClientMessage.JOIN)) {
            joinRef = ref;
        }
        connection.send(new ClientMessage(store, joinRef, ref, event, Wire.mapOf(payload)));
    }

    /** The answer to it. */
    MapValue answer(String store, String event, Object... payload) {
        push(store, event, payload);
        return next(ServerMessage.REPLY).payload();
    }

    MapValue put(String store, String path, Object value) {
        return answer(store, ClientMessage.WRITE, "op", "set", "path", path, "value", value);
    }

    static Value reason(MapValue reply) {
        return ((MapValue) reply.get("response")).get("reason");
    }

    /** The next message of that kind; what comes before is forgotten. */
    ServerMessage next(String event) {
        try {
            ServerMessage next;
            do {
                next = received.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            } while (next != null && !next.event().equals(event));
            if (next == null) {
                throw new AssertionError("there came no " + event);
            }
            return next;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    CloseReason end() {
        return closed.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    void close() {
        connection.close();
    }

    @Override
    public void opened() {
        opened.complete(null);
    }

    @Override
    public void received(ServerMessage message) {
        received.add(message);
    }

    @Override
    public void unreadable(String why) {
        throw new AssertionError(why);
    }

    @Override
    public void closed(CloseReason reason) {
        closed.complete(reason);
    }
}
