package dev.dust.server.http;

import dev.dust.server.intercept.ServerInterceptor;
import dev.dust.server.node.Node;
import dev.dust.server.node.NodeSettings;
import dev.dust.server.node.StoreHost;
import java.net.URI;
import java.time.Duration;
import java.util.Set;

/** A {@link Node} with the port by which clients come in. Safe for every thread. */
public final class WebNode implements AutoCloseable {
    private static final int MOST_THREADS = 32;

    private final Node node;
    private final JettyServer jetty;
    @SuppressWarnings("NullAway.Init") // Jetty has it made before it starts.
    private HttpHandler handler;

    private WebNode(Node node, NodeSettings settings) {
        this.node = node;
        NodeSettings.Endpoint endpoint = settings.endpoint();
        jetty = new JettyServer("dust-server", endpoint.host(), endpoint.port(), MOST_THREADS,
                sockets -> handler = new HttpHandler(node.parts(), sockets, settings));
    }

    /**
     * Starts one.
     *
     * @param interceptor what stands between it and its clients
     * @throws IllegalStateException        if it cannot listen there, or would be open to the network, or its journal's file is
     *                                      none or is in use, or its settings contradict each other
     * @throws java.io.UncheckedIOException if that file cannot be read and written
     */
    public static WebNode start(NodeSettings settings, ServerInterceptor interceptor) {
        Node node = Node.start(settings, interceptor);
        try {
            return new WebNode(node, settings);
        } catch (RuntimeException e) {
            node.close();
            throw e;
        }
    }

    /** Where clients connect: {@code ws://host:port/ws/sync}. */
    public URI url() {
        return URI.create("ws://" + jetty.authority() + HttpHandler.SYNC_PATH);
    }

    /** Where files, the console and the HTTP API are: {@code http://host:port}. */
    public URI httpUrl() {
        return URI.create("http://" + jetty.authority());
    }

    /** The port that it listens on. */
    public int port() {
        return jetty.port();
    }

    /**
     * The store of that name, made if it is missing.
     *
     * @throws IllegalArgumentException if that is no name of a store
     */
    public StoreHost store(String name) {
        return node.store(name);
    }

    /** The names of the stores that there are. */
    public Set<String> stores() {
        return node.stores();
    }

    /** How many clients are connected. */
    public int connections() {
        return node.connections();
    }

    /**
     * Takes no more clients, ends the connections that there are in good order (docs/server.md#stopping), and then closes this.
     *
     * @param atMost how long clients may take for that; then they are cut off
     */
    public void close(Duration atMost) {
        long end = System.nanoTime() + atMost.toNanos();
        node.goAway(atMost);
        handler.awaitFiles(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
        close();
    }

    /** Cuts all connections and frees the port. What the stores held is gone, unless it was written to a file. */
    @Override
    public void close() {
        node.disconnect();
        try {
            jetty.close();
        } finally {
            node.close();
        }
    }
}
