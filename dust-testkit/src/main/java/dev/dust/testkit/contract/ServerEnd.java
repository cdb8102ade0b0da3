package dev.dust.testkit.contract;

import dev.dust.transport.ClientMessage;
import dev.dust.transport.ServerMessage;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The server's end of one connection that a {@link FakeServer} accepted. Safe for every thread. */
public interface ServerEnd {

    /**
     * Sends a message, after those before it.
     *
     * @return completes when the network has taken it, however late; exceptionally if the connection is gone
     */
    CompletableFuture<?> send(ServerMessage message);

    /** Sends what no message of the protocol looks like, in all the ways that there are on this wire. */
    void sendJunk();

    /**
     * The next message that the client sent, in order; waits for it. Heartbeats are none.
     *
     * @return empty if there is none within {@code patience}, or none will come because the connection is gone
     */
    Optional<ClientMessage> received(Duration patience);

    /** Stops to read what the client sends, so that the network fills up; or goes on. */
    void read(boolean on);

    /** How many heartbeats came so far. */
    int heartbeats();

    /** Leaves heartbeats unanswered from now on; or answers them again. */
    void answerHeartbeats(boolean on);

    /** Ends the connection in good order: what was sent before still arrives. */
    void hangUp();

    /** Ends the connection because a message was larger than the server takes; over WebSocket with code 1009. */
    void closeForSize();

    /** Ends the connection as a broken network does, in the middle of whatever there is. */
    void cut();

    /** Whether the connection is gone, as the server sees it, within {@code patience}. */
    boolean isGone(Duration patience);
}
