package dev.dust.cache;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where the rows that the server committed are kept, and the writes that it has not answered yet. Holds nothing optimistic:
 * what is in it can be trusted after a crash.
 */
public interface Cache extends AutoCloseable {

    /** Whether what was committed outlives this process. */
    boolean durable();

    /**
     * Whether reads and commits may wait for a disk or network. The engine then commits on a thread of its own, several events
     * at a time.
     */
    boolean blocking();

    /**
     * The id by which the server knows this device: the one that the application configured, else the one that was kept, else a
     * new one, which is kept. Where several processes share the cache, each holds the id that it was given, and no other
     * process is given it. The same is given again until it is lost ({@link ClaimLostException}); then another is.
     *
     * @param configured the application's choice, or null
     * @param fresh      makes a new id
     * @throws CacheException if the cache cannot be read or written now
     */
    String deviceId(@Nullable String configured, Supplier<String> fresh);

    /**
     * The rows of {@code store} and the outbox of {@code deviceId} for it. Opening the same pair again gives the same rows and
     * outbox.
     *
     * @throws CacheException if the cache cannot be read now
     */
    StoreCache open(String store, String deviceId);

    /**
     * Frees what the cache holds. What was committed to a durable cache stays. Other threads may be at work: what they wait for
     * ends, if need be by {@link CacheException}, as may everything that they do after that. Returns within some seconds,
     * whatever a disk or network does.
     */
    @Override
    void close();
}
