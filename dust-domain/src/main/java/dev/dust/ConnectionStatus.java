package dev.dust;

/** Where a connection stands, as an application needs to know it. */
public enum ConnectionStatus {
    /** There is none, and none is being made. */
    DISCONNECTED,
    /** The first is being made. */
    CONNECTING,
    /** It is there; for a store: and the server has let this client in. */
    CONNECTED,
    /** It was there, and is being made again. */
    RECONNECTING,
    /** The server does not want this client: the token is bad, or gives no access. */
    REFUSED
}
