package dev.dust.testkit.server;

import dev.dust.testkit.http.JettyServer;
import java.net.URI;
import java.util.List;
import java.util.Set;

/**
 * A Dust server in this JVM, on a real socket: all of the protocol, JSON and MessagePack clients at once, files over HTTP.
 *
 * <pre>{@code
 * try (var server = DustServer.start()) {
 *     server.store("james/blog").set("posts/hello", Map.of("title", "Hello"));
 *     ... connect clients to server.url() ...
 * }
 * }</pre>
 *
 * <p>Safe for every thread. It keeps everything in memory, unless it is given {@link ServerBuilder#data a file}.
 */
public final class DustServer implements AutoCloseable {
    private static final int MOST_THREADS = 32;

    private final JettyServer jetty;
    private final ServerParts parts;
    private final FaultBook faults;

    DustServer(ServerBuilder builder, ServerParts parts, FaultBook faults) {
        this.parts = parts;
        this.faults = faults;
        try {
            jetty = new JettyServer("dust-server", builder.host(), builder.port(), MOST_THREADS,
                    sockets -> new HttpDoor(parts, sockets, builder.maxFrameBytes(), builder.idleTimeout()));
        } catch (RuntimeException e) {
            parts.journal().close();
            throw e;
        }
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
        return URI.create("ws://" + jetty.authority() + HttpDoor.SYNC_PATH);
    }

    /** Where files are: {@code http://host:port}. */
    public URI httpUrl() {
        return URI.create("http://" + jetty.authority());
    }

    /** The port that it listens on. */
    public int port() {
        return jetty.port();
    }

    /**
     * The back door to a store, which is made if it is missing.
     *
     * @throws IllegalArgumentException if that is no name of a store
     */
    public ServerStore store(String name) {
        return new ServerStore(parts.stores().make(name));
    }

    /** The names of the stores that there are. */
    public Set<String> stores() {
        return parts.stores().names();
    }

    /** The ways in which the server can misbehave. */
    public Faults faults() {
        return new Faults(faults, null);
    }

    /** How many clients are connected. */
    public int connections() {
        return parts.connections().size();
    }

    /** Cuts all connections and frees the port. What the stores held is gone, unless it was written to a file. */
    @Override
    public void close() {
        List.copyOf(parts.connections()).forEach(Connection::drop);
        try {
            jetty.close();
        } finally {
            parts.journal().close();
        }
    }
}
