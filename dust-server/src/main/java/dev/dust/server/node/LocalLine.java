package dev.dust.server.node;

import dev.dust.server.frame.Frame;
import dev.dust.server.node.LocalPeer.End;
import dev.dust.transport.ClientMessage;
import dev.dust.transport.CloseReason.By;
import dev.dust.transport.CloseReason.Lost;
import dev.dust.transport.CloseReason;
import dev.dust.transport.Handshake;
import dev.dust.transport.ServerMessage;
import dev.dust.transport.Transport;
import dev.dust.value.Value;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A connection within this JVM: frames pass as they are, and nothing is encoded. It has threads of its own, one for each
 * direction, so that neither side ever runs the other's code on its threads, but for the note that a frame was taken. Safe for
 * every thread.
 */
public final class LocalLine implements Transport.Connection {
    /** How many frames may be under way to the client before whoever sends them has to wait. */
    static final int WINDOW = 256;

    private static final System.Logger LOG = System.getLogger(LocalLine.class.getName());
    private static final CompletableFuture<Void> DONE = CompletableFuture.completedFuture(null);

    private final Transport.Listener listener;
    private final Consumer<LocalLine> onEnd;
    private final BlockingQueue<Down> down = new LinkedBlockingQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final BlockingQueue<Up> up = new LinkedBlockingQueue<>();
    private final AtomicReference<@Nullable CloseReason> end = new AtomicReference<>();
    /** What the peer gives back for each frame that it has handled. */
    private final Semaphore goOn = new Semaphore(0);
    private final AtomicBoolean toldEnd = new AtomicBoolean();
    /** Whether the peer has said goodbye: the end comes behind what it sent before. */
    private volatile boolean hungUp;
    private volatile @Nullable End peer;

    /** What is under way to the client. */
    private sealed interface Down {
        /** The peer has taken the client in. */
        record Opened() implements Down {
        }

        record Message(Frame frame, CompletableFuture<Void> taken) implements Down {
        }

        /** The last. */
        record Closed(CloseReason reason) implements Down {
        }
    }

    /** What is under way to the peer. */
    private sealed interface Up {
        record Message(Frame frame) implements Up {
        }

        /** The last. */
        record Closed() implements Up {
        }
    }

    /**
     * A line that leads nowhere yet.
     *
     * @param onEnd hears of the end, once
     */
    LocalLine(Transport.Listener listener, Consumer<LocalLine> onEnd) {
        this.listener = listener;
        this.onEnd = onEnd;
    }

    /** Has {@code to} take the client in. Returns at once. */
    void begin(Handshake handshake, LocalPeer to) {
        Thread.ofVirtual().name("dust-local").start(this::deliver);
        Thread.ofVirtual().name("dust-local-sender").start(() -> {
            try {
                if (!isOver()) {
                    to.accept(handshake, this);
                    work();
                }
            } catch (LocalPeer.NotTakenIn refused) {
                end(refused.reason());
            } catch (Throwable e) {
                LOG.log(System.Logger.Level.ERROR, "a connection within this JVM failed", e);
                end(new Lost("the server failed: " + e, By.SERVER));
            }
        });
    }

    // --- The client's side

    @Override
    public void send(ClientMessage message) {
        if (peer == null || isOver()) {
            return;
        }
        String topic = Frame.STORE_TOPIC + message.store();
        try {
            // What is no text has no form anywhere else, and other clients would be told of it.
            Value.of(topic);
        } catch (IllegalArgumentException noText) {
            LOG.log(System.Logger.Level.ERROR, "a message cannot be sent", noText);
            end(new Lost("a message cannot be sent: " + noText.getMessage()));
            return;
        }
        up.add(new Up.Message(new Frame(message.joinRef(), message.ref(), topic, message.event(), message.payload())));
    }

    @Override
    public void close() {
        close("closed by this client");
    }

    void close(String why) {
        end(new Lost(why));
    }

    private boolean isOver() {
        return end.get() != null;
    }

