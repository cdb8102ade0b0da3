package dev.dust.testkit.contract;

import dev.dust.transport.Transport;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;

/** A transport that brings its own server, and is right. */
@Tag("slow")
class InProcessTransportTest implements TransportContract {
    private final InProcessServer server = new InProcessServer();

    @Override
    public FakeServer startServer() {
        return server;
    }

    @Override
    public Transport openTransport(URI url, Supplier<String> token) {
        return new InProcessTransport(server, token, null);
    }

    @Override
    public Optional<Transport> openTransport(URI url, Supplier<String> token, Duration heartbeatInterval) {
        return Optional.of(new InProcessTransport(server, token, heartbeatInterval));
    }
}
