package dev.dust.server.web;

import dev.dust.server.ServerOptions;
import dev.dust.server.http.WebNode;
import dev.dust.server.node.Node;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;

/**
 * A Dust server in this JVM, on a socket: all of the protocol, JSON and MessagePack clients at once, files over HTTP.
 *
 * <pre>{@code
 * try (var server = Server.builder().port(7766).token("dust_tok_1", Access.all()).data(file).start()) {
 *     ... connect clients to server.url() ...
 * }
 * }</pre>
 *
 * <p>Safe for every thread. It keeps everything in memory, unless it is given {@link ServerOptions#data a file}.
 */
public final class Server implements AutoCloseable {
    private static final Duration USUAL_GOODBYE = Duration.ofSeconds(5);

    private final WebNode node;

    Server(WebNode node) {
        this.node = node;
    }

    /** A server to be described. */
    public static ServerBuilder builder() {
        return new ServerBuilder();
    }

    /**
     * Does nothing for what a store may be called: {@code org/name}, or a UUID.
     *
     * @throws IllegalArgumentException for anything else
     */
    public static void checkStoreName(String name) {
        Node.checkStoreName(name);
    }

    /** Where clients connect: {@code ws://host:port/ws/sync}. */
    public URI url() {
        return node.url();
    }

    /** Where files are: {@code http://host:port}. */
    public URI httpUrl() {
        return node.httpUrl();
    }

    /** The port that it listens on. */
    public int port() {
        return node.port();
    }

    /** The names of the stores that there are. */
    public Set<String> stores() {
        return node.stores();
    }

    /** How many clients are connected. */
    public int connections() {
        return node.connections();
    }

    /** Like {@link #close(Duration)}, for 5 s at most. */
    @Override
    public void close() {
        close(USUAL_GOODBYE);
    }

    /**
     * Takes no more clients, ends the connections that there are in good order, and frees the port: what came from a client is
     * finished and answered, what it is to be sent is sent, and it hears that this server goes away, by WebSocket's code 1012,
     * and so goes to another one. What the stores held is gone, unless it was written to a file or is in a ledger.
     *
     * @param atMost how long clients may take for that, and files that are on their way; then they are cut off
     */
    public void close(Duration atMost) {
        node.close(Objects.requireNonNull(atMost, "atMost"));
    }
}
