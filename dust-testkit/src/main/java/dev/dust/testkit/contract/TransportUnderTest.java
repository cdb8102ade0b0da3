package dev.dust.testkit.contract;

import dev.dust.transport.Transport;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** What a contract asks of the adapter whose tests inherit it. */
public interface TransportUnderTest {

    /**
     * A transport to one server. Called once for each test, which closes it.
     *
     * @param server the server's {@link FakeServer#url}: without another {@link #startServer}, {@code ws://host:port/ws/sync},
     *               to which the transport appends {@code /websocket} and the query (docs/protocol.md#connecting)
     * @param token  to be asked at each attempt to connect. It may block and may throw
     */
    Transport openTransport(URI server, Supplier<String> token);

    /**
     * The same with another time between two heartbeats. To be given by a transport that has a network under it, which may fall
     * silent.
     *
     * @return empty for a transport that needs no heartbeats
     */
    default Optional<Transport> openTransport(URI server, Supplier<String> token, Duration heartbeatInterval) {
        return Optional.empty();
    }

    /**
     * The server that the transport is tested with. It speaks WebSocket, JSON or MessagePack as the client asks for; a
     * transport over something else brings its own.
     */
    default FakeServer startServer() {
        return new WebSocketFakeServer();
    }

    /** Whether the transport fetches files, and {@link #startServer the server} keeps them; true unless overridden. */
    default boolean fetchesFiles() {
        return true;
    }

    /** Whether the transport shows a token, which a server may refuse for good; true unless overridden. */
    default boolean showsTokens() {
        return true;
    }

    /** How long to wait for something that takes no time on a good day, before it counts as stuck. */
    default Duration patience() {
        return Duration.ofSeconds(20);
    }

    /** For how long the network takes nothing when it is full; longer than a busy machine lets one wait who reads. */
    default Duration fullNetwork() {
        return Duration.ofSeconds(1);
    }
}
