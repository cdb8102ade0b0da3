package dev.dust.testkit.contract;

import dev.dust.server.node.LocalClients;
import dev.dust.transport.Transport;
import java.net.URI;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;

/** The way to a server in the same JVM keeps the law. It shows no token, and needs no heartbeats. */
@Tag("slow")
class LocalClientsTest implements LocalTransportContract {
    private LocalFakeServer server = new LocalFakeServer();

    @Override
    public FakeServer startServer() {
        server = new LocalFakeServer();
        return server;
    }

    @Override
    public Transport openTransport(URI url, Supplier<String> token) {
        server.askFor(token);
        return new LocalClients(server, () -> {
        });
    }

    @Override
    public boolean showsTokens() {
        return false;
    }
}
