package dev.dust.adapter.ws.socket;

import jakarta.websocket.ClientEndpointConfig;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.CloseReason;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import org.glassfish.tyrus.spi.ClientEngine.ClientUpgradeStatus;
import org.glassfish.tyrus.spi.ClientEngine;
import org.glassfish.tyrus.spi.Connection;
import org.glassfish.tyrus.spi.UpgradeResponse;
import org.jspecify.annotations.Nullable;

/**
 * The socket of one connection. Connects on the thread that asks Tyrus for it, reads on the thread that calls {@link #run},
 * writes on a thread of its own, or on that of whoever sends ({@link FrameWriter}). While Tyrus handles what was read nothing
 * more is read, so that the network slows the server down.
 */
public final class ClientSocket {
    private static final String PROPERTY = ClientSocket.class.getName();
    private static final int CHUNK = 1 << 16;
    private static final Duration FAREWELL = Duration.ofSeconds(1);

    private final Dialer dialer;
    private final String target;
    private final Duration connectTimeout;
    private final long maxMessage;
    private final MaskedFrames masked = new MaskedFrames();
    private final FrameWriter writer = new FrameWriter(this::linger);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicReference<@Nullable IOException> failure = new AtomicReference<>();
    private final ByteBuffer received = ByteBuffer.allocate(CHUNK).flip();
    private @Nullable InputStream in;
    private @Nullable Connection connection;
    private @Nullable FrameSplitter frames;
    private volatile long read;
    private volatile @Nullable Socket raw;
    private volatile boolean aborted;

    /**
     * A socket that is not connected.
     *
     * @param host           a name or an address, without brackets
     * @param port           1 to 65535
     * @param secure         whether to speak TLS
     * @param tls            how, or null for the JVM's default
     * @param target         path and query of the request; Tyrus does not get to see it, and so cannot log what is secret in it
     * @param connectTimeout the time for all of connecting, TLS and handshake
     * @param maxMessage     the largest message to take, in bytes
     */
    public ClientSocket(String host, int port, boolean secure, @Nullable SSLContext tls, String target, Duration connectTimeout,
            long maxMessage) {
        this.dialer = new Dialer(host, port, secure, tls);
        this.target = target;
        this.connectTimeout = connectTimeout;
        this.maxMessage = maxMessage;
    }

    /** The configuration by which {@link SocketContainer} finds this socket. */
    public ClientEndpointConfig config() {
        var config = ClientEndpointConfig.Builder.create().build();
        config.getUserProperties().put(PROPERTY, this);
        return config;
    }

    static ClientSocket of(ClientEndpointConfig config) {
        return (ClientSocket) Objects.requireNonNull(config.getUserProperties().get(PROPERTY), PROPERTY);
    }

    /** Connects and shakes hands. If the server agrees, Tyrus has its session when this returns. */
    void upgrade(ClientEngine engine) throws IOException {
        var deadline = new Deadline(connectTimeout);
        var request = engine.createUpgradeRequest(null);
        var socket = dialer.dial(deadline, this::started);
        in = socket.getInputStream();
        var out = socket.getOutputStream();
        out.write(HttpUpgrade.request(target, request.getHeaders()));
        var response = response(socket, deadline);
        if (response.getStatus() != 101) {
            throw new UpgradeRefusedException(response.getStatus());
        }
        socket.setSoTimeout(0);
        var upgrade = engine.processResponse(response, writer, reason -> writer.close());
        if (upgrade.getUpgradeStatus() == ClientUpgradeStatus.SUCCESS) {
            connection = upgrade.createConnection();
            Thread.ofPlatform().daemon().name("dust-ws-writer").start(() -> write(socket));
        }
    }

    private void started(Socket socket) {
        raw = socket;
        if (aborted) {
            abort();
        }
    }

    private UpgradeResponse response(Socket socket, Deadline deadline) throws IOException {
        while (true) {
            var response = HttpUpgrade.response(received);
            if (response != null) {
                return response;
            }
            if (received.remaining() == CHUNK) {
                throw new IOException("the server's answer to the handshake is too long");
            }
            socket.setSoTimeout(deadline.millisLeft());
            if (!fill()) {
                throw new EOFException("the server closed the connection during the handshake");
            }
        }
    }

