package dev.dust.server.node;

import dev.dust.server.intercept.Departure;

/** Brings frames to one client, in order. Safe for every thread. */
public interface Sending {

    /**
     * Adds a frame that is to be sent after those before it, and not before its {@code departure}. Never waits: where there is
     * no room the connection is cut. Behind the {@link #end} nothing is sent.
     */
    void add(Outgoing outgoing, Departure departure);

    /** Has the link closed when all that was added before has left. Never waits, as {@link #add}. */
    void end(int code, String reason);

    /** How many frames wait. */
    int waiting();

    /** Cuts the connection and forgets what was waiting. Whoever calls this may hold a store's lock. */
    void stop();

    /**
     * A push of the client's is being handled, which takes a moment: what is added from now on need not leave before
     * {@link #release}, so that it leaves together.
     */
    default void hold() {
        // It leaves at once.
    }

    /** The push is handled: what was added leaves. To be called by the thread that has called {@link #hold}. Never waits. */
    default void release() {
        // It has left.
    }
}
