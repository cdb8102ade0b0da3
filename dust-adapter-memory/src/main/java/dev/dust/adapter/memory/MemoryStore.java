package dev.dust.adapter.memory;

import dev.dust.cache.CacheSnapshot;
import dev.dust.cache.Commit;
import dev.dust.cache.CommitResult;
import dev.dust.cache.FileContents;
import dev.dust.cache.OutboxChange;
import dev.dust.cache.OutboxEntry;
import dev.dust.cache.Row;
import dev.dust.cache.StoreCache;
import dev.dust.keymap.KeyMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** One store: its rows, which all devices share, and each device's outbox. */
final class MemoryStore {
    /** Held by commits and by readers of an outbox, never by readers of rows. */
    private final Lock lock = new ReentrantLock();
    private final Map<String, MemoryOutbox> outboxes = new HashMap<>();
    /** By device. */
    private final Map<String, MemoryContents> contents = new ConcurrentHashMap<>();
    /** Null once closed. Written under the lock. */
    private volatile @Nullable Moment now = new Moment(MemorySnapshot.NONE, Map.of());

    /**
     * What readers see.
     *
     * @param settled which entries of its outbox the rows include, for the devices where there are any
     */
    private record Moment(MemorySnapshot rows, Map<String, List<Long>> settled) {

        MemorySnapshot of(String deviceId) {
            List<Long> mine = settled.get(deviceId);
            return mine == null ? rows : new MemorySnapshot(rows.rows(), rows.appliedSeq(), mine);
        }
    }

    StoreCache of(String deviceId) {
        return new OfDevice(deviceId);
    }

    void close() {
        lock.lock();
        try {
            now = null;
            outboxes.clear();
            contents.values().forEach(MemoryContents::close);
        } finally {
            lock.unlock();
        }
    }

    private Moment now() {
        Moment moment = now;
        if (moment == null) {
            throw MemoryCache.closedException();
        }
        return moment;
    }

    private CommitResult commit(Commit commit, String deviceId) {
        CommitResult early = stale(commit);
        if (early != null) {
            return early;
        }
        // The replacement is somebody else's code, and long: it is gone through before the lock is taken.
        KeyMap<Row> replacement = commit.replacement() == null ? null : MemorySnapshot.byKey(commit.replacement());
        lock.lock();
        try {
            CommitResult late = stale(commit);
            if (late != null) {
                return late;
            }
            MemorySnapshot rows = now().rows();
            KeyMap<Row> base = replacement == null ? rows.rows() : replacement;
            MemorySnapshot next = commit.touchesRows()
                    ? MemorySnapshot.after(base, commit.changes(), commit.appliedSeq())
                    : rows;
            outboxes.computeIfAbsent(deviceId, id -> new MemoryOutbox()).apply(commit.outbox());
            tellOthers(commit, deviceId);
            now = new Moment(next, settled(next.appliedSeq()));
            return CommitResult.Done.INSTANCE;
        } finally {
            lock.unlock();
        }
    }

    /** What to answer if the rows are not those that the commit builds on, else null. Looks once: they may move meanwhile. */
    private @Nullable CommitResult stale(Commit commit) {
        long seq = now().rows().appliedSeq();
        return seq != commit.expectedSeq() && commit.touchesRows() ? new CommitResult.Stale(seq) : null;
    }

    private void tellOthers(Commit commit, String deviceId) {
        if (outboxes.size() == 1) {
            return;
        }
        for (OutboxChange change : commit.outbox()) {
            if (change instanceof OutboxChange.AckedOf(String writer, String opId, long seq) && outboxes.containsKey(writer)) {
                outboxes.get(writer).acked(opId, seq);
            }
        }
        if (commit.replacement() != null) {
            outboxes.forEach((other, outbox) -> {
                if (!other.equals(deviceId)) {
                    outbox.untraceable();
                }
            });
        }
    }

    private Map<String, List<Long>> settled(long appliedSeq) {
        Map<String, List<Long>> settled = Map.of();
        for (var device : outboxes.entrySet()) {
            List<Long> positions = device.getValue().settled(appliedSeq);
            if (!positions.isEmpty()) {
                settled = settled.isEmpty() ? new HashMap<>() : settled;
                settled.put(device.getKey(), positions);
            }
        }
        return settled;
    }

    private List<OutboxEntry> outbox(String deviceId) {
        lock.lock();
        try {
            now();
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
            return now().of(deviceId);
        }

        @Override
        public CommitResult commit(Commit commit) {
            return MemoryStore.this.commit(commit, deviceId);
        }

        @Override
        public FileContents contents() {
            MemoryContents mine = contents.computeIfAbsent(deviceId, id -> new MemoryContents());
            if (now == null) {
                // close() may have missed one that was added beside it.
                mine.close();
            }
            return mine;
        }

        @Override
        public List<OutboxEntry> outbox() {
            return MemoryStore.this.outbox(deviceId);
        }
    }
}
