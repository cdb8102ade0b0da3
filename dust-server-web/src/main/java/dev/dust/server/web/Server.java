package dev.dust.server.web;

import dev.dust.server.ServerOptions;
import dev.dust.server.intercept.ServerInterceptor;
import dev.dust.server.node.JournalFile;
import dev.dust.server.node.Node;
import java.time.Duration;
import java.util.Objects;

/**
 * A Dust server in this JVM, on a socket: all of the protocol, JSON and MessagePack clients at once, files over HTTP.
 *
 * <pre>{@code
 * var options = ServerOptions.defaults().port(7766).tokens(Map.of("dust_tok_1", Access.all())).data(file);
 * try (var server = Server.start(options)) {
 *     ... connect clients to server.url() ...
 * }
 * }</pre>
 *
 * <p>Safe for every thread. It keeps everything in memory, unless it is given {@link ServerOptions#data a file} or
 * {@link ServerOptions#ledger a ledger}.
 */
public final class Server extends RunningServer {
    private static final Duration USUAL_GOODBYE = Duration.ofSeconds(5);

    private Server(ServerOptions options, ServerInterceptor interceptor) {
        super(options, JournalFile::open, interceptor);
    }

    /**
     * Starts a server.
     *
     * @throws IllegalStateException        if it cannot listen there, or would be open to the network, or the file of
     *                                      {@link ServerOptions#data} is not such a file or is in use, or the options
     *                                      contradict each other
     * @throws IllegalArgumentException     if one of {@link ServerOptions#stores} is no name of a store
     * @throws java.io.UncheckedIOException if that file cannot be read and written
     */
    public static Server start(ServerOptions options) {
        return start(options, ServerInterceptor.NONE);
    }

    /** Starts a server with {@code interceptor} between it and its clients; otherwise like {@link #start(ServerOptions)}. */
    public static Server start(ServerOptions options, ServerInterceptor interceptor) {
        return new Server(Objects.requireNonNull(options, "options"), Objects.requireNonNull(interceptor, "interceptor"));
    }

    /**
     * Does nothing for what a store may be called: {@code org/name}, or a UUID.
     *
     * @throws IllegalArgumentException for anything else
     */
    public static void checkStoreName(String name) {
        Node.checkStoreName(name);
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
        goAway(Objects.requireNonNull(atMost, "atMost"));
        super.close();
    }
}
