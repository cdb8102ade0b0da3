package dev.dust.server.web;

import dev.dust.server.ServerOptions;
import dev.dust.server.http.WebNode;
import dev.dust.server.intercept.ServerInterceptor;
import java.util.Objects;

/** Describes a {@link Server}, and starts it. For one thread. */
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
    public Server start() {
        return start(ServerInterceptor.NONE);
    }

    /** Starts it with {@code interceptor} between it and its clients; otherwise like {@link #start()}. */
    public Server start(ServerInterceptor interceptor) {
        return new Server(WebNode.start(settings(), Objects.requireNonNull(interceptor, "interceptor")));
    }
}
