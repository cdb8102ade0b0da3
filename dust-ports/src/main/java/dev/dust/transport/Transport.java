package dev.dust.transport;

import java.io.IOException;
import java.io.InputStream;

/**
 * The way to a server. An implementation turns messages into frames and back, keeps the connection alive
 * (docs/protocol.md#heartbeat), and says when it is gone; it never connects again by itself, knows no store and keeps nothing
 * for later: that is the domain's.
 *
 * <p>Law:
 * <ol>
 * <li>{@link #connect} returns at once. Exactly one of {@link Listener#opened} and {@link Listener#closed} follows, from any
 * thread, even before {@code connect} has returned; after {@code opened} come messages, then exactly one {@code closed}. After
 * {@code closed} nothing comes any more.</li>
 * <li>The calls to one listener never overlap, and each sees the effects of those before it.</li>
 * <li>Messages arrive at the listener in the order in which they came over the wire. Nothing about a store is dropped in
 * silence: a message of which a part cannot be decoded names that part ({@link ServerMessage#unreadable}), and a frame of which
 * nothing can be told is reported in its place ({@link Listener#unreadable}). Neither ends the connection. A frame about
 * something that is no store is logged and dropped.</li>
 * <li>The listener may block. Until it returns, nothing more is read, so that the network slows the server down and no queue
 * grows.</li>
 * <li>{@link CloseReason.Lost#by} blames the server only for what it did itself, to a connection that stood: one that it closed
 * with 1009 is {@link CloseReason.By#TOO_LARGE}; one that it closed in good order (1000, 1001, 1012, 1013) is
 * {@link CloseReason.By#NETWORK}; one that it closed otherwise, or cut (the end of the stream, a reset), is
 * {@link CloseReason.By#SERVER}. All else is the network's: attempts that fail, a heartbeat without an answer, what this client
 * closes, and a server that breaks the protocol. See {@link CloseReason.By#ofCode}.</li>
 * <li>Whether a server's refusal can change is the transport's to know: where it holds a token that was refused, a further
 * {@code connect} answers {@link CloseReason.Refused} without asking the server, until the token is another one.</li>
 * </ol>
 */
public interface Transport extends AutoCloseable {

    /**
     * Begins one connection. Never throws for a server that is away: that is {@code closed}.
     *
     * @param handshake what to say of this client
     * @param listener  hears how it goes
     * @return the connection, which can be closed before it is open
     */
    Connection connect(Handshake handshake, Listener listener);

    /**
     * Fetches the content of a file that the server keeps (docs/protocol.md#files), whether a connection is open or not. Blocks
     * until the server has begun to answer; the content then comes as it is read. Nobody has compared it with its hash.
     *
     * @param hash {@code sha256:<hex>}
     * @param from how many bytes of it are here already: what comes begins with the next one, and is nothing where there is
     *             none. 0 for all of it. Where a server sends all of it all the same, the transport leaves out what is here
     * @return the content, to be closed
     * @throws FileRefusedException if the server refuses; asking again does not help
     * @throws IOException              if the server cannot be reached, or this transport fetches no files. Reading throws it,
     *                                  too, where the content breaks off, or has not gone on for a while: nobody waits for ever
     */
    default InputStream download(String hash, long from) throws IOException {
        throw new IOException("this transport fetches no files");
    }

    /**
     * Brings the content of a file to a server that takes uploads (docs/protocol.md#uploads), before the message that names it.
     * Blocks until the server has all of it, or says that it needs none of it.
     *
     * @param hash    {@code sha256:<hex>} of the content
     * @param size    how many bytes {@code content} has
     * @param content read as the network takes it, and closed
     * @throws FileRefusedException if the server refuses; bringing it again does not help
     * @throws IOException          if the server cannot be reached, the content breaks off or does not go on for a while, or
     *                              this transport brings no files
     */
    default void upload(String hash, long size, InputStream content) throws IOException {
        content.close();
        throw new FileRefusedException("unsupported", "this transport brings no files");
    }

    /**
     * How many bytes the frame of {@code message} would have, as servers count them: without the header that the network puts
     * before it. Asked before a write is taken in, where it is large or unusual, so that what no server could take is refused
     * at the call. Any thread may ask; nothing is sent.
     *
     * @return 0 if this transport's frames have no size
     * @throws dev.dust.codec.CodecException if the format of this transport has no form for it that all peers can read; the
     *                                       message says why
     */
    default long sizeOf(ClientMessage message) {
        return 0;
    }

    /**
     * Has the connections that are made from now on speak another format than those before, because the server cannot tell a
     * store's history in that one. Any thread may call this.
     *
     * @return false if this transport knows no other, or was made to speak another already
     */
    default boolean useOtherFormat() {
        return false;
    }

    /** Frees what all connections share. Those that are open are closed; their listeners hear so. */
    @Override
    void close();

    /** A connection. Every method may be called from any thread. */
    interface Connection {

        /**
         * Sends a message, after those that were sent before it. Never waits, neither for the server nor for the network: what
         * the network does not take yet is kept, and the domain sees to it that this is no more than {@code maxInFlight} writes
         * a store. (If it waited, a client and a server that both write could wait for each other.) Never throws: what cannot
         * be sent is dropped, and then {@code closed} is on its way; that goes for what has no form ({@link #sizeOf}) too.
         */
        void send(ClientMessage message);

        /** Closes the connection, if it is not closed; does not wait. {@code closed} follows. */
        void close();
    }

    /** Hears what becomes of a connection. */
    interface Listener {

        /** The server took the connection; messages may be sent from now on. */
        void opened();

        /** The server sent {@code message}. May block, see the law. */
        void received(ServerMessage message);

        /**
         * The server sent a frame that cannot be decoded, and of which not even the store can be told: something of some store
         * is missing now. May block, as {@link #received} may.
         *
         * @param why what is wrong with it, for a log
         */
        void unreadable(String why);

        /** The connection is gone, or could not be made. The last call. */
        void closed(CloseReason reason);
    }
}
