package dev.dust.engine;

import dev.dust.cache.Cache;
import dev.dust.cache.CacheSnapshot;
import dev.dust.cache.Commit;
import dev.dust.cache.CommitResult;
import dev.dust.cache.OutboxEntry;
import dev.dust.cache.StoreCache;
import dev.dust.sync.TestRows;
import java.util.List;
import java.util.function.Supplier;

/** A cache without anything in it. */
final class EmptyCache implements Cache {
    @Override
    public boolean durable() {
        return false;
    }

    @Override
    public boolean blocking() {
        return false;
    }

    @Override
    public String deviceId(String configured, Supplier<String> fresh) {
        return configured;
    }

    @Override
    public StoreCache open(String store, String deviceId) {
        return new StoreCache() {
            @Override
            public CacheSnapshot snapshot() {
                return new TestRows(List.of());
            }

            @Override
            public CommitResult commit(Commit commit) {
                return CommitResult.Done.INSTANCE;
            }

            @Override
            public List<OutboxEntry> outbox() {
                return List.of();
            }
        };
    }

    @Override
    public void close() {
        // Nothing is held.
    }
}
