package dev.dust.transport;

import java.util.Set;

/** Why a connection ended, or never began. */
public sealed interface CloseReason {

    /** What happened, in words for a log; never null. */
    String message();

    /**
     * The server does not want this client (403): a bad or expired token, or a protocol too old. Asking again with the same
     * token is pointless.
     */
    record Refused(String message) implements CloseReason {
    }

    /**
     * The network failed, the server is away, or it closed the connection. Asking again may help.
     *
     * @param message what happened, for a log
     * @param by      whose doing it was, as far as it can be told
     * @param inOrder whether the server ended the connection in good order, so that nobody needs to look why
     */
    record Lost(String message, By by, boolean inOrder) implements CloseReason {
        private static final Set<Integer> IN_ORDER = Set.of(1000, 1001, 1012);

        /** A connection that the network lost, or that was never made. */
        public Lost(String message) {
            this(message, By.NETWORK);
        }

        /** One that nobody ended in good order. */
        public Lost(String message, By by) {
            this(message, by, false);
        }

        /** One that the server closed with this code of WebSocket's, see {@link By#ofCode}. */
        public static Lost ofCode(String message, int code) {
            return new Lost(message, By.ofCode(code), IN_ORDER.contains(code));
        }
    }

    /** Whose doing the loss of a connection was: what was under way may have been the cause only where it was the server's. */
    enum By {
        /**
         * The network's, this client's own, or the server's in good order (it goes away, restarts, or was never there). What
         * was under way has nothing to do with it.
         */
        NETWORK,
        /** The server's: it closed the connection, or cut it, without saying that it goes away. */
        SERVER,
        /** The server's, because a message was larger than it takes (WebSocket code 1009). */
        TOO_LARGE;

        private static final Set<Integer> GOOD_ORDER = Set.of(1000, 1001, 1012, 1013);
        private static final int MESSAGE_TOO_BIG = 1009;

        /**
         * Whose doing it is when the server closes a connection with this code of WebSocket's, 1005 standing for none. With
         * 1000 (normal), 1001 (going away), 1012 (restart) and 1013 (try again later) it ends the connection in good order: a
         * server that cannot digest what it was sent says something else, or nothing.
         */
        public static By ofCode(int code) {
            if (code == MESSAGE_TOO_BIG) {
                return TOO_LARGE;
            }
            return GOOD_ORDER.contains(code) ? NETWORK : SERVER;
        }
    }
}
