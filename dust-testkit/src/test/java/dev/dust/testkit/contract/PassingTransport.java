package dev.dust.testkit.contract;

import dev.dust.transport.ClientMessage;
import dev.dust.transport.CloseReason;
import dev.dust.transport.Handshake;
import dev.dust.transport.ServerMessage;
import dev.dust.transport.Transport;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** A transport that passes everything on, for broken ones to do one thing otherwise. */
class PassingTransport implements Transport {
    private final Transport inner;

    PassingTransport(InProcessServer server, Supplier<String> token, Duration heartbeatInterval) {
        inner = new InProcessTransport(server, token, heartbeatInterval);
    }

    Transport inner() {
        return inner;
    }

    /** Makes transports whose listeners have a layer of {@code layer}'s between them and a right transport. */
    static BrokenTransport.Maker listening(UnaryOperator<Listener> layer) {
        return (server, token, interval) -> new PassingTransport(server, token, interval) {
            @Override
            public Connection connect(Handshake handshake, Listener listener) {
                return super.connect(handshake, layer.apply(listener));
            }
        };
    }

    /** Makes transports whose connections have a layer of {@code layer}'s above those of a right transport. */
    static BrokenTransport.Maker sending(UnaryOperator<Connection> layer) {
        return (server, token, interval) -> new PassingTransport(server, token, interval) {
            @Override
            public Connection connect(Handshake handshake, Listener listener) {
                return layer.apply(super.connect(handshake, listener));
            }
        };
    }

    /**
     * Makes transports whose connections and listeners know of each other; {@code layers} makes the layer for one connection.
     */
    static BrokenTransport.Maker layered(Supplier<? extends Layer> layers) {
        return (server, token, interval) -> new PassingTransport(server, token, interval) {
            @Override
            public Connection connect(Handshake handshake, Listener listener) {
                Layer layer = layers.get();
                layer.listener = listener;
                layer.connection = super.connect(handshake, layer);
                return layer;
            }
        };
    }

    @Override
    public Connection connect(Handshake handshake, Listener listener) {
        return inner.connect(handshake, listener);
    }

    @Override
    public long sizeOf(ClientMessage message) {
        return inner.sizeOf(message);
    }

    @Override
    public InputStream download(String hash, long from) throws IOException {
        return inner.download(hash, from);
    }

    @Override
    public void close() {
        inner.close();
    }

    static class PassingConnection implements Connection {
        final Connection inner;

        PassingConnection(Connection inner) {
            this.inner = inner;
        }

        @Override
        public void send(ClientMessage message) {
            inner.send(message);
        }

        @Override
        public void close() {
            inner.close();
        }
    }

    static class PassingListener implements Listener {
        final Listener inner;

        PassingListener(Listener inner) {
            this.inner = inner;
        }

        @Override
        public void opened() {
            inner.opened();
        }

        @Override
        public void received(ServerMessage message) {
            inner.received(message);
        }

        @Override
        public void unreadable(String why) {
            inner.unreadable(why);
        }

        @Override
        public void closed(CloseReason reason) {
            inner.closed(reason);
        }
    }

    /** Both sides of one connection. */
    static class Layer implements Connection, Listener {
        Connection connection;
        Listener listener;

        @Override
        public void send(ClientMessage message) {
            connection.send(message);
        }

        @Override
        public void close() {
            connection.close();
        }

        @Override
        public void opened() {
            listener.opened();
        }

        @Override
        public void received(ServerMessage message) {
            listener.received(message);
        }

        @Override
        public void unreadable(String why) {
            listener.unreadable(why);
        }

        @Override
        public void closed(CloseReason reason) {
            listener.closed(reason);
        }
    }
}
