package dev.dust.testkit;

import dev.dust.cache.Cache;
import dev.dust.cache.CacheSnapshot;
import dev.dust.cache.Commit;
import dev.dust.cache.CommitResult;
import dev.dust.cache.FileContents;
import dev.dust.cache.Keys;
import dev.dust.cache.OutboxEntry;
import dev.dust.cache.Outboxes;
import dev.dust.cache.Row;
import dev.dust.cache.RowChange;
import dev.dust.cache.RowCursor;
import dev.dust.cache.Scan;
import dev.dust.cache.StoreCache;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A cache in memory that is plain enough to be right at a glance: every commit copies all rows. For tests with few rows, and as
 * the measure of what a cache does. Safe for every thread.
 */
public final class NaiveCache implements Cache {
    private final Map<String, NaiveStore> stores = new HashMap<>();
    private @Nullable String keptDeviceId;

    /** An empty cache. */
    public NaiveCache() {
        // Nothing to set up.
    }

    /** False. */
    @Override
    public boolean durable() {
        return false;
    }

    /** False. */
    @Override
    public boolean blocking() {
        return false;
    }

    @Override
    public synchronized String deviceId(@Nullable String configured, Supplier<String> fresh) {
        if (configured != null) {
            return configured;
        }
        if (keptDeviceId == null) {
            keptDeviceId = fresh.get();
        }
        return keptDeviceId;
    }

    @Override
    public synchronized StoreCache open(String store, String deviceId) {
        return new NaiveStoreOfDevice(stores.computeIfAbsent(store, name -> new NaiveStore()), deviceId);
    }

    /** Does nothing: what was committed can be read for as long as somebody holds this object. */
    @Override
    public void close() {
        // See above.
    }

    private static final class NaiveStore {
        private volatile NaiveState state = new NaiveState(new NaiveRows(0, new TreeMap<>(Keys.ORDER), List.of()),
                Outboxes.NONE);
        /** By device. */
        private final Map<String, NaiveContents> contents = new ConcurrentHashMap<>();
    }

    /** Everything in a store at one moment. */
    private record NaiveState(NaiveRows rows, Outboxes outboxes) {

        NaiveState after(Commit commit, String deviceId) {
            return new NaiveState(commit.touchesRows() ? rows.after(commit) : rows, outboxes.after(commit, deviceId));
        }

        NaiveRows rowsOf(String deviceId) {
            return new NaiveRows(rows.appliedSeq, rows.rows, outboxes.settled(deviceId, rows.appliedSeq));
        }
    }

    private record NaiveStoreOfDevice(NaiveStore store, String deviceId) implements StoreCache {

        @Override
        public CacheSnapshot snapshot() {
            return store.state.rowsOf(deviceId);
        }

        @Override
        public CommitResult commit(Commit commit) {
            synchronized (store) {
                NaiveState before = store.state;
                if (commit.touchesRows() && commit.expectedSeq() != before.rows.appliedSeq) {
                    return new CommitResult.Stale(before.rows.appliedSeq);
                }
                store.state = before.after(commit, deviceId);
                return CommitResult.Done.INSTANCE;
            }
        }

        @Override
        public List<OutboxEntry> outbox() {
            return store.state.outboxes.of(deviceId);
        }

        @Override
        public FileContents contents() {
            return store.contents.computeIfAbsent(deviceId, id -> new NaiveContents());
        }
    }

    /** The rows of one moment, for one device; the map is not changed any more. */
    private record NaiveRows(long appliedSeq, NavigableMap<String, Row> rows, List<Long> settled) implements CacheSnapshot {

        NaiveRows after(Commit commit) {
            var copy = new TreeMap<String, Row>(Keys.ORDER);
            if (commit.replacement() == null) {
                copy.putAll(rows);
            } else {
                commit.replacement().forEach(row -> copy.put(row.key(), row));
            }
            for (RowChange change : commit.changes()) {
                switch (change) {
                    case RowChange.Put(Row row) -> copy.put(row.key(), row);
                    case RowChange.Remove(String key) -> copy.remove(key);
                    case RowChange.RemoveBelow(String key) -> copy.keySet().removeIf(other -> Keys.isBelow(other, key));
                }
            }
            return new NaiveRows(commit.appliedSeq(), copy, List.of());
        }

        @Override
        public long count() {
            return rows.size();
        }

        @Override
        public @Nullable Row get(String key) {
            return rows.get(key);
        }

        @Override
        public Map<String, Row> getAll(Collection<String> keys) {
            var found = new HashMap<String, Row>();
            new HashSet<>(keys).stream().map(rows::get).filter(Objects::nonNull).forEach(row -> found.put(row.key(), row));
            return found;
        }

        @Override
        public RowCursor scan(Scan scan) {
            var inRange = new TreeMap<String, Row>(scan.isDescending() ? Keys.ORDER.reversed() : Keys.ORDER);
            rows.forEach((key, row) -> {
                boolean early = scan.from() != null && Keys.compare(key, scan.from()) < 0;
                boolean late = scan.to() != null && Keys.compare(key, scan.to()) >= 0;
                if (!early && !late) {
                    inRange.put(key, row);
                }
            });
            return new NaiveCursor(inRange);
        }

        @Override
        public void close() {
            // Holds nothing.
        }
    }

    /** Uses up a map of what is still to come. */
    private static final class NaiveCursor implements RowCursor {
        private final NavigableMap<String, Row> rest;

        private NaiveCursor(NavigableMap<String, Row> rest) {
            this.rest = rest;
        }

        @Override
        public @Nullable Row next() {
            Map.Entry<String, Row> first = rest.pollFirstEntry();
            return first == null ? null : first.getValue();
        }

        @Override
        public void seek(String key) {
            rest.headMap(key, false).clear();
        }

        @Override
        public void close() {
            // Holds nothing.
        }
    }
}
