package dev.dust.benchmarks.contender;

/** A server and the client library that belongs to it, as a team would pick them: each with its defaults. */
public interface Contender {
    /** What a table calls it. */
    String name();

    /**
     * The versions of the library and of the server.
     *
     * @throws NotOffered if the server cannot be had on this machine
     */
    String versions() throws Exception;

    /**
     * Starts a server that has nothing in it, and waits until it takes clients.
     *
     * @throws NotOffered if it cannot be had on this machine
     */
    ServerProcess startServer() throws Exception;

    /**
     * A client that is connected, with a connection of its own.
     *
     * @param port  where the server is, or what stands between
     * @param space a name for keys that have nothing to do with those of other spaces
     */
    Client connect(int port, String space) throws Exception;

    /** The same for one who has much to put and is not measured. */
    default Client connectToFill(int port, String space) throws Exception {
        return connect(port, space);
    }

    /**
     * The same, where the connection is to be cut.
     *
     * @throws NotOffered if the library goes by addresses that it was told by the server, and so past what stands between
     */
    default Client connectThrough(int port, String space) throws Exception {
        return connect(port, space);
    }
}
