package dev.dust.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.dust.adapter.jackson.JacksonCodecs;
import dev.dust.codec.ValueCodec;
import dev.dust.server.frame.Format;
import dev.dust.server.frame.Frame;
import dev.dust.server.rules.Wire;
import dev.dust.value.ListValue;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** A client that knows frames and nothing else: what it is sent is taken from it one frame at a time. */
public final class RawClient implements AutoCloseable {
    private static final long DEADLINE_SECONDS = 120;
    private static final long PING_EVERY_MILLIS = 200;
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    /** What the queue holds when the connection is gone. */
    private static final byte[] GONE = {};

    private final ValueCodec codec;
    private final boolean text;
    private final BlockingQueue<byte[]> received = new LinkedBlockingQueue<>();
    private final AtomicInteger closeCode = new AtomicInteger(-1);
    private final AtomicInteger refs = new AtomicInteger();
    final WebSocket socket;
    /** Whether nothing is read for now, and whether there is something to go on with. */
    private boolean paused;
    private boolean waiting;

    private RawClient(URI uri, boolean text, boolean reading) {
        this.text = text;
        codec = text ? new JacksonCodecs().json() : new JacksonCodecs().messagePack();
        socket = HTTP.newWebSocketBuilder().buildAsync(uri, new Listener(reading)).join();
    }

    public static RawClient json(URI server, String device) {
        return new RawClient(uri(server, "token=any&capver=3&vsn=2.0.0&device_id=" + device), true, true);
    }

    public static RawClient json(URI server, String device, String token) {
        return new RawClient(uri(server, "token=" + token + "&capver=3&vsn=2.0.0&device_id=" + device), true, true);
    }

    public static RawClient messagePack(URI server, String device) {
        return new RawClient(uri(server, "token=any&capver=3&vsn=3.0.0&device_id=" + device), false, true);
    }

    public static RawClient of(Format format, URI server, String device, String token) {
        return format == Format.JSON ? json(server, device, token) : messagePack(server, device, token);
    }

    public static RawClient messagePack(URI server, String device, String token) {
        return new RawClient(uri(server, "token=" + token + "&capver=3&vsn=3.0.0&device_id=" + device), false, true);
    }

    /** One that sends and never reads. */
    public static RawClient deaf(URI server) {
        return new RawClient(uri(server, "token=any&capver=3&vsn=2.0.0&device_id=dev_deaf"), true, false);
    }

    /** Where a client connects that says {@code query}. */
    public static URI uri(URI server, String query) {
        return URI.create(server + "/websocket?" + query);
    }

    private final class Listener implements WebSocket.Listener {
        private final boolean reading;
        private final ByteArrayOutputStream message = new ByteArrayOutputStream();

        Listener(boolean reading) {
            this.reading = reading;
        }

        @Override
        public void onOpen(WebSocket opened) {
            if (reading) {
                opened.request(1);
            }
        }

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            message.writeBytes(data.toString().getBytes(StandardCharsets.UTF_8));
            return part(from, last);
        }

