package dev.dust.server.node;

import dev.dust.server.frame.Frame;
import dev.dust.transport.CloseReason;
import dev.dust.transport.Handshake;
import java.io.IOException;
import java.io.InputStream;

/** What answers the clients that are in its own JVM, each on a {@link LocalLine}. Safe for every thread. */
public interface LocalPeer {

    /**
     * Takes a client in: calls {@link LocalLine#opened}. May wait for what it needs for that.
     *
     * @throws NotTakenIn if it does not
     */
    void accept(Handshake handshake, LocalLine line) throws NotTakenIn;

    /** The content of a file; see {@link dev.dust.transport.Transport#download}. */
    InputStream download(String hash, long from) throws IOException;

    /** Takes the content of a file; see {@link dev.dust.transport.Transport#upload}. Closes nothing. */
    void upload(String hash, long size, InputStream content) throws IOException;

    /** Its end of a line. */
    interface End {
        /**
         * The client sent a frame. Calls come one at a time.
         *
         * @param readOn to be run, once, when the next frame may come; any thread may do so
         */
        void received(Frame frame, Runnable readOn);

        /** The line is gone. Called once, perhaps during another call. */
        void closed();
    }

    /** A client is not taken in. */
    final class NotTakenIn extends Exception {
        private static final long serialVersionUID = 1L;

        private final transient CloseReason reason;

        /** For a reason, which the client is told. */
        public NotTakenIn(CloseReason reason) {
            super(reason.message(), null, false, false);
            this.reason = reason;
        }

        /** What the client is told. */
        public CloseReason reason() {
            return reason;
        }
    }
}
