package dev.dust.testkit.contract;

import dev.dust.testkit.frame.Format;
import dev.dust.testkit.frame.Frame;
import dev.dust.testkit.server.rules.Wire;
import dev.dust.transport.ClientMessage;
import dev.dust.transport.ServerMessage;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.CloseStatus;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.FrameHandler;
import org.eclipse.jetty.websocket.core.OpCode;

/** The server's end of a WebSocket, in the format that the client asked for. */
final class WebSocketEnd implements FrameHandler, ServerEnd {
    private static final System.Logger LOG = System.getLogger(WebSocketEnd.class.getName());

    private final Format format;
    private final Consumer<ServerEnd> ready;
    private final ByteArrayOutputStream parts = new ByteArrayOutputStream();
    /** What the client sent; empty when nothing comes any more. */
    private final BlockingQueue<Optional<ClientMessage>> messages = new LinkedBlockingQueue<>();
    private final AtomicInteger heartbeats = new AtomicInteger();
    private final CountDownLatch gone = new CountDownLatch(1);
    private volatile boolean answering = true;
    private CoreSession session;
    /** Guarded by this, as is what follows. */
    private boolean reading = true;
    private boolean waiting;

    /**
     * @param ready gets this when it is open
     */
    WebSocketEnd(Format format, Consumer<ServerEnd> ready) {
        this.format = format;
        this.ready = ready;
    }

    @Override
    public void onOpen(CoreSession opened, Callback callback) {
        session = opened;
        callback.succeeded();
        session.demand();
        ready.accept(this);
    }

    @Override
    public void onFrame(org.eclipse.jetty.websocket.core.Frame frame, Callback callback) {
        if (frame.getOpCode() == OpCode.TEXT || frame.getOpCode() == OpCode.BINARY
                || frame.getOpCode() == OpCode.CONTINUATION) {
            byte[] part = new byte[frame.getPayloadLength()];
            frame.getPayload().slice().get(part);
            parts.writeBytes(part);
            if (frame.isFin()) {
                handle(parts.toByteArray());
                parts.reset();
            }
        }
        callback.succeeded();
        readOn();
    }

    private void readOn() {
        synchronized (this) {
            waiting = !reading;
        }
        if (!waiting) {
            session.demand();
        }
    }

    private void handle(byte[] bytes) {
        try {
            Frame frame = format.decode(bytes);
            if (!frame.topic().equals(Frame.HEARTBEAT_TOPIC)) {
                messages.add(Optional.of(new ClientMessage(frame.topic().substring(Frame.STORE_TOPIC.length()),
                        frame.joinRef(), frame.ref(), frame.event(), frame.payload())));
                return;
            }
            heartbeats.incrementAndGet();
            if (answering) {
                send(frame.reply(Wire.mapOf("status", "ok", "response", MapValue.EMPTY)).toValue());
            }
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "what the transport sent is no frame of the protocol", e);
            cut();
        }
    }

    @Override
    public void read(boolean on) {
        boolean demand;
        synchronized (this) {
            reading = on;
            demand = on && waiting;
            waiting = waiting && !demand;
        }
        if (demand) {
            session.demand();
        }
    }

    @Override
    public CompletableFuture<?> send(ServerMessage message) {
        return send(new Frame(message.joinRef(), message.ref(), Frame.STORE_TOPIC + message.store(), message.event(),
                message.payload()).toValue());
    }

    private CompletableFuture<?> send(Value frame) {
        return sendBytes(format.codec().encode(frame));
    }

    private CompletableFuture<?> sendBytes(byte[] bytes) {
        var sent = new Callback.Completable();
        byte kind = format == Format.JSON ? OpCode.TEXT : OpCode.BINARY;
        session.sendFrame(new org.eclipse.jetty.websocket.core.Frame(kind, ByteBuffer.wrap(bytes)), sent, false);
        return sent;
    }

    @Override
    public void sendJunk() {
        sendBytes(new byte[0]);
        sendBytes(format == Format.JSON ? "[1,".getBytes(StandardCharsets.UTF_8) : new byte[]{(byte) 0xc1, 7});
        Stream.of(null, 7, "text", MapValue.EMPTY, List.of(), List.of(1, 2, 3, 4, 5), frame("store:a/b", "event"),
                frame("store:a/b", "event", MapValue.EMPTY, 6), frame("store:a/b", 7, MapValue.EMPTY),
                frame(List.of(), "event", MapValue.EMPTY), frame("room:lobby", "event", MapValue.EMPTY),
                frame("phoenix", "phx_reply", MapValue.EMPTY)).map(Value::from).forEach(this::send);
    }

    private static List<Object> frame(Object... afterRefs) {
        return Stream.concat(Stream.of(null, null), Arrays.stream(afterRefs)).toList();
    }

    @Override
    public Optional<ClientMessage> received(Duration patience) {
        Optional<ClientMessage> next = Waiting.poll(messages, patience.toNanos(), TimeUnit.NANOSECONDS);
        if (next != null && next.isEmpty()) {
            messages.add(next);
        }
        return next == null ? Optional.empty() : next;
    }

    @Override
    public int heartbeats() {
        return heartbeats.get();
    }

    @Override
    public void answerHeartbeats(boolean on) {
        answering = on;
    }

    @Override
    public void hangUp() {
        session.close(CloseStatus.NORMAL, "the server says goodbye", Callback.NOOP);
    }

    @Override
    public void closeForSize() {
        session.close(CloseStatus.MESSAGE_TOO_LARGE, "the message is too large", Callback.NOOP);
    }

    @Override
    public void cut() {
        session.abort();
    }

    @Override
    public boolean isGone(Duration patience) {
        return Waiting.forIt(gone, patience);
    }

    @Override
    public void onError(Throwable cause, Callback callback) {
        LOG.log(System.Logger.Level.DEBUG, "a connection failed", cause);
        callback.succeeded();
    }

    @Override
    public void onClosed(CloseStatus status, Callback callback) {
        messages.add(Optional.empty());
        gone.countDown();
        callback.succeeded();
    }
}
