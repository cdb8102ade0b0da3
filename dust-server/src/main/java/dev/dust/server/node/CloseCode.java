package dev.dust.server.node;

/** With which code a WebSocket is closed (RFC 6455, section 7.4.1). */
public final class CloseCode {
    /** What came has a type that is not taken. */
    public static final int BAD_DATA = 1003;
    /** What came does not fit its type. */
    public static final int BAD_PAYLOAD = 1007;
    /** A message is longer than one may be. */
    public static final int MESSAGE_TOO_LARGE = 1009;
    /** The server failed. */
    public static final int SERVER_ERROR = 1011;
    /** The server goes away, and another or the next is there soon: whoever is told comes back. */
    public static final int SERVICE_RESTART = 1012;

    private CloseCode() {
    }
}
