package dev.dust.cache;

/** A change to the outbox, part of a commit. Steps take effect in their order. */
public sealed interface OutboxChange {

    /** Adds an entry; its position is greater than those of all entries before it. */
    record Add(OutboxEntry entry) implements OutboxChange {
    }

    /** Notes that the server accepted a write. Does nothing if there is no such entry. */
    record Acked(String opId, long seq) implements OutboxChange {
    }

    /** Removes an entry. Does nothing if there is none. */
    record Remove(String opId) implements OutboxChange {
    }
}
