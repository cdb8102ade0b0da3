package dev.dust.server.web;

import dev.dust.server.ServerOptions;
import dev.dust.server.http.HttpHandler;
import dev.dust.server.http.JettyServer;
import dev.dust.server.intercept.ServerInterceptor;
import dev.dust.server.node.JournalFile;
import dev.dust.server.node.Node;
import dev.dust.server.node.StoreHost;
import java.net.URI;
import java.time.Duration;
import java.util.Set;

/**
 * A server that listens, whatever else it is: {@link Server}, or the testkit's. Safe for every thread. It is extended within
 * this project alone: nobody else can name what its constructor takes.
 */
public abstract class RunningServer implements AutoCloseable {
    private static final int MOST_THREADS = 32;

    private final Node node;
    private final JettyServer jetty;
    @SuppressWarnings("NullAway.Init") // Jetty has it made before it starts.
    private HttpHandler handler;

    /**
     * Starts it.
     *
     * @param options     what it is like
     * @param journals    how the file of {@link ServerOptions#data} is opened
     * @param interceptor what stands between it and its clients
     * @throws IllegalStateException        if it cannot listen there, or would be open to the network, or the file of
     *                                      {@link ServerOptions#data} is not such a file or is in use, or the options
     *                                      contradict each other
     * @throws IllegalArgumentException     if one of {@link ServerOptions#stores} is no name of a store
     * @throws java.io.UncheckedIOException if that file cannot be read and written
     */
    @SuppressWarnings("exports") // The modules of this project that extend it see the type.
    protected RunningServer(ServerOptions options, JournalFile.Opener journals, ServerInterceptor interceptor) {
        node = Node.start(options, journals, interceptor);
        try {
            jetty = new JettyServer("dust-server", options.host(), options.port(), MOST_THREADS,
                    sockets -> handler = new HttpHandler(node.parts(), sockets, options));
        } catch (RuntimeException e) {
            node.close();
            throw e;
        }
    }

    /** Where clients connect: {@code ws://host:port/ws/sync}. */
    public final URI url() {
        return URI.create("ws://" + jetty.authority() + HttpHandler.SYNC_PATH);
    }

    /** Where files, the console and the HTTP API are: {@code http://host:port}. */
    public final URI httpUrl() {
        return URI.create("http://" + jetty.authority());
    }

    /** The port that it listens on. */
    public final int port() {
        return jetty.port();
    }

    /** The names of the stores that there are. */
    public final Set<String> stores() {
        return node.stores();
    }

    /** How many clients are connected. */
    public final int connections() {
        return node.connections();
    }

    /**
     * The store of that name, made if it is missing.
     *
     * @throws IllegalArgumentException if that is no name of a store
     */
    @SuppressWarnings("exports") // As above.
    protected final StoreHost host(String name) {
        return node.store(name);
    }

    /**
     * Takes no more clients, and ends the connections that there are in good order (docs/server.md#stopping). To be closed
     * then.
     *
     * @param atMost how long clients may take for that
     */
    protected final void goAway(Duration atMost) {
        long end = System.nanoTime() + atMost.toNanos();
        node.takeNoMore();
        // They are told as those are who are in already.
        handler.awaitUpgrades(until(end));
        node.goAway(until(end));
        handler.awaitAnswers(until(end));
    }

    private static Duration until(long endNanos) {
        return Duration.ofNanos(Math.max(0, endNanos - System.nanoTime()));
    }

    /** Where it listens. */
    @Override
    public String toString() {
        return getClass().getSimpleName() + "[" + url() + "]";
    }

    /** Cuts all connections and frees the port. What the stores held is gone, unless it was written to a file or a ledger. */
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
