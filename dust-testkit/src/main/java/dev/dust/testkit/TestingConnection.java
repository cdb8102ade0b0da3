package dev.dust.testkit;

import dev.dust.transport.ClientMessage;
import dev.dust.transport.CloseReason.Lost;
import dev.dust.transport.CloseReason;
import dev.dust.transport.ServerMessage;
import dev.dust.transport.Transport;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The connection of a client under test. What the server says is told by the thread that made it say so, unless another one is
 * telling, which then tells that too: calls never overlap, and nobody waits.
 */
final class TestingConnection implements Transport.Connection {
    private final TestingServer server;
    private final Transport.Listener listener;
    private final CallbackThreads threads;
    private final Queue<Runnable> calls = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean telling = new AtomicBoolean();
    private volatile State state = State.ASKED;

    /** How a connection stands. */
    private enum State {
        ASKED, OPEN, OVER
    }

    /**
     * @param threads hears of what is still to be told
     */
    TestingConnection(TestingServer server, Transport.Listener listener, CallbackThreads threads) {
        this.server = server;
        this.listener = listener;
        this.threads = threads;
    }

    boolean isAsked() {
        return state == State.ASKED;
    }

    // --- From the server, one call at a time: each is to be told afterwards

    void open() {
        state = State.OPEN;
        add(listener::opened);
    }

    void end(CloseReason reason) {
        if (state != State.OVER) {
            state = State.OVER;
            add(() -> listener.closed(reason));
        }
    }

    void say(ServerMessage message) {
        if (state == State.OPEN) {
            add(() -> listener.received(message));
        }
    }

    private void add(Runnable call) {
        threads.begin();
        calls.add(call);
    }

    /** Tells what was said. Not to be called under a lock. */
    void tell() {
        while (!calls.isEmpty() && telling.compareAndSet(false, true)) {
            for (Runnable call = calls.poll(); call != null; call = calls.poll()) {
                try {
                    call.run();
                } finally {
                    threads.end();
                }
            }
            telling.set(false);
        }
    }

    // --- From the client

    @Override
    public void send(ClientMessage message) {
        if (state == State.OPEN) {
            server.received(this, message);
        }
    }

    @Override
    public void close() {
        server.ended(this, new Lost("closed by this client"));
    }
}
