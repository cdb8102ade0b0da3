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

/** A cache without anything in it, or with rows that never change. */
public final class EmptyCache implements Cache {
    private final Supplier<CacheSnapshot> rows;

    EmptyCache() {
        this(() -> new TestRows(List.of()));
    }

    /** With the rows of each moment. */
    public EmptyCache(Supplier<CacheSnapshot> rows) {
        this.rows = rows;
    }

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
        return configured == null ? fresh.get() : configured;
    }

    @Override
    public StoreCache open(String store, String deviceId) {
        return new StoreCache() {
            @Override
            public CacheSnapshot snapshot() {
                return rows.get();
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
