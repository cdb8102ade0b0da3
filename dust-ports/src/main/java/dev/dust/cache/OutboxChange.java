package dev.dust.cache;

import java.util.Objects;

/** A change to the outbox of this device, unless it says otherwise; part of a commit. Steps take effect in their order. */
public sealed interface OutboxChange {

    /**
     * Adds an entry, in its place by position. That is behind all others, but where a cache has gone back and is told again of
     * what it lost. One that is there already, of the same id and position, gets the new op and keeps the greater acked seq of
     * both.
     *
     * @param entry its op can be read
     */
    record Add(OutboxEntry entry) implements OutboxChange {
        /** Checks that there is an op to add. */
        public Add {
            Objects.requireNonNull(entry.op(), "op");
        }
    }

    /** Notes that the server accepted a write. Does nothing if there is no such entry. */
    record Acked(String opId, long seq) implements OutboxChange {
    }

    /**
     * Notes, in the outbox of another device, that the server accepted its write as {@code seq}: whoever takes rows to an event
     * says so to the device that wrote it, in the same commit, because that one may never hear of it. Does nothing if there is
     * no such entry.
     */
    record AckedOf(String deviceId, String opId, long seq) implements OutboxChange {
    }

    /** Removes an entry. Does nothing if there is none. */
    record Remove(String opId) implements OutboxChange {
    }
}
