package dev.dust.testkit.server;

import dev.dust.server.ServerOptions;
import dev.dust.server.node.JournalFile;
import dev.dust.server.web.RunningServer;
import java.util.Objects;

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
 * <p>Safe for every thread. It keeps everything in memory, unless it is given {@link ServerOptions#data a file} or
 * {@link ServerOptions#ledger a ledger}.
 */
public final class DustServer extends RunningServer {
    private final FaultBook faults;

    private DustServer(ServerOptions options, FaultBook faults) {
        super(options, JournalFile::open, faults);
        this.faults = faults;
    }

    /** A server on a free port of the loopback interface, which takes any token and has every store that is asked for. */
    public static DustServer start() {
        return start(ServerOptions.defaults());
    }

    /**
     * A server that is like this.
     *
     * @throws IllegalStateException        if it cannot listen there, or would be open to the network, or the file of
     *                                      {@link ServerOptions#data} is not such a file or is in use, or the options
     *                                      contradict each other
     * @throws IllegalArgumentException     if one of {@link ServerOptions#stores} is no name of a store
     * @throws java.io.UncheckedIOException if that file cannot be read and written
     */
    public static DustServer start(ServerOptions options) {
        return new DustServer(Objects.requireNonNull(options, "options"), new FaultBook());
    }

    /**
     * The back door to a store, which is made if it is missing.
     *
     * @throws IllegalArgumentException if that is no name of a store
     */
    public ServerStore store(String name) {
        return new ServerStore(host(name));
    }

    /** The ways in which the server can misbehave. */
    public Faults faults() {
        return new Faults(faults, null);
    }
}
