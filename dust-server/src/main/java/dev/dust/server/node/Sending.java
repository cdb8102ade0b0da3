package dev.dust.server.node;

import dev.dust.server.intercept.Departure;

/** Brings frames to one client, in order. Safe for every thread. */
public interface Sending {

    /**
     * Adds a frame that is to be sent after those before it, and not before its {@code departure}. Never waits: where there is
     * no room the connection is cut.
     */
    void add(Outgoing outgoing, Departure departure);

    /** Cuts the connection and forgets what was waiting. Whoever calls this may hold a store's lock. */
    void stop();
}
