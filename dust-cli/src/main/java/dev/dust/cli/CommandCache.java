package dev.dust.cli;

import dev.dust.cache.Cache;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a command that talks to a server keeps its rows and its unsent writes in. */
@FunctionalInterface
interface CommandCache {

    /**
     * Opens it.
     *
     * @throws Failure                       if a file cannot be used
     * @throws dev.dust.cache.CacheException if a database cannot
     */
    Cache open();

    /**
     * Has the outbox to itself, or does without.
     *
     * @param use    whether and how long another command is waited for
     * @param atMost how long at most
     * @throws Failure if a file cannot be used
     */
    default OutboxLock outbox(OutboxUse use, Duration atMost) throws InterruptedException {
        return OutboxLock.NOT_NEEDED;
    }

    /** How many writes of all commands wait for the server; known of a file alone, 0 of others. */
    default long waiting(String store) {
        return 0;
    }

    /** Notes that what it has of a store is, at this moment, what the server has. */
    default void noteInStep(String store) {
        // Nobody asks.
    }

    /** How long ago that was; null if nobody knows. */
    @Nullable
    default Duration age(String store) {
        return null;
    }
}