    /** Reads once, and waits for it; false at the end. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // One thread writes it, others read.
    private boolean fill() throws IOException {
        received.compact();
        int length = Objects.requireNonNull(in, "in").read(received.array(), received.position(), received.remaining());
        if (length > 0) {
            received.position(received.position() + length);
            read += length;
        }
        received.flip();
        return length >= 0;
    }

    /**
     * Reads until the connection ends, on this thread, which handles the messages too.
     *
     * @throws IOException if the connection ended by a failure, the server's or the network's
     */
    public void run() throws IOException {
        Connection upgraded = Objects.requireNonNull(connection, "connection");
        try {
            var splitter = new FrameSplitter(upgraded.getReadHandler(), maxMessage);
            frames = splitter;
            do {
                if (writer.isClosed()) {
                    received.position(received.limit());
                } else {
                    splitter.accept(received);
                }
            } while (fill());
            // Before the socket is closed: whoever writes meanwhile is to find the server's doing, and not ours.
            failure.compareAndSet(null, new EOFException("the server cut it"));
        } catch (IOException e) {
            throw failure.compareAndSet(null, e) ? e : Objects.requireNonNullElse(failure.get(), e);
        } finally {
            ended.countDown();
            upgraded.close(new CloseReason(CloseCodes.CLOSED_ABNORMALLY, null));
            abort();
        }
    }

    private void write(Socket socket) {
        try {
            writer.run(socket.getOutputStream());
            socket.shutdownOutput();
        } catch (IOException e) {
            failedToWrite(e);
        }
    }

    private void failedToWrite(IOException e) {
        failure.compareAndSet(null, e);
        // Why the server takes no more it may have said before: that is on its way, and to be read.
        writer.drop();
        linger();
    }

    /** Gives the last frames, the server's answer to them included, a moment: a socket closed at once may lose both. */
    private void linger() {
        Thread.ofVirtual().name("dust-ws-farewell").start(() -> {
            try {
                ended.await(FAREWELL.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            abort();
        });
    }

    /**
     * Sends a message, which Tyrus would turn over twice; what it has to say itself, such as a pong, goes between messages.
     * Does not wait. Where the network takes nothing any more, the message is dropped, and {@link #run} ends soon. Any thread
     * may call this once Tyrus has its session.
     *
     * @param text whether it is UTF-8; else it is binary
     * @param ref  by which {@link #answered} will tell that the server has answered it; null if it will not
     * @throws IOException if the connection is closed, or being closed
     */
    public void send(boolean text, byte[] message, @Nullable String ref) throws IOException {
        boolean taken;
        try {
            taken = writer.message(masked.frame(text, message), ref);
        } catch (IOException e) {
            failedToWrite(e);
            return;
        } catch (Error e) {
            failedToWrite(new IOException("a message was broken off", e));
            throw e;
        }
        if (!taken) {
            throw new IOException("the connection is closed");
        }
    }

    /**
     * The server has answered the message {@code ref}: it has arrived, and with it all before it. For the thread that reads.
     */
    public void answered(String ref) {
        writer.answered(ref);
    }

    /** An answer may never come. Any thread may call this, now and then. */
    public void awaitAnother() {
        writer.awaitAnother();
    }

    /** Cuts the connection, or the attempt to make it. Does not wait. */
    public void abort() {
        aborted = true;
        writer.stop();
        var socket = raw;
        if (socket != null) {
            try {
                socket.close();
            } catch (IOException e) {
                failure.compareAndSet(null, e);
            }
        }
    }

    /**
     * The code with which the server has closed the connection, 1005 standing for none; empty if it has not, or not as the
     * protocol wants it. For the thread that reads.
     */
    public OptionalInt closeCode() {
        return frames == null ? OptionalInt.empty() : frames.closeCode();
    }

    /** Why the connection broke, or empty if it did not. */
    public Optional<IOException> failure() {
        return Optional.ofNullable(failure.get());
    }

    /** How many bytes came from the server. */
    public long read() {
        return read;
    }

    /** How many bytes were given to be written. */
    public long queued() {
        return writer.queued();
    }

    /** How many bytes of those the network has taken. */
    public long written() {
        return writer.written();
    }
}
