package dev.dust.testkit.contract;

import dev.dust.transport.Transport;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A transport with one mistake.
 *
 * @param mistake what it does wrong
 * @param rules   the contract's methods that must find it
 * @param maker   makes one
 */
record BrokenTransport(String mistake, Set<String> rules, Maker maker) {

    BrokenTransport(String mistake, String rule, Maker maker) {
        this(mistake, Set.of(rule), maker);
    }

    /** Makes a transport to a server; {@code heartbeatInterval} is null where there are to be no heartbeats. */
    interface Maker {
        Transport make(InProcessServer server, Supplier<String> token, Duration heartbeatInterval);
    }

    /** The tests that its author would run, for one of the methods; the mistake must be found however busy the machine is. */
    TransportContract tests(Duration patience, Duration fullNetwork) {
        var server = new InProcessServer();
        return new TransportContract() {
            @Override
            public FakeServer startServer() {
                return server;
            }

            @Override
            public Transport openTransport(URI url, Supplier<String> token) {
                return maker.make(server, token, null);
            }

            @Override
            public Optional<Transport> openTransport(URI url, Supplier<String> token, Duration heartbeatInterval) {
                return Optional.of(maker.make(server, token, heartbeatInterval));
            }

            @Override
            public Duration patience() {
                return patience;
            }

            @Override
            public Duration fullNetwork() {
                return fullNetwork;
            }
        };
    }

    @Override
    public String toString() {
        return mistake;
    }
}
