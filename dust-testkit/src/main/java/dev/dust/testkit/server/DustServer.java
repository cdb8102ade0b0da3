package dev.dust.testkit.server;

import java.net.URI;
import java.util.List;
import java.util.Set;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.websocket.core.server.WebSocketMappings;
import org.eclipse.jetty.websocket.core.server.WebSocketServerComponents;

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

    private final Server server;
    private final ServerConnector connector;
    private final ServerParts parts;

    DustServer(ServerBuilder builder, ServerParts parts) {
        this.parts = parts;
        var threads = new QueuedThreadPool(MOST_THREADS, 4);
        threads.setName("dust-server");
        threads.setDaemon(true);
        server = new Server(threads);
        connector = new ServerConnector(server, 1, 1);
        connector.setHost(builder.host());
        connector.setPort(builder.port());
        server.addConnector(connector);
        var sockets = new WebSocketMappings(WebSocketServerComponents.ensureWebSocketComponents(server));
        server.setHandler(new HttpDoor(parts, sockets, builder.maxFrameBytes(), builder.idleTimeout()));
        server.setStopTimeout(0);
        try {
            server.start();
        } catch (Exception e) {
            close();
            throw new IllegalStateException("the server cannot start on " + builder.host() + ":" + builder.port(), e);
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
        return URI.create("ws://" + authority() + HttpDoor.SYNC_PATH);
    }

    /** Where files are: {@code http://host:port}. */
    public URI httpUrl() {
        return URI.create("http://" + authority());
    }

    private String authority() {
        String host = connector.getHost();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port();
    }

    /** The port that it listens on. */
    public int port() {
        return connector.getLocalPort();
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
        return new Faults(parts, null);
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
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the server cannot stop", e);
        } finally {
            parts.journal().close();
        }
    }
}
