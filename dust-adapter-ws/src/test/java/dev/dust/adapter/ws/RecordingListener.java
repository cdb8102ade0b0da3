package dev.dust.adapter.ws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.transport.CloseReason;
import dev.dust.transport.ServerMessage;
import dev.dust.transport.Transport;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Hears and remembers; notes calls that overlap, or come after the end. */
class RecordingListener implements Transport.Listener {
    private static final Object OPENED = "opened";

    private record Unreadable(String why) {
    }

    private final BlockingQueue<Object> calls = new LinkedBlockingQueue<>();
    private final AtomicInteger inside = new AtomicInteger();
    private volatile boolean overlapped;

    @Override
    public final void opened() {
        call(OPENED, this::onOpened);
    }

    @Override
    public final void received(ServerMessage message) {
        call(message, () -> onReceived(message));
    }

    @Override
    public final void unreadable(String why) {
        call(new Unreadable(why), () -> {
        });
    }

    @Override
    public final void closed(CloseReason reason) {
        call(reason, () -> {
        });
    }

    private void call(Object call, Runnable work) {
        overlapped |= inside.incrementAndGet() != 1;
        try {
            calls.add(call);
            work.run();
        } finally {
            inside.decrementAndGet();
        }
    }

    /** For what a test wants to do within the call. */
    void onOpened() {
    }

    /** For what a test wants to do within the call. */
    void onReceived(ServerMessage message) {
    }

    void awaitOpened() {
        assertThat(next()).isEqualTo(OPENED);
    }

    ServerMessage awaitMessage() {
        return (ServerMessage) next();
    }

    /** Why a frame could not be read, which must be the next call. */
    String awaitUnreadable() {
        var next = next();
        assertThat(next).isInstanceOf(Unreadable.class);
        return ((Unreadable) next).why();
    }

    /** The reason, which must be the next call. */
    CloseReason awaitClosed() {
        var next = next();
        assertThat(next).isInstanceOf(CloseReason.class);
        assertThat(overlapped).as("calls overlapped").isFalse();
        return (CloseReason) next;
    }

    /** The reason, after however many messages. */
    CloseReason awaitClosedAtLast() {
        var next = next();
        while (!(next instanceof CloseReason)) {
            next = next();
        }
        return (CloseReason) next;
    }

    /** Whether no call is going on. */
    boolean idle() {
        return inside.get() == 0;
    }

    /** How many calls came and were not asked for. */
    int callsLeft() {
        return calls.size();
    }

    private Object next() {
        try {
            var next = calls.poll(ScriptedServer.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            assertThat(next).as("the listener was not called").isNotNull();
            return next;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
