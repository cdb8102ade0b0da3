package dev.dust.cache;

import org.jspecify.annotations.Nullable;

/**
 * Goes through rows lazily, in the order of its {@link Scan}, and sees the moment of its {@link CacheSnapshot}. Not for several
 * threads at once.
 */
public interface RowCursor extends AutoCloseable {

    /**
     * The next row, or null at the end; null again after that.
     *
     * @throws CacheException         if the cache cannot be read now
     * @throws UnreadableRowException if it is the next row that cannot; the call after that gives the one behind it
     */
    @Nullable
    Row next();

    /**
     * Skips ahead: the next row is the first whose key is not before {@code key} in the cursor's direction. Never goes back: a
     * key that has been passed does nothing.
     */
    void seek(String key);

    /** Frees what the cursor holds. */
    @Override
    void close();
}
