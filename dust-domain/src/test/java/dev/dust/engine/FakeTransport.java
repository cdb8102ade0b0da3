package dev.dust.engine;

import dev.dust.transport.ClientMessage;
import dev.dust.transport.Handshake;
import dev.dust.transport.Transport;
import java.util.ArrayList;
import java.util.List;

/** A transport whose server is the test. */
final class FakeTransport implements Transport {
    final List<Listener> attempts = new ArrayList<>();
    final List<ClientMessage> sent = new ArrayList<>();
    int closed;
    boolean fails;
    /** What happens when a message is measured. */
    Runnable onSize = () -> {
    };

    @Override
    public Connection connect(Handshake handshake, Listener listener) {
        if (fails) {
            throw new IllegalStateException("broken on purpose");
        }
        attempts.add(listener);
        return new Connection() {
            @Override
            public void send(ClientMessage message) {
                sent.add(message);
            }

            @Override
            public void close() {
                closed++;
            }
        };
    }

    Listener newest() {
        return attempts.getLast();
    }

    @Override
    public long sizeOf(ClientMessage message) {
        onSize.run();
        return 1;
    }

    @Override
    public void close() {
        // Nothing is held.
    }
}
