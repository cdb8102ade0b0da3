package dev.dust.server.memory;

import dev.dust.server.ledger.Event;
import java.util.List;

/**
 * Where a server writes down what happens, so that it survives a restart. It is told before anybody can see it. The calls for
 * one store come one at a time and in the order in which things happen; those for different stores may come at once. A call
 * that fails with an {@link java.io.UncheckedIOException} has written nothing.
 */
public interface Journal extends AutoCloseable {
    /** Keeps nothing. */
    Journal NONE = new Journal() {
        @Override
        public void committed(String store, List<Event> events) {
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

    /** These ops are committed, all or none. */
    void committed(String store, List<Event> events);

    /** The history up to {@code seq} is folded into a snapshot. */
    void compacted(String store, long seq);

    /** The store is archived. */
    void archived(String store);

    @Override
    void close();
}
