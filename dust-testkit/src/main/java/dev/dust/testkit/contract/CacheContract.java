package dev.dust.testkit.contract;

/**
 * The law of {@link dev.dust.cache.Cache}, to be proved by an adapter's tests:
 *
 * <pre>{@code
 * class RocksCacheTest implements CacheContract {
 *     @Override
 *     public Cache openCache() {
 *         return new RocksCache(newTemporaryDirectory());
 *     }
 * }
 * }</pre>
 *
 * <p>Each method is named for the rule that it proves, and a failure says where to look. A durable cache implements
 * {@link #reopen} too.
 */
public interface CacheContract
        extends
            CommitContract,
            RowChangeContract,
            ScanContract,
            PatternContract,
            SnapshotContract,
            FirstRowsContract,
            ValueContract,
            OutboxContract,
            ContentsContract,
            SharingContract,
            DurabilityContract {
}
