package dev.dust;

import dev.dust.transport.CloseReason;
import dev.dust.transport.Handshake;
import dev.dust.transport.Transport;

/** What a client has that is made to connect to nothing. */
final class NoTransport implements Transport {
    @Override
    public Connection connect(Handshake handshake, Listener listener) {
        listener.closed(new CloseReason.Lost("this client has no transport"));
        throw new IllegalStateException("this client has no transport");
    }

    @Override
    public void close() {
        // There is nothing to close.
    }
}
