package dev.dust.examples;

import dev.dust.transport.ClientMessage;
import dev.dust.transport.CloseReason.By;
import dev.dust.transport.CloseReason.Lost;
import dev.dust.transport.CloseReason;
import dev.dust.transport.Transport;
import java.io.IOException;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One connection of a {@link HttpClientTransport}. The first reason for its end is the one that is told. */
final class HttpClientConnection implements Transport.Connection, WebSocket.Listener {
    private static final System.Logger LOG = System.getLogger(HttpClientConnection.class.getName());

    private final Transport.Listener listener;
    private final TextFrames frames;
    private final Duration heartbeatInterval;
    private final Set<HttpClientConnection> open;
    /** Held while the listener is called, so that calls never overlap. */
    private final ReentrantLock calls = new ReentrantLock();
    private final AtomicReference<@Nullable CloseReason> end = new AtomicReference<>();
    private final StringBuilder parts = new StringBuilder();
    private volatile @Nullable WebSocket socket;
    private volatile boolean heard;
    /** The last message that was sent; the next one leaves after it. */
    private CompletableFuture<?> sent = CompletableFuture.completedFuture(null);

    /**
     * @param open those that have not ended
     */
    HttpClientConnection(Transport.Listener listener, TextFrames frames, Duration heartbeatInterval,
            Set<HttpClientConnection> open) {
        this.listener = listener;
        this.frames = frames;
        this.heartbeatInterval = heartbeatInterval;
        this.open = open;
    }

    // --- From the network: one call at a time, and the next one when it is asked for

    @Override
    public void onOpen(WebSocket opened) {
        socket = opened;
        if (end.get() != null) {
            opened.abort();
            return;
        }
        call(listener::opened);
        beatLater();
        opened.request(1);
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
        heard = true;
        parts.append(part);
        if (last) {
            String frame = parts.toString();
            call(() -> frames.read(frame, listener));
            parts.setLength(0);
        }
        from.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        end(Lost.ofCode("the server closed the connection: " + code + " " + reason, code));
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        end(new Lost("the connection broke: " + error, error instanceof IOException ? By.SERVER : By.NETWORK));
    }

    // --- To the listener

    private void call(Runnable call) {
        calls.lock();
        try {
            if (end.get() == null) {
                call.run();
            }
        } catch (Throwable e) {
            LOG.log(System.Logger.Level.ERROR, "the listener failed", e);
        } finally {
            calls.unlock();
            heard = true;
        }
    }

    /** The connection is over, for this reason; the listener hears so when it has time. */
    void end(CloseReason reason) {
        if (end.compareAndSet(null, reason)) {
            Thread.startVirtualThread(this::finish);
        }
    }

    private void finish() {
        WebSocket opened = socket;
        if (opened != null) {
            opened.abort();
        }
        open.remove(this);
        calls.lock();
        try {
            listener.closed(Objects.requireNonNull(end.get(), "end"));
        } finally {
            calls.unlock();
        }
    }

    // --- From the client

    @Override
    public void send(ClientMessage message) {
        try {
            send(frames.of(message));
        } catch (RuntimeException e) {
            end(new Lost("a message cannot be written: " + e.getMessage()));
        }
    }

    private void send(String frame) {
        WebSocket opened = socket;
        if (opened != null && end.get() == null) {
            afterwards(() -> opened.sendText(frame, true)).whenComplete((done, failure) -> {
                if (failure != null) {
                    end(new Lost("the network does not take what is sent: " + failure, By.SERVER));
                }
            });
        }
    }

    /** The JDK's client takes one message at a time, and does not wait for the network. */
    private synchronized CompletableFuture<?> afterwards(Supplier<CompletableFuture<WebSocket>> next) {
        sent = sent.thenCompose(before -> next.get());
        return sent;
    }

    /** What was sent before still leaves, if it does so soon. */
    @Override
    public void close() {
        WebSocket opened = socket;
        if (opened == null) {
            end(new Lost("this client closed the connection before it was open"));
        } else if (end.compareAndSet(null, new Lost("this client closed the connection"))) {
            afterwards(() -> opened.sendClose(WebSocket.NORMAL_CLOSURE, "")).copy()
                    .orTimeout(1, TimeUnit.SECONDS)
                    .whenCompleteAsync((done, failure) -> finish(), Thread::startVirtualThread);
        }
    }

    private void beatLater() {
        CompletableFuture.delayedExecutor(heartbeatInterval.toNanos(), TimeUnit.NANOSECONDS, Thread::startVirtualThread)
                .execute(this::beat);
    }

    /**
     * Shows the server that the connection is alive, and finds out when it is not; a busy listener is a sign of life. The JDK's
     * client does not tell of a connection that breaks while the listener is busy: this does.
     */
    private void beat() {
        if (!heard && !calls.isLocked()) {
            end(new Lost("the server did not answer the heartbeat"));
        }
        heard = false;
        if (end.get() == null) {
            send(frames.heartbeat());
            beatLater();
        }
    }
}
