package dev.dust.testkit.server;

import dev.dust.server.http.WebNode;
import java.net.URI;
import java.util.Set;

/**
 * A Dust server in this JVM, on a real socket, with faults and a back door put around it: all of the protocol, JSON and
 * MessagePack clients at once, files over HTTP.
 *
 * <pre>{@code
 * try (var server = DustServer.start()) {
 *     server.store("james/blog").set("posts/hello", Map.of("title", "Hello"));
 *     ... connect clients to server.url() ...
 * }
 * }</pre>
 *
 * <p>Safe for every thread. It keeps everything in memory, unless it is given
 * {@link dev.dust.server.ServerOptions#data a file}.
 */
public final class DustServer implements AutoCloseable {
    private final WebNode node;
    private final FaultBook faults;

    DustServer(WebNode node, FaultBook faults) {
        this.node = node;
        this.faults = faults;
    }

    /** A server on a free port of the loopback interface, which takes any token and has every store that is asked for. */
    public static DustServer start() {
        return builder().start();
    }

    /** A server to be described. */
    public static ServerBuilder builder() {
        return new ServerBuilder();
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

    /**
     * The back door to a store, which is made if it is missing.
     *
     * @throws IllegalArgumentException if that is no name of a store
     */
    public ServerStore store(String name) {
        return new ServerStore(node.store(name));
    }

    /** The names of the stores that there are. */
    public Set<String> stores() {
        return node.stores();
    }

    /** The ways in which the server can misbehave. */
    public Faults faults() {
        return new Faults(faults, null);
    }

    /** How many clients are connected. */
    public int connections() {
        return node.connections();
    }

    /** Cuts all connections and frees the port. What the stores held is gone, unless it was written to a file. */
    @Override
    public void close() {
        node.close();
    }
}
