package dev.dust.server.intercept;

/**
 * Stands between a server and its clients: sees each connection, and may hold up, drop or change what passes. Called by many
 * threads at once, some of which hold a store's lock, so nothing here may wait for anything.
 */
public interface ServerInterceptor {
    /** Lets everything pass. */
    ServerInterceptor NONE = new ServerInterceptor() {
    };

    /**
     * Whether a client may connect now. One that may not is answered 503.
     *
     * @param deviceId the device, as it calls itself
     */
    default boolean admits(String deviceId) {
        return true;
    }

    /** A client has connected; the answer stands between the server and this client until the connection ends. Never null. */
    default ConnectionInterceptor connected(InterceptedConnection connection) {
        return ConnectionInterceptor.NONE;
    }
}
