package dev.dust.cache;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a store at one moment: no commit that comes later shows, and none shows in part. Not for several threads at once
 * unless the cache says so. Close it soon: a cache may hold resources for it.
 */
public interface CacheSnapshot extends AutoCloseable {

    /** The applied seq of this moment; 0 for a store that was never synced. */
    long appliedSeq();

    /** How many rows there are. */
    long count();

    /**
     * The row of {@code key}, or null if there is none.
     *
     * @throws CacheException         if the cache cannot be read now
     * @throws UnreadableRowException if the row itself cannot
     */
    @Nullable
    Row get(String key);

    /**
     * The rows of those {@code keys} that have one, by key; in no particular order.
     *
     * @throws CacheException         if the cache cannot be read now
     * @throws UnreadableRowException if one of the rows cannot
     */
    Map<String, Row> getAll(Collection<String> keys);

    /**
     * The rows of a range. Costs what is read, and does not depend on the number of rows elsewhere.
     *
     * @throws CacheException if the cache cannot be read now
     */
    RowCursor scan(Scan scan);

    /**
     * The positions of those entries in this device's outbox whose writes the rows of this moment include, in ascending order.
     * Empty unless several devices share the cache: then another one may have taken the rows to this device's write
     * ({@link OutboxChange.AckedOf}) before it has heard of it.
     *
     * @throws CacheException     if the cache cannot be read now
     * @throws ClaimLostException if another process holds this device id, and may have removed such entries
     */
    List<Long> settled();

    @Override
    void close();
}
