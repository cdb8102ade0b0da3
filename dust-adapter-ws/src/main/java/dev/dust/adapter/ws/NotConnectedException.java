package dev.dust.adapter.ws;

import dev.dust.transport.CloseReason;

/** An attempt to connect failed. */
final class NotConnectedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient CloseReason reason;

    NotConnectedException(CloseReason reason) {
        super(reason.message());
        this.reason = reason;
    }

    CloseReason reason() {
        return reason;
    }
}
