package dev.dust.testkit.contract;

import dev.dust.transport.ClientMessage;
import dev.dust.transport.ServerMessage;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The server's end of one connection that a {@link FakeServer} accepted. Safe for every thread. */
public interface ServerEnd {

    /** Why a server ends a connection. */
    enum Ending {
        /** Nothing is left to do; WebSocket's code 1000. */
        DONE,
        /** The server goes away, and will be there again; 1001. */
        GOING_AWAY,
        /** The client sent more in one message than the server takes; 1009. */
        TOO_LARGE,
        /** The server cannot go on, perhaps for what it was sent; 1011. */
        FAULT
    }

    /**
     * Sends a message, after those before it. In the places that it names as unreadable stands something that is well-formed on
     * this wire, and no value.
     *
     * @return completes when the network has taken it, however late; exceptionally if the connection is gone
     */
    CompletableFuture<?> send(ServerMessage message);

    /** Sends what is about no store, in all the ways that there are on this wire. */
    void sendJunk();

    /**
     * Sends frames of which it cannot be told what they are about, in all the ways that there are on this wire.
     *
     * @return how many
     */
    int sendUnreadable();

    /**
     * The next message that the client sent, in order; waits for it. Heartbeats are none.
     *
     * @return empty if there is none within {@code patience}, or none will come because the connection is gone
     */
    Optional<ClientMessage> received(Duration patience);

    /** How many bytes the frame had that {@link #received} gave last; 0 if frames have no size on this wire. */
    long lastSize();

    /** Stops to read what the client sends, so that the network fills up; or goes on. */
    void read(boolean on);

    /** How many heartbeats came so far. */
    int heartbeats();

    /** Leaves heartbeats unanswered from now on; or answers them again. */
    void answerHeartbeats(boolean on);

    /** Ends the connection, and says why: what was sent before still arrives. */
    void hangUp(Ending why);

    /** Ends the connection in good order. */
    default void hangUp() {
        hangUp(Ending.DONE);
    }

    /** Ends the connection as a broken network does, in the middle of whatever there is. */
    void cut();

    /** Whether the connection is gone, as the server sees it, within {@code patience}. */
    boolean isGone(Duration patience);
}
