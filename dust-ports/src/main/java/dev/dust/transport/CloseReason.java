package dev.dust.transport;

/** Why a connection ended, or never began. */
public sealed interface CloseReason {

    /** What happened, in words for a log; never null. */
    String message();

    /**
     * The server does not want this client (403): a bad or expired token, or a protocol too old. Asking again with the same token
     * is pointless.
     */
    record Refused(String message) implements CloseReason {
    }

    /** The network failed, the server is away, or it closed the connection. Asking again may help. */
    record Lost(String message) implements CloseReason {
    }
}
