package dev.dust.testkit.contract;

import dev.dust.server.frame.Format;
import dev.dust.server.frame.Frame;
import dev.dust.server.rules.Wire;
import dev.dust.transport.ClientMessage;
import dev.dust.transport.ServerMessage;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
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

    private static final String PAYLOAD = "4";

    private final Format format;
    private final Consumer<ServerEnd> ready;
    private final ByteArrayOutputStream parts = new ByteArrayOutputStream();
    /** What the client sent; empty when nothing comes any more. */
    private final BlockingQueue<Optional<Sized>> messages = new LinkedBlockingQueue<>();
    private volatile long lastSize;
    private final AtomicInteger heartbeats = new AtomicInteger();
    private final CountDownLatch gone = new CountDownLatch(1);
    private volatile boolean answering = true;
    @SuppressWarnings("NullAway.Init") // Opened before anything else.
    private CoreSession session;
    /** Guarded by this, as is what follows. */
    private boolean reading = true;
    private boolean waiting;

    /** A message, and how many bytes its frame had. */
    private record Sized(ClientMessage message, int size) {
    }

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
                messages.add(Optional.of(new Sized(new ClientMessage(frame.topic().substring(Frame.STORE_TOPIC.length()),
                        frame.joinRef(), frame.ref(), frame.event(), frame.payload()), bytes.length)));
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
        Value frame = new Frame(message.joinRef(), message.ref(), Frame.STORE_TOPIC + message.store(), message.event(),
                message.payload()).toValue();
        List<List<String>> places = message.unreadable().stream().map(WebSocketEnd::inFrame).toList();
        return sendBytes(UnreadableParts.encode(format, frame, places));
    }

    private static List<String> inFrame(List<String> placeInPayload) {
        return Stream.concat(Stream.of(PAYLOAD), placeInPayload.stream()).toList();
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
        Stream.of("room:lobby", "phoenix").map(topic -> new Frame(null, null, topic, "phx_reply", MapValue.EMPTY).toValue())
                .forEach(this::send);
    }

    @Override
    public int sendUnreadable() {
        List<byte[]> frames = UnreadableParts.frames(format);
        frames.forEach(this::sendBytes);
        return frames.size();
    }

    @Override
    public Optional<ClientMessage> received(Duration patience) {
        Optional<Sized> next = Waiting.poll(messages, patience.toNanos(), TimeUnit.NANOSECONDS);
        if (next == null) {
            return Optional.empty();
        }
        next.ifPresentOrElse(sized -> lastSize = sized.size, () -> messages.add(next));
        return next.map(Sized::message);
    }

    @Override
    public long lastSize() {
        return lastSize;
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
    public void hangUp(Ending why) {
        int code = switch (why) {
            case DONE -> CloseStatus.NORMAL;
            case GOING_AWAY -> CloseStatus.SHUTDOWN;
            case TOO_LARGE -> CloseStatus.MESSAGE_TOO_LARGE;
            case FAULT -> CloseStatus.SERVER_ERROR;
        };
        session.close(code, "the server says goodbye", Callback.NOOP);
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
