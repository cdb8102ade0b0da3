package dev.dust.testkit.contract;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The server's side of a transport under test: it takes connections, and does on each what a test tells it, and nothing by
 * itself but answer heartbeats. Safe for every thread.
 *
 * <p>The contract brings one that speaks WebSocket. A transport over something else, such as one within a process, comes with
 * its own: see {@link TransportUnderTest#startServer}.
 */
public interface FakeServer extends AutoCloseable {

    /** How an attempt to connect is answered. */
    enum Answer {
        /** The connection is made. */
        ACCEPT,
        /** The server does not want this client; over HTTP 403. */
        REFUSE,
        /** The server cannot take a client now; over HTTP 503. */
        FAIL,
        /** There is no answer, until the server answers otherwise. */
        HOLD
    }

    /**
     * What a client said of itself as it connected (docs/protocol.md#connecting).
     *
     * @param token    as it was shown
     * @param deviceId the client's id
     * @param capver   the protocol version that it speaks
     */
    record Attempt(String token, String deviceId, int capver) {
    }

    /** Where the server is, for {@link TransportUnderTest#openTransport}. */
    URI url();

    /** From now on answers attempts like this, and those that are held. The first answer is ACCEPT. */
    void answer(Answer how);

    /** The attempts to connect so far, oldest first, whatever the answer was. */
    List<Attempt> attempts();

    /**
     * The server's end of the oldest connection that was accepted and not given by this method before; waits for it.
     *
     * @return empty if there is none within {@code patience}
     */
    Optional<ServerEnd> accepted(Duration patience);

    /**
     * Keeps a file for those who ask for it with {@code token}. Others are told that they may not have it, and who asks for
     * another one that there is none; where the answer is REFUSE or FAIL, that holds here too.
     *
     * @param hash its name, {@code sha256:<hex>}; the content may have another one
     */
    default void keep(String hash, byte[] content, String token) {
        throw new UnsupportedOperationException("this server keeps no files");
    }

    /** Ends all connections; from now on nobody is there. */
    @Override
    void close();
}
