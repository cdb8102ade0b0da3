package dev.dust.testkit.contract;

import dev.dust.transport.ClientMessage;
import dev.dust.transport.CloseReason.By;
import dev.dust.transport.CloseReason.Lost;
import dev.dust.transport.CloseReason;
import dev.dust.transport.ServerMessage;
import dev.dust.transport.Transport;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** Both ends of one connection. What is in its queues is on the network. */
final class InProcessLine implements Transport.Connection, ServerEnd {
    private final Transport.Listener listener;
    /** For the listener, in order; empty stands for the end. */
    private final BlockingQueue<Optional<Down>> down = new LinkedBlockingQueue<>();
    /** For the server; empty stands for the end. */
    private final BlockingQueue<Optional<ClientMessage>> up = new LinkedBlockingQueue<>();
    private final AtomicReference<CloseReason> end = new AtomicReference<>();
    private final CountDownLatch answered = new CountDownLatch(1);
    private final CountDownLatch gone = new CountDownLatch(1);
    private volatile boolean open;
    private volatile boolean busy;
    private volatile boolean reading = true;
    private volatile boolean answering = true;
    /** Why the server hangs up; null as long as it does not. */
    private volatile Ending hungUp;
    private volatile int heartbeats;

    /** What the server sent; without a message it is junk, or cannot be read. */
    private record Down(ServerMessage message, boolean readable, CompletableFuture<Void> taken) {
    }

    /** A listener that is told of frames about no store, which is against the law. */
    interface Alert extends Transport.Listener {
        void junk();

        void heartbeatAnswered();
    }

    InProcessLine(Transport.Listener listener) {
        this.listener = listener;
    }

    // --- The transport's side

    void open(Duration heartbeatInterval) {
        open = true;
        answered.countDown();
        if (heartbeatInterval != null) {
            Thread.ofVirtual().start(() -> beat(heartbeatInterval));
        }
    }

    /** Calls the listener, one call at a time, to the end. */
    void deliver() {
        Background.await(answered, Duration.ofDays(1));
        if (open && !isOver()) {
            call(listener::opened);
            deliverMessages();
        }
        listener.closed(end.get());
    }

    private void deliverMessages() {
        for (Down next = take(); next != null && !isOver(); next = take()) {
            next.taken.complete(null);
            ServerMessage message = next.message;
            if (message != null) {
                call(() -> listener.received(message));
            } else if (!next.readable) {
                call(() -> listener.unreadable("it is no frame"));
            } else if (listener instanceof Alert alert) {
                alert.junk();
            }
        }
        if (hungUp != null) {
            end(new Lost("the server said goodbye", blamed(hungUp)));
        }
        for (Optional<Down> left = down.poll(); left != null; left = down.poll()) {
            left.ifPresent(never -> never.taken.completeExceptionally(new IllegalStateException("the connection is gone")));
        }
    }

    private static By blamed(Ending why) {
        return switch (why) {
            case DONE, GOING_AWAY -> By.NETWORK;
            case TOO_LARGE -> By.TOO_LARGE;
            case FAULT -> By.SERVER;
        };
    }

    private Down take() {
        Optional<Down> next = Waiting.poll(down, 1, TimeUnit.DAYS);
        return next == null ? null : next.orElse(null);
    }

    private void call(Runnable call) {
        busy = true;
        try {
            call.run();
        } catch (Throwable thrown) {
            // The listener's own fault; it hears what comes next.
        } finally {
            busy = false;
        }
    }

    private void beat(Duration interval) {
        boolean answered = true;
        while (!Waiting.forIt(gone, interval)) {
            if (!answered && !busy) {
                end(new Lost("the server does not answer"));
            }
            heartbeats++;
            answered = answering;
            if (answered && listener instanceof Alert alert) {
                alert.heartbeatAnswered();
            }
        }
    }

    boolean isOver() {
        return end.get() != null;
    }

    void end(CloseReason reason) {
        if (end.compareAndSet(null, reason)) {
            gone.countDown();
            answered.countDown();
            up.add(Optional.empty());
            down.add(Optional.empty());
        }
    }

    @Override
    public void send(ClientMessage message) {
        if (open && !isOver()) {
            up.add(Optional.of(message));
        }
    }

    @Override
    public void close() {
        end(new Lost("closed by this client"));
    }

    // --- The server's side

    @Override
    public CompletableFuture<?> send(ServerMessage message) {
        return add(message, true);
    }

    private CompletableFuture<?> add(ServerMessage message, boolean readable) {
        var taken = new CompletableFuture<Void>();
        if (isOver()) {
            taken.completeExceptionally(new IllegalStateException("the connection is gone"));
        } else {
            down.add(Optional.of(new Down(message, readable, taken)));
        }
        return taken;
    }

    @Override
    public void sendJunk() {
        add(null, true);
    }

    @Override
    public int sendUnreadable() {
        add(null, false);
        return 1;
    }

    @Override
    public Optional<ClientMessage> received(Duration patience) {
        Optional<ClientMessage> next = Waiting.poll(up, patience.toNanos(), TimeUnit.NANOSECONDS);
        if (next != null && next.isEmpty()) {
            up.add(next);
        }
        return next == null ? Optional.empty() : next;
    }

    @Override
    public long lastSize() {
        return 0;
    }

    @Override
    public void read(boolean on) {
        reading = on;
    }

    boolean isReading() {
        return reading;
    }

    @Override
    public int heartbeats() {
        return heartbeats;
    }

    @Override
    public void answerHeartbeats(boolean on) {
        answering = on;
    }

    @Override
    public void hangUp(Ending why) {
        hungUp = why;
        down.add(Optional.empty());
    }

    boolean isHungUp() {
        return hungUp != null;
    }

    @Override
    public void cut() {
        end(new Lost("the connection broke", By.SERVER));
    }

    @Override
    public boolean isGone(Duration patience) {
        return Waiting.forIt(gone, patience);
    }
}
