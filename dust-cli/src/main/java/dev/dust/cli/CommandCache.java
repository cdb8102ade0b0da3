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
