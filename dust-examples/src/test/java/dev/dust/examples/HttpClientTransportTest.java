package dev.dust.examples;

import dev.dust.adapter.jackson.JacksonCodecs;
import dev.dust.testkit.contract.TransportContract;
import dev.dust.transport.Transport;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;

/** The law of the port. */
@Tag("slow")
class HttpClientTransportTest implements TransportContract {

    @Override
    public Transport openTransport(URI server, Supplier<String> token) {
        return openTransport(server, token, Duration.ofSeconds(30)).orElseThrow();
    }

    @Override
    public Optional<Transport> openTransport(URI server, Supplier<String> token, Duration heartbeatInterval) {
        return Optional.of(new HttpClientTransport(server, token, new JacksonCodecs().json(), heartbeatInterval));
    }
}
