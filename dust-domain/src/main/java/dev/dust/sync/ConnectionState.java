package dev.dust.sync;

/** Where the one connection of a client stands (docs/architecture.md#connection). */
public enum ConnectionState {
    /** Nobody has asked for a connection yet, or the client is closed. */
    IDLE,
    /** The first attempt is on its way. */
    CONNECTING,
    /** It is there. */
    CONNECTED,
    /** It is gone; the next attempt waits for its time. */
    WAITING,
    /** It is gone; the next attempt is on its way. */
    RECONNECTING,
    /** The server does not want this client; another token may change that. */
    REFUSED,
    /** A refused client asks again. */
    RETRYING_REFUSED;

    /** What moves a connection. */
    public enum Signal {
        /** Somebody needs a connection. */
        START,
        /** An attempt succeeded. */
        OPENED,
        /** The connection, or the attempt, failed. */
        LOST,
        /** The server refused. */
        REFUSED,
        /** It is time for the next attempt. */
        RETRY_DUE,
        /** The client is closed. */
        CLOSE
    }

    /** The life of a connection. */
    public static final TransitionTable<ConnectionState, Signal> TABLE = new TransitionTable<>(ConnectionState.class,
            Signal.class)
            .on(IDLE, Signal.START, CONNECTING)
            .on(CONNECTING, Signal.OPENED, CONNECTED)
            .on(CONNECTING, Signal.LOST, WAITING)
            .on(CONNECTING, Signal.REFUSED, REFUSED)
            .on(CONNECTING, Signal.CLOSE, IDLE)
            .on(CONNECTED, Signal.LOST, WAITING)
            .on(CONNECTED, Signal.REFUSED, REFUSED)
            .on(CONNECTED, Signal.CLOSE, IDLE)
            .on(WAITING, Signal.RETRY_DUE, RECONNECTING)
            .on(WAITING, Signal.CLOSE, IDLE)
            .on(RECONNECTING, Signal.OPENED, CONNECTED)
            .on(RECONNECTING, Signal.LOST, WAITING)
            .on(RECONNECTING, Signal.REFUSED, REFUSED)
            .on(RECONNECTING, Signal.CLOSE, IDLE)
            .on(REFUSED, Signal.RETRY_DUE, RETRYING_REFUSED)
            .on(REFUSED, Signal.CLOSE, IDLE)
            .on(RETRYING_REFUSED, Signal.OPENED, CONNECTED)
            .on(RETRYING_REFUSED, Signal.LOST, REFUSED)
            .on(RETRYING_REFUSED, Signal.REFUSED, REFUSED)
            .on(RETRYING_REFUSED, Signal.CLOSE, IDLE);
}
