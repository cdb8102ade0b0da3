package dev.dust.cli.chaos;

import dev.dust.adapter.jackson.JacksonCodecs;
import dev.dust.adapter.ws.Token;
import dev.dust.adapter.ws.WebSocketOptions;
import dev.dust.adapter.ws.WebSocketTransport;
import dev.dust.cli.chaos.history.Broadcasts;
import dev.dust.cli.chaos.history.Committed;
import dev.dust.cli.chaos.history.ServerHistory;
import dev.dust.cli.chaos.history.Violation;
import dev.dust.time.SystemTime;
import dev.dust.transport.ClientMessage;
import dev.dust.transport.CloseReason;
import dev.dust.transport.Handshake;
import dev.dust.transport.ServerMessage;
import dev.dust.transport.Transport;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A member of one node without a client around it, which would mend what the node leaves out: what the node sends it, from the
 * first op to the last and over all connections, is the history, each op once and in order.
 */
final class NodeWatch implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration HEARTBEAT = Duration.ofSeconds(2);
    private static final long PAUSE_MILLIS = 200;

    private final String name;
    private final IntSupplier port;
    private final String store;
    private final SystemTime time = new SystemTime();
    private final Thread thread;
    private final Broadcasts broadcasts;
    private volatile boolean closed;

    /**
     * One that has not begun.
     *
     * @param name of the node
     * @param port where it listens now
     */
    NodeWatch(String name, IntSupplier port, String store) {
        this.name = name;
        this.port = port;
        this.store = store;
        this.broadcasts = new Broadcasts(name);
        this.thread = Thread.ofVirtual().name("chaos-watch").unstarted(this::watch);
    }

    void start() {
        thread.start();
    }

    /** How many ops it has heard of. */
    long heard() {
        return broadcasts.seq();
    }

    /** Connects again and again; each connection goes on where the last one ended. */
    private void watch() {
        try {
            while (!closed) {
                var listener = new Listener();
                try (var transport = new WebSocketTransport(URI.create("ws://127.0.0.1:" + port.getAsInt() + "/ws/sync"),
                        Token.of("dust_tok_watch"), new JacksonCodecs(), time,
                        WebSocketOptions.defaults().heartbeatInterval(HEARTBEAT).connectTimeout(HEARTBEAT))) {
                    listener.connection = transport.connect(new Handshake("dev_watch_" + name.replace(' ', '_'), 3), listener);
                    listener.connected.countDown();
                    listener.ended.await();
                }
                Thread.sleep(PAUSE_MILLIS);
            }
        } catch (InterruptedException stopped) {
            // It is closed.
        }
    }

    /** One connection. */
    private final class Listener implements Transport.Listener {
        private final CountDownLatch connected = new CountDownLatch(1);
        private final CountDownLatch ended = new CountDownLatch(1);
        private boolean catchingUp = true;
        private volatile Transport.@Nullable Connection connection;

        @Override
        public void opened() {
            join();
        }

        private void join() {
            try {
                connected.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            Transport.Connection joining = Objects.requireNonNull(connection, "connection");
            joining.send(new ClientMessage(store, "1", "1", ClientMessage.JOIN,
                    MapValue.envelope(Map.of("last_store_seq", Value.of(heard())))));
        }

        @Override
        public void received(ServerMessage message) {
            switch (message.event()) {
                case ServerMessage.EVENT -> told(Committed.of(message.payload()));
                case ServerMessage.CATCH_UP_COMPLETE -> {
                    catchingUp = false;
                    broadcasts.caughtUp(Committed.number(message.payload().get("through_seq")));
                }
                case ServerMessage.SNAPSHOT -> broadcasts.complain("sent a snapshot where nothing was forgotten");
                case ServerMessage.REPLY -> {
                    if (!Value.of("ok").equals(message.payload().get("status"))) {
                        end();
                    }
                }
                case ServerMessage.CLOSE, ServerMessage.ERROR -> end();
                default -> {
                    // It says nothing of ops.
                }
            }
        }

        private void told(Committed event) {
            if (catchingUp) {
                broadcasts.sentCatchingUp(event);
            } else {
                broadcasts.sent(event);
            }
        }

        /** The next connection tries again. */
        private void end() {
            Objects.requireNonNull(connection, "connection").close();
        }

        @Override
        public void unreadable(String why) {
            broadcasts.complain("sent a frame that cannot be read: " + why);
        }

        @Override
        public void closed(CloseReason reason) {
            ended.countDown();
        }
    }

    /** What was wrong with what it has heard, once it has heard of everything. */
    List<Violation> compare(ServerHistory history) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (heard() < history.lastSeq() && System.nanoTime() - end < 0) {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
        return broadcasts.compare(history);
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        time.close();
    }
}
