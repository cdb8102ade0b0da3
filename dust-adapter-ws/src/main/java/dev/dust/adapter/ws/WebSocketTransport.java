package dev.dust.adapter.ws;

import dev.dust.codec.Codecs;
import dev.dust.time.Time;
import dev.dust.transport.ClientMessage;
import dev.dust.transport.Frames;
import dev.dust.transport.Handshake;
import dev.dust.transport.Transport;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The transport over WebSocket (docs/protocol.md#connecting). Each connection has threads of its own, which end with
 * it; a listener is called on one of them. {@link Connection#send} encodes on the caller's thread, and writes there, too, where
 * the network has room for it.
 */
public final class WebSocketTransport implements Transport {
    private volatile WebSocketConnection.Setup setup;
    private final FileTransfers files;
    private final Runnable onClose;
    private final Set<WebSocketConnection> connections = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /**
     * A transport without a connection.
     *
     * @param url     the server's, without {@code /websocket}: {@code ws://localhost:7755/ws/sync}. A query in it is kept
     * @param token   asked at each attempt to connect
     * @param codecs  what messages are written and read by
     * @param time    the timers of heartbeats
     * @param options all else
     * @throws IllegalArgumentException if {@code url} is no {@code ws} or {@code wss} URL with a host
     */
    public WebSocketTransport(URI url, Token token, Codecs codecs, Time time, WebSocketOptions options) {
        this(url, token, codecs, time, options, () -> {
        });
    }

    /**
     * @param onClose runs when the transport is closed
     */
    WebSocketTransport(URI url, Token token, Codecs codecs, Time time, WebSocketOptions options, Runnable onClose) {
        Objects.requireNonNull(token, "token");
        Objects.requireNonNull(options, "options");
        this.setup = new WebSocketConnection.Setup(new ServerUrl(url), new TokenGate(token, options.connectTimeout()),
                new Wire(Objects.requireNonNull(codecs, "codecs"), options.format()), Objects.requireNonNull(time, "time"),
                options,
                Tyrus.client());
        this.files = new FileTransfers(setup.url(), setup.gate(), options, time);
        this.onClose = onClose;
    }

    @Override
    public Connection connect(Handshake handshake, Listener listener) {
        var connection = new WebSocketConnection(setup, handshake, listener, connections::remove);
        connections.add(connection);
        if (closed) {
            connection.close("the transport is closed");
        }
        // No virtual one: a thread that waits for its socket itself is woken once for what comes, and that one twice.
        try {
            Thread.ofPlatform().daemon().name("dust-ws").start(connection::run);
        } catch (Throwable noThread) {
            connections.remove(connection);
            throw noThread;
        }
        return connection;
    }

    @Override
    public InputStream download(String hash, long from) throws IOException {
        return files.download(hash, from);
    }

    @Override
    public void upload(String hash, long size, InputStream content) throws IOException {
        files.upload(hash, size, content);
    }

    @Override
    public long sizeOf(ClientMessage message) {
        return setup.wire().size(Frames.of(message));
    }

    /** From MessagePack to JSON, which has a form for everything. */
    @Override
    public synchronized boolean useOtherFormat() {
        if (setup.wire().format() == WebSocketOptions.Format.JSON) {
            return false;
        }
        setup = setup.with(WebSocketOptions.Format.JSON);
        return true;
    }

    @Override
    public void close() {
        closed = true;
        files.close();
        connections.forEach(connection -> connection.close("the transport was closed"));
        onClose.run();
    }

    /** Neither the token nor the query. */
    @Override
    public String toString() {
        return "WebSocketTransport[" + setup.url().origin() + "]";
    }
}