    private void end(CloseReason reason) {
        if (end.compareAndSet(null, reason)) {
            down.add(new Down.Closed(reason));
            up.add(new Up.Closed());
            goOn.release();
            onEnd.accept(this);
            tellEnd();
        }
    }

    /** Tells the peer that the line is gone, if it has one. */
    private void tellEnd() {
        End taker = peer;
        if (taker != null && !toldEnd.getAndSet(true)) {
            // Whoever ends a line may hold locks.
            Thread.ofVirtual().name("dust-local-end").start(taker::closed);
        }
    }

    // --- To the peer

    /**
     * The client is taken in. From now on the line carries frames.
     *
     * @param taker the peer's end
     */
    public void opened(End taker) {
        peer = taker;
        down.add(new Down.Opened());
        if (isOver()) {
            // It may have ended when there was nobody to tell yet.
            tellEnd();
        }
    }

    private void work() throws InterruptedException {
        End taker = Objects.requireNonNull(peer, "a peer");
        while (up.take() instanceof Up.Message(Frame frame) && !isOver()) {
            taker.received(frame, goOn::release);
            goOn.acquire();
        }
    }

    // --- To the client

    /**
     * Sends a frame, after those before it; one about no store is dropped.
     *
     * @return completes when there is room for another; exceptionally if the line is gone
     */
    public CompletableFuture<?> send(Frame frame) {
        if (isOver()) {
            return CompletableFuture.failedFuture(new IllegalStateException("the connection is gone"));
        }
        CompletableFuture<Void> taken = waiting.incrementAndGet() <= WINDOW ? DONE : new CompletableFuture<>();
        down.add(new Down.Message(frame, taken));
        if (isOver()) {
            // Nobody may come to take it.
            taken.completeExceptionally(new IllegalStateException("the connection is gone"));
        }
        return taken;
    }

    /**
     * Ends the line when what was sent before has arrived.
     *
     * @param code   one of WebSocket's
     * @param reason why, for a log
     */
    public void hangUp(int code, @Nullable String reason) {
        hungUp = true;
        down.add(new Down.Closed(Lost.ofCode(code + (reason == null ? "" : ": " + reason), code)));
    }

    /** Ends the line at once, whatever is under way; one that was hung up has ended. */
    public void abort() {
        if (!hungUp) {
            end(new Lost("the server ended the connection", By.SERVER));
        }
    }

    /** Calls the listener, one call after the other, until the end. */
    private void deliver() {
        Down next = take();
        while (!(next instanceof Down.Closed)) {
            if (next instanceof Down.Message(Frame frame, CompletableFuture<Void> taken)) {
                waiting.decrementAndGet();
                taken.complete(null);
                if (!isOver()) {
                    receive(frame);
                }
            } else if (!isOver()) {
                call(listener::opened);
            }
            next = take();
        }
        end(((Down.Closed) next).reason());
        for (Down left = down.poll(); left != null; left = down.poll()) {
            if (left instanceof Down.Message(Frame frame, CompletableFuture<Void> taken)) {
                taken.completeExceptionally(new IllegalStateException("the connection is gone"));
            }
        }
        CloseReason reason = Objects.requireNonNull(end.get(), "end");
        call(() -> listener.closed(reason));
    }

    private Down take() {
        while (true) {
            try {
                return down.take();
            } catch (InterruptedException byTheListener) {
                // Nobody interrupts this thread but what it calls.
            }
        }
    }

    private void receive(Frame frame) {
        if (!frame.topic().startsWith(Frame.STORE_TOPIC)) {
            LOG.log(System.Logger.Level.DEBUG, "a frame about {0} is dropped", frame.topic());
            return;
        }
        String store = frame.topic().substring(Frame.STORE_TOPIC.length());
        call(() -> listener
                .received(new ServerMessage(store, frame.joinRef(), frame.ref(), frame.event(), frame.payload())));
    }

    private void call(Runnable call) {
        try {
            call.run();
        } catch (Throwable e) {
            // Whatever it was, the connection is not the one to blame, and what comes next is to be heard.
            LOG.log(System.Logger.Level.ERROR, "the listener of a connection failed", e);
        } finally {
            Thread.interrupted();
        }
    }
}
