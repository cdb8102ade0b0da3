package dev.dust.testkit.server;

import dev.dust.server.ServerOptions;
import dev.dust.server.http.WebNode;

/** Describes a {@link DustServer}, and starts it. For one thread. */
public final class ServerBuilder extends ServerOptions<ServerBuilder> {

    ServerBuilder() {
    }

    @Override
    protected ServerBuilder self() {
        return this;
    }

    /**
     * Starts it.
     *
     * @throws IllegalStateException        if it cannot listen there, or would be open to the network, or the file of
     *                                      {@link #data} is not such a file or is in use
     * @throws java.io.UncheckedIOException if that file cannot be read and written
     */
    public DustServer start() {
        var faults = new FaultBook();
        return new DustServer(WebNode.start(settings(), faults), faults);
    }
}
