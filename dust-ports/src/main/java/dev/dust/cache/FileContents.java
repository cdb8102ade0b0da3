package dev.dust.cache;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The contents of files that one device has still to send to one store, in chunks, so that none need ever be in the heap as a
 * whole. They are no part of commits: one is here before the op that needs it, and until after that is settled.
 *
 * <p>Law:
 * <ol>
 * <li>What {@link #write} has taken when it returns, {@link #read} gives until it is removed; after a restart too, if the cache
 * is durable.</li>
 * <li>Contents are kept apart by device, store and op.</li>
 * <li>Any thread may call any method at any time; those of one op come one at a time.</li>
 * </ol>
 */
public interface FileContents {
    /** How many bytes a chunk has, but for the last one of a content, which has at least one. */
    int CHUNK_BYTES = 1 << 18;

    /** Keeps none, and has none: of a cache that takes no files but those which fit into an op. */
    FileContents NONE = new FileContents() {
        @Override
        public void write(String opId, int number, byte[] chunk) {
            throw new CacheException("this cache keeps no contents of files");
        }

        @Override
        public byte @Nullable [] read(String opId, int number) {
            return null;
        }

        @Override
        public void remove(String opId) {
            // There is none.
        }

        @Override
        public Set<String> opIds() {
            return Set.of();
        }
    };

    /**
     * Keeps one chunk of the content for an op; over one of the same number, if there is one.
     *
     * @param number 0, 1, 2, ..., in this order
     * @param chunk  not changed by anybody afterwards
     * @throws CacheException if it cannot be kept now
     */
    void write(String opId, int number, byte[] chunk);

    /**
     * One chunk of the content for an op; null if there is none of that number.
     *
     * @throws CacheException if it cannot be read now
     */
    byte @Nullable [] read(String opId, int number);

    /**
     * Removes the content for an op. Does nothing if there is none.
     *
     * @throws CacheException if that cannot be done now
     */
    void remove(String opId);

    /**
     * The ops for which there is any content.
     *
     * @throws CacheException if that cannot be read now
     */
    Set<String> opIds();
}
