package dev.dust.testkit.server;

import dev.dust.testkit.server.rules.Blobs;
import dev.dust.testkit.server.rules.Event;
import java.util.List;

/**
 * Where a server writes down what happens, so that it survives a restart. The calls for one store come one at a time and in the
 * order in which things happened; those for different stores may come at once.
 */
interface Journal extends AutoCloseable {
    /** Keeps nothing. */
    Journal NONE = new Journal() {
        @Override
        public void file(String store, Blobs.Blob blob) {
            // gone with the server
        }

        @Override
        public void events(String store, List<Event> events) {
            // gone with the server
        }

        @Override
        public void compacted(String store, long seq) {
            // gone with the server
        }

        @Override
        public void archived(String store) {
            // gone with the server
        }

        @Override
        public void close() {
            // nothing to free
        }
    };

    /** A file was put into the store; its event follows. */
    void file(String store, Blobs.Blob blob);

    /** These ops were committed. */
    void events(String store, List<Event> events);

    /** The history up to {@code seq} was folded into a snapshot. */
    void compacted(String store, long seq);

    /** The store was archived. */
    void archived(String store);

    @Override
    void close();
}