        @Override
        public CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
            byte[] bytes = new byte[data.remaining()];
            data.get(bytes);
            message.writeBytes(bytes);
            return part(from, last);
        }

        private CompletionStage<?> part(WebSocket from, boolean last) {
            if (last) {
                received.add(message.toByteArray());
                message.reset();
            }
            readOn(from);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket from, int statusCode, String reason) {
            closeCode.set(statusCode);
            received.add(GONE);
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable error) {
            received.add(GONE);
        }
    }

    private synchronized void readOn(WebSocket from) {
        if (paused) {
            waiting = true;
        } else {
            from.request(1);
        }
    }

    /** Reads one frame more, and none after it. */
    synchronized void pause() {
        paused = true;
    }

    /** Reads again. */
    synchronized void goOn() {
        paused = false;
        if (waiting) {
            waiting = false;
            socket.request(1);
        }
    }

    /** Sends a frame; the name that it was given. */
    public String send(String joinRef, String topic, String event, MapValue payload) {
        String ref = Integer.toString(refs.incrementAndGet());
        String own = joinRef == null && event.equals("phx_join") ? ref : joinRef;
        sendValue(new ListValue(
                Arrays.asList(Value.from(own), Value.of(ref), Value.of(topic), Value.of(event), payload)));
        return ref;
    }

    public void sendValue(Value frame) {
        byte[] bytes = codec.encode(frame);
        if (text) {
            sendText(new String(bytes, StandardCharsets.UTF_8));
        } else {
            socket.sendBinary(ByteBuffer.wrap(bytes), true).join();
        }
    }

    public void sendText(String frame) {
        socket.sendText(frame, true).join();
    }

    /** Joins and takes everything up to the end of the catch-up; the join_ref. */
    public String join(String store, long lastSeq) {
        String ref = send(null, "store:" + store, "phx_join", Wire.mapOf("last_store_seq", lastSeq));
        assertThat(reply(ref).get("status")).isEqualTo(Value.of("ok"));
        next(frame -> frame.event().equals("catch_up_complete") && ref.equals(frame.joinRef()));
        return ref;
    }

    /** Pushes and answers the reply; what came before it is thrown away. */
    public MapValue push(String joinRef, String store, String event, Object... payload) {
        return reply(send(joinRef, "store:" + store, event, Wire.mapOf(payload)));
    }

    /** The payload of the reply to {@code ref}; what came before it is thrown away. */
    public MapValue reply(String ref) {
        return next(frame -> frame.event().equals("phx_reply") && ref.equals(frame.ref())).payload();
    }

    /** The next frame. */
    public Frame next() {
        return next(frame -> true);
    }

    /** The next frame of that event; what came before it is thrown away. */
    public Frame next(String event) {
        return next(frame -> frame.event().equals(event));
    }

    /** The next frame as it was sent. */
    public byte[] nextBytes() {
        byte[] bytes = take();
        if (bytes == GONE) {
            fail("the connection is gone");
        }
        return bytes;
    }

    public Frame next(Predicate<Frame> wanted) {
        while (true) {
            Frame frame = Frame.of(codec.decode(nextBytes()));
            if (wanted.test(frame)) {
                return frame;
            }
        }
    }

    /**
     * Waits for the end of the connection; its code, or -1 if it was just cut. The JDK's client now and then overlooks that the
     * other side is gone, and keeps its half of the connection open: then a ping finds it out.
     */
    public int awaitGone() {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
        while (System.nanoTime() < end) {
            byte[] bytes = poll(PING_EVERY_MILLIS);
            if (bytes == GONE || bytes == null && !canPing()) {
                return closeCode.get();
            }
        }
        return fail("the connection is still there after " + DEADLINE_SECONDS + " s");
    }

    private boolean canPing() {
        try {
            socket.sendPing(ByteBuffer.allocate(0)).get(DEADLINE_SECONDS, TimeUnit.SECONDS);
            return true;
        } catch (ExecutionException cut) {
            return false;
        } catch (InterruptedException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether nothing has come that was not taken. */
    boolean hasHeardNothing() {
        return received.isEmpty();
    }

    private byte[] take() {
        byte[] bytes = poll(TimeUnit.SECONDS.toMillis(DEADLINE_SECONDS));
        return bytes == null ? fail("nothing came within " + DEADLINE_SECONDS + " s") : bytes;
    }

    private byte[] poll(long millis) {
        try {
            return received.poll(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The next frames up to and with the first reply to a heartbeat sent now: all that the server had to say. */
    public List<Frame> untilQuiet() {
        String ref = send(null, "phoenix", "heartbeat", MapValue.EMPTY);
        var frames = new ArrayList<Frame>();
        while (true) {
            Frame frame = next();
            if (ref.equals(frame.ref()) && frame.topic().equals("phoenix")) {
                return frames;
            }
            frames.add(frame);
        }
    }

    @Override
    public void close() {
        socket.abort();
    }
}
