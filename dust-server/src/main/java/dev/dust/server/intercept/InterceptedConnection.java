package dev.dust.server.intercept;

/** What can be done to a client's connection from outside of it. Safe for every thread. */
public interface InterceptedConnection {
    /** The client's device, as it calls itself. */
    String deviceId();

    /** Cuts the connection. What was on its way takes no effect. */
    void drop();

    /**
     * Ends the client's memberships of a store, and tells it so.
     *
     * @param store the store's name
     * @param event how the client is told: {@code phx_close} or {@code phx_error}
     */
    void endMemberships(String store, String event);
}
