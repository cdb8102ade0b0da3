package dev.dust.server.node;

import dev.dust.server.frame.Format;
import dev.dust.transport.ClientMessage;
import dev.dust.transport.Frames;
import dev.dust.transport.Handshake;
import dev.dust.transport.Transport;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The transport to a {@link LocalPeer}: each connection is a {@link LocalLine}. Safe for every thread. */
public final class LocalClients implements Transport {
    private final LocalPeer peer;
    private final Runnable onClose;
    private final Set<LocalLine> lines = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /**
     * A transport without a connection.
     *
     * @param onClose runs when the transport is closed
     */
    public LocalClients(LocalPeer peer, Runnable onClose) {
        this.peer = peer;
        this.onClose = onClose;
    }

    @Override
    public Connection connect(Handshake handshake, Listener listener) {
        var line = new LocalLine(Objects.requireNonNull(listener, "listener"), lines::remove);
        lines.add(line);
        if (closed) {
            line.close("the transport is closed");
        }
        line.begin(Objects.requireNonNull(handshake, "handshake"), peer);
        return line;
    }

    @Override
    public InputStream download(String hash, long from) throws IOException {
        checkOpen();
        return peer.download(Objects.requireNonNull(hash, "hash"), from);
    }

    @Override
    public void upload(String hash, long size, InputStream content) throws IOException {
        try (content) {
            checkOpen();
            peer.upload(Objects.requireNonNull(hash, "hash"), size, content);
        }
    }

    private void checkOpen() throws IOException {
        if (closed) {
            throw new IOException("the transport is closed");
        }
    }

    /** As JSON, in which other clients of the store may have to be told of it, and which has a form for every value. */
    @Override
    public long sizeOf(ClientMessage message) {
        return Format.JSON.codec().size(Frames.of(message));
    }

    @Override
    public void close() {
        closed = true;
        lines.forEach(line -> line.close("the transport was closed"));
        onClose.run();
    }
}
