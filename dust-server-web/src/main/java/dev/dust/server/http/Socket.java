package dev.dust.server.http;

import dev.dust.server.frame.Format;
import dev.dust.server.node.ClientLink;
import dev.dust.server.node.CloseCode;
import dev.dust.server.node.Connection;
import dev.dust.server.node.Outgoing;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.CloseStatus;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.FrameHandler;
import org.eclipse.jetty.websocket.core.OpCode;
import org.jspecify.annotations.Nullable;

/**
 * The WebSocket of one {@link Connection}: puts messages together, and sends them. Nothing more is read before the message is
 * handled, so that a client that sends faster than the server works is slowed down by the network.
 */
final class Socket implements FrameHandler, ClientLink {
    private static final System.Logger LOG = System.getLogger(Socket.class.getName());

    private final Connection connection;
    private final int maxMessage;
    private final Runnable isIn;
    private final ByteArrayOutputStream message = new ByteArrayOutputStream();
    private byte opCode;
    /** Whether the message that is coming is longer than it may be. Its rest is read, and forgotten. */
    private boolean tooLong;
    @SuppressWarnings("NullAway.Init") // Jetty opens it before anything else.
    private CoreSession session;

    /**
     * One that is not open yet.
     *
     * @param isIn told when the connection is one of the server's
     */
    Socket(Connection connection, int maxMessage, Runnable isIn) {
        this.connection = connection;
        this.maxMessage = maxMessage;
        this.isIn = isIn;
    }

    @Override
    public void onOpen(CoreSession opened, Callback callback) {
        session = opened;
        connection.opened(this);
        isIn.run();
        callback.succeeded();
        session.demand();
    }

    @Override
    public void onFrame(Frame frame, Callback callback) {
        switch (frame.getOpCode()) {
            case OpCode.TEXT, OpCode.BINARY, OpCode.CONTINUATION -> data(frame, callback);
            case OpCode.PING -> ping(frame, callback);
            default -> {
                callback.succeeded();
                session.demand();
            }
        }
    }

    private void ping(Frame frame, Callback callback) {
        ByteBuffer payload = ByteBuffer.allocate(frame.getPayloadLength()).put(frame.getPayload().slice()).flip();
        callback.succeeded();
        // Who sends pings and reads no pongs is not read from, either.
        session.sendFrame(new Frame(OpCode.PONG, payload), Callback.from(session::demand, failure -> session.demand()), false);
    }

    private void data(Frame frame, Callback callback) {
        boolean complete = frame.isFin();
        append(frame);
        callback.succeeded();
        if (tooLong && complete) {
            close(CloseCode.MESSAGE_TOO_LARGE, "a message may have " + maxMessage + " bytes");
            session.demand();
        } else if (complete) {
            byte[] bytes = message.toByteArray();
            message.reset();
            connection.received(opCode == OpCode.TEXT ? Format.JSON : Format.MESSAGE_PACK, bytes, this::readOn);
        } else {
            session.demand();
        }
    }

    private void readOn() {
        try {
            session.demand();
        } catch (RejectedExecutionException stopped) {
            // The server was closed while the message was handled: nothing is read any more.
            LOG.log(System.Logger.Level.DEBUG, "a connection is gone", stopped);
        }
    }

    private void append(Frame frame) {
        int length = frame.getPayloadLength();
        if (tooLong || length > maxMessage - message.size()) {
            // Who is told in the middle of a message is cut off while it sends, and never reads why.
            tooLong = true;
            message.reset();
            return;
        }
        if (frame.getOpCode() != OpCode.CONTINUATION) {
            opCode = frame.getOpCode();
        }
        byte[] part = new byte[length];
        frame.getPayload().slice().get(part);
        message.writeBytes(part);
    }

    @Override
    public int sizeOf(Outgoing outgoing) {
        return outgoing.encoded(connection.client().format()).length;
    }

    @Override
    public CompletableFuture<?> send(Outgoing outgoing, boolean more) {
        var sent = new Callback.Completable();
        Format format = connection.client().format();
        byte kind = format == Format.JSON ? OpCode.TEXT : OpCode.BINARY;
        session.sendFrame(new Frame(kind, ByteBuffer.wrap(outgoing.encoded(format))), sent, more);
        return sent;
    }

    @Override
    public void close(int status, @Nullable String reason) {
        session.close(status, reason, Callback.NOOP);
    }

    @Override
    public void abort() {
        session.abort();
    }

    @Override
    public void onError(Throwable cause, Callback callback) {
        LOG.log(System.Logger.Level.DEBUG, "a connection failed", cause);
        callback.succeeded();
    }

    @Override
    public void onClosed(CloseStatus status, Callback callback) {
        connection.closed();
        callback.succeeded();
    }
}
