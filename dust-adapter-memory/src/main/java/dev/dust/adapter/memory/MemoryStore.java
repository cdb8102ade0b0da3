package dev.dust.adapter.memory;

import dev.dust.cache.CacheSnapshot;
import dev.dust.cache.Commit;
import dev.dust.cache.CommitResult;
import dev.dust.cache.KeyMap;
import dev.dust.cache.OutboxEntry;
import dev.dust.cache.Row;
import dev.dust.cache.StoreCache;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/** One store: its rows, which all devices share, and each device's outbox. */
final class MemoryStore {
    /** Held by commits and by readers of an outbox, never by readers of rows. */
    private final Lock lock = new ReentrantLock();
    private final Map<String, MemoryOutbox> outboxes = new HashMap<>();
    /** Null once closed. Written under the lock. */
    private volatile MemoryRows rows = MemoryRows.NONE;

    StoreCache of(String deviceId) {
        return new OfDevice(deviceId);
    }

    void close() {
        lock.lock();
        try {
            rows = null;
            outboxes.clear();
        } finally {
            lock.unlock();
        }
    }

    private MemoryRows rows() {
        MemoryRows now = rows;
        if (now == null) {
            throw MemoryCache.closedException();
        }
        return now;
    }

    private CommitResult commit(Commit commit, String deviceId) {
        if (isStale(commit)) {
            return new CommitResult.Stale(rows().appliedSeq());
        }
        // The replacement is somebody else's code, and long: it is gone through before the lock is taken.
        KeyMap<Row> replacement = commit.replacement() == null ? null : MemoryRows.byKey(commit.replacement());
        lock.lock();
        try {
            if (isStale(commit)) {
                return new CommitResult.Stale(rows().appliedSeq());
            }
            MemoryRows now = rows();
            KeyMap<Row> base = replacement == null ? now.rows() : replacement;
            MemoryRows next = commit.touchesRows() ? MemoryRows.after(base, commit.changes(), commit.appliedSeq()) : now;
            outboxes.computeIfAbsent(deviceId, id -> new MemoryOutbox()).apply(commit.outbox());
            rows = next;
            return CommitResult.Done.INSTANCE;
        } finally {
            lock.unlock();
        }
    }

    private boolean isStale(Commit commit) {
        return rows().appliedSeq() != commit.expectedSeq() && commit.touchesRows();
    }

    private List<OutboxEntry> outbox(String deviceId) {
        lock.lock();
        try {
            rows();
            MemoryOutbox outbox = outboxes.get(deviceId);
            return outbox == null ? List.of() : outbox.entries();
        } finally {
            lock.unlock();
        }
    }

    /** The store as one device sees it. */
    private final class OfDevice implements StoreCache {
        private final String deviceId;

        private OfDevice(String deviceId) {
            this.deviceId = deviceId;
        }

        @Override
        public CacheSnapshot snapshot() {
            return rows();
        }

        @Override
        public CommitResult commit(Commit commit) {
            return MemoryStore.this.commit(commit, deviceId);
        }

        @Override
        public List<OutboxEntry> outbox() {
            return MemoryStore.this.outbox(deviceId);
        }
    }
}
