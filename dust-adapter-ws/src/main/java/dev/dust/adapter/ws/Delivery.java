package dev.dust.adapter.ws;

import dev.dust.transport.CloseReason;
import dev.dust.transport.ServerMessage;
import dev.dust.transport.Transport;

/**
 * Calls a listener, one call at a time: all calls come from the connection's own thread, which alone writes what is here.
 * Others may see whether it is busy.
 */
final class Delivery {
    private static final System.Logger LOG = System.getLogger(Delivery.class.getName());

    private final Transport.Listener listener;
    private volatile boolean busy;
    private volatile long done;

    Delivery(Transport.Listener listener) {
        this.listener = listener;
    }

    void opened() {
        call(listener::opened);
    }

    void received(ServerMessage message) {
        call(() -> listener.received(message));
    }

    void unreadable(String why) {
        call(() -> listener.unreadable(why));
    }

    void closed(CloseReason reason) {
        call(() -> listener.closed(reason));
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // One thread writes it, others read.
    private void call(Runnable call) {
        busy = true;
        try {
            call.run();
        } catch (Throwable e) {
            // Whatever it was, the connection is not the one to blame, and what comes next is to be heard.
            LOG.log(System.Logger.Level.ERROR, "the listener of a connection failed", e);
        } finally {
            busy = false;
            done++;
            // It is for the call: what comes next is not to end by it.
            Thread.interrupted();
        }
    }

    /** Whether the listener has not returned yet. Any thread may ask. */
    boolean busy() {
        return busy;
    }

    /** How many calls have returned. Any thread may ask. */
    long done() {
        return done;
    }
}
