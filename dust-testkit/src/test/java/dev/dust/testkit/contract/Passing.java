package dev.dust.testkit.contract;

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
import dev.dust.testkit.NaiveCache;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/** A cache in layers that pass everything on, for broken ones to do one thing otherwise. */
final class Passing {
    private Passing() {
    }

    /** A cache whose stores are made by {@code layer} from right ones. */
    static Cache stores(Function<StoreCache, StoreCache> layer) {
        return new OverCache() {
            @Override
            public StoreCache open(String store, String deviceId) {
                return layer.apply(super.open(store, deviceId));
            }
        };
    }

    /** A cache whose snapshots are made by {@code layer} from right ones. */
    static Cache snapshots(Function<CacheSnapshot, CacheSnapshot> layer) {
        return stores(store -> new OverStore(store) {
            @Override
            public CacheSnapshot snapshot() {
                return layer.apply(super.snapshot());
            }
        });
    }

    /** A cache whose scans are answered by {@code scanner} from right snapshots. */
    static Cache scans(Scanner scanner) {
        return snapshots(snapshot -> new OverSnapshot(snapshot) {
            @Override
            public RowCursor scan(Scan scan) {
                return scanner.scan(inner, scan);
            }
        });
    }

    interface Scanner {
        RowCursor scan(CacheSnapshot right, Scan scan);
    }

    static class OverCache implements Cache {
        private final Cache inner = new NaiveCache();

        @Override
        public boolean durable() {
            return inner.durable();
        }

        @Override
        public boolean blocking() {
            return inner.blocking();
        }

        @Override
        public String deviceId(String configured, Supplier<String> fresh) {
            return inner.deviceId(configured, fresh);
        }

        @Override
        public StoreCache open(String store, String deviceId) {
            return inner.open(store, deviceId);
        }

        @Override
        public void close() {
            inner.close();
        }
    }

    static class OverStore implements StoreCache {
        final StoreCache inner;

        OverStore(StoreCache inner) {
            this.inner = inner;
        }

        @Override
        public CacheSnapshot snapshot() {
            return inner.snapshot();
        }

        @Override
        public CommitResult commit(Commit commit) {
            return inner.commit(commit);
        }

        @Override
        public FileContents contents() {
            return inner.contents();
        }

        @Override
        public List<OutboxEntry> outbox() {
            return inner.outbox();
        }
    }

    static class OverSnapshot implements CacheSnapshot {
        final CacheSnapshot inner;

        OverSnapshot(CacheSnapshot inner) {
            this.inner = inner;
        }

        @Override
        public long appliedSeq() {
            return inner.appliedSeq();
        }

        @Override
        public long count() {
            return inner.count();
        }

        @Override
        public Row get(String key) {
            return inner.get(key);
        }

        @Override
        public Map<String, Row> getAll(Collection<String> keys) {
            return inner.getAll(keys);
        }

        @Override
        public RowCursor scan(Scan scan) {
            return inner.scan(scan);
        }

        @Override
        public List<Long> settled() {
            return inner.settled();
        }

        @Override
        public void close() {
            inner.close();
        }
    }

    static class OverCursor implements RowCursor {
        final RowCursor inner;

        OverCursor(RowCursor inner) {
            this.inner = inner;
        }

        @Override
        public Row next() {
            return inner.next();
        }

        @Override
        public void seek(String key) {
            inner.seek(key);
        }

        @Override
        public void close() {
            inner.close();
        }
    }
}
