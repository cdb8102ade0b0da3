package dev.dust.server.node;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The way to one client: a socket, or a call within this JVM. Safe for every thread. */
public interface ClientLink {

    /** How many bytes a frame has on this way; 0 where it has none. */
    int sizeOf(Outgoing outgoing);

    /**
     * Sends a frame. The answer completes when it has left, and all before it, and fails when the connection is gone.
     *
     * @param more whether another follows at once, so that it may leave together with that
     */
    CompletableFuture<?> send(Outgoing outgoing, boolean more);

    /**
     * Says why, and closes at once: a client that is still sending may find its connection cut, and never read why.
     *
     * @param status one of WebSocket's statuses for what went wrong
     */
    void close(int status, @Nullable String reason);

    /** Cuts the connection. */
    void abort();
}
