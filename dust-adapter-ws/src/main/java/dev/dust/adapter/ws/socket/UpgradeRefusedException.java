package dev.dust.adapter.ws.socket;

import java.io.IOException;

/** The server answered the handshake by something else than 101. */
public final class UpgradeRefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    private final int status;

    /** With the status that the server answered. */
    public UpgradeRefusedException(int status) {
        super("the server answered the handshake with HTTP status " + status);
        this.status = status;
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }
}
