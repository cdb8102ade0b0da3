package dev.dust.cli.together;

import dev.dust.cache.Cache;
import dev.dust.cache.CacheSnapshot;
import dev.dust.cache.Commit;
import dev.dust.cache.CommitResult;
import dev.dust.cache.FileContents;
import dev.dust.cache.OutboxEntry;
import dev.dust.cache.Row;
import dev.dust.cache.RowCursor;
import dev.dust.cache.Scan;
import dev.dust.cache.StoreCache;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A cache that counts the rows which it gives: each that is asked for by its key, found or not, and each that a scan meets. */
final class CountingCache implements Cache {
    private final Cache inner;
    private final AtomicLong rows = new AtomicLong();
    private final AtomicLong scans = new AtomicLong();

    CountingCache(Cache inner) {
        this.inner = inner;
    }

    /** How many rows it gave. */
    long rows() {
        return rows.get();
    }

    /** How many scans were begun. */
    long scans() {
        return scans.get();
    }

    /** Begins to count anew. */
    void forget() {
        scans.set(0);
        rows.set(0);
    }

    @Override
    public boolean durable() {
        return inner.durable();
    }

    @Override
    public boolean blocking() {
        return inner.blocking();
    }

    @Override
    public String deviceId(@Nullable String configured, Supplier<String> fresh) {
        return inner.deviceId(configured, fresh);
    }

    @Override
    public StoreCache open(String store, String deviceId) {
        StoreCache opened = inner.open(store, deviceId);
        return new StoreCache() {
            @Override
            public CacheSnapshot snapshot() {
                return counted(opened.snapshot());
            }

            @Override
            public CommitResult commit(Commit commit) {
                return opened.commit(commit);
            }

            @Override
            public List<OutboxEntry> outbox() {
                return opened.outbox();
            }

            @Override
            public FileContents contents() {
                return opened.contents();
            }
        };
    }

    private CacheSnapshot counted(CacheSnapshot snapshot) {
        return new CacheSnapshot() {
            @Override
            public long appliedSeq() {
                return snapshot.appliedSeq();
            }

            @Override
            public long count() {
                return snapshot.count();
            }

            @Override
            public @Nullable Row get(String key) {
                rows.incrementAndGet();
                return snapshot.get(key);
            }

            @Override
            public Map<String, Row> getAll(Collection<String> keys) {
                rows.addAndGet(keys.size());
                return snapshot.getAll(keys);
            }

            @Override
            public RowCursor scan(Scan scan) {
                scans.incrementAndGet();
                return counted(snapshot.scan(scan));
            }

            @Override
            public List<Long> settled() {
                return snapshot.settled();
            }

            @Override
            public void close() {
                snapshot.close();
            }
        };
    }

    private RowCursor counted(RowCursor cursor) {
        return new RowCursor() {
            @Override
            public @Nullable Row next() {
                Row next = cursor.next();
                if (next != null) {
                    rows.incrementAndGet();
                }
                return next;
            }

            @Override
            public void seek(String key) {
                cursor.seek(key);
            }

            @Override
            public void close() {
                cursor.close();
            }
        };
    }

    @Override
    public void close() {
        inner.close();
    }
}
