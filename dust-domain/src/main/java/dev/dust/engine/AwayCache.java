package dev.dust.engine;

import dev.dust.cache.CacheException;
import dev.dust.cache.CacheSnapshot;
import dev.dust.cache.Commit;
import dev.dust.cache.CommitResult;
import dev.dust.cache.OutboxEntry;
import dev.dust.cache.StoreCache;
import java.util.List;

/** What a store has for a cache while its own could not be opened yet: everything fails, at once and with the reason. */
final class AwayCache implements StoreCache {
    private final String why;

    AwayCache(String why) {
        this.why = why;
    }

    @Override
    public CacheSnapshot snapshot() {
        throw new CacheException(why);
    }

    @Override
    public Found find(String key) {
        throw new CacheException(why);
    }

    @Override
    public CommitResult commit(Commit commit) {
        throw new CacheException(why);
    }

    @Override
    public List<OutboxEntry> outbox() {
        throw new CacheException(why);
    }
}
