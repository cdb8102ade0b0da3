package dev.dust.testkit.contract;

import dev.dust.transport.CloseReason.Lost;
import dev.dust.transport.CloseReason.Refused;
import dev.dust.transport.Handshake;
import dev.dust.transport.Transport;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** A transport without sockets that keeps the law. */
final class InProcessTransport implements Transport {
    private final InProcessServer server;
    private final Supplier<String> token;
    private final Duration heartbeatInterval;
    private final Set<InProcessLine> lines = ConcurrentHashMap.newKeySet();
    private volatile String refusedToken;
    private volatile boolean closed;

    InProcessTransport(InProcessServer server, Supplier<String> token, Duration heartbeatInterval) {
        this.server = server;
        this.token = token;
        this.heartbeatInterval = heartbeatInterval;
    }

    @Override
    public Connection connect(Handshake handshake, Listener listener) {
        var line = new InProcessLine(listener);
        lines.add(line);
        Thread.ofVirtual().name("in-process").start(() -> {
            connect(handshake, line);
            line.deliver();
            lines.remove(line);
        });
        return line;
    }

    private void connect(Handshake handshake, InProcessLine line) {
        String shown;
        try {
            shown = token.get();
        } catch (RuntimeException e) {
            line.end(new Lost("there is no token: " + e.getMessage()));
            return;
        }
        if (closed) {
            line.end(new Lost("the transport is closed"));
        } else if (shown.equals(refusedToken)) {
            line.end(new Refused("the server has refused this token"));
        } else if (!line.isOver()) {
            ask(handshake, shown, line);
        }
    }

    private void ask(Handshake handshake, String shown, InProcessLine line) {
        var attempt = new FakeServer.Attempt(shown, handshake.deviceId(), handshake.capver());
        server.attempt(attempt, line, answer -> {
            switch (answer) {
                case ACCEPT -> line.open(heartbeatInterval);
                case REFUSE -> {
                    refusedToken = shown;
                    line.end(new Refused("the server refuses"));
                }
                case FAIL, HOLD -> line.end(
                        new Lost(server.isAway() ? "the server cannot be reached" : "the server does not take us now"));
            }
        });
    }

    @Override
    public InputStream download(String hash, long from) throws IOException {
        InputStream content = server.give(hash, token.get());
        content.skipNBytes(from);
        return content;
    }

    @Override
    public void close() {
        closed = true;
        lines.forEach(InProcessLine::close);
    }
}
