package dev.dust.testkit;

import dev.dust.cache.Cache;
import dev.dust.cache.CacheSnapshot;
import dev.dust.cache.ClaimLostException;
import dev.dust.cache.Commit;
import dev.dust.cache.CommitResult;
import dev.dust.cache.FileContents;
import dev.dust.cache.OutboxChange;
import dev.dust.cache.OutboxEntry;
import dev.dust.cache.Row;
import dev.dust.cache.RowCursor;
import dev.dust.cache.Scan;
import dev.dust.cache.StoreCache;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** A cache that does on the way what a test wants: fail, block, or go back to what it was. */
final class HookedCache implements Cache {
    private static final Consumer<Commit> NOTHING = commit -> {
    };

    private final boolean blocking;
    private final Set<String> takenAway = ConcurrentHashMap.newKeySet();
    private volatile Cache cache = new NaiveCache();
    private volatile String claimed = Client.DEVICE;
    volatile Consumer<String> beforeOpen = store -> {
    };
    volatile Consumer<Commit> beforeCommit = NOTHING;
    volatile Consumer<Commit> afterCommit = NOTHING;
    volatile Runnable beforeDeviceId = () -> {
    };
    volatile UnaryOperator<CacheSnapshot> reading = UnaryOperator.identity();

    HookedCache(boolean blocking) {
        this.blocking = blocking;
    }

    /** What a store and an outbox were at one moment. */
    record Backup(String store, String deviceId, long appliedSeq, List<Row> rows, List<OutboxEntry> outbox) {
    }

    Backup backup(String store, String deviceId) {
        StoreCache from = cache.open(store, deviceId);
        var rows = new ArrayList<Row>();
        try (CacheSnapshot snapshot = from.snapshot(); RowCursor cursor = snapshot.scan(Scan.ALL)) {
            for (Row row = cursor.next(); row != null; row = cursor.next()) {
                rows.add(row);
            }
            return new Backup(store, deviceId, snapshot.appliedSeq(), rows, from.outbox());
        }
    }

    /** From now on it is as it was then, with nothing that came later. */
    void goBackTo(Backup backup) {
        var older = new NaiveCache();
        List<OutboxChange> outbox = backup.outbox().stream().map(entry -> (OutboxChange) new OutboxChange.Add(entry)).toList();
        older.open(backup.store(), backup.deviceId())
                .commit(Commit.ofReplacement(0, backup.appliedSeq(), backup.rows()).outbox(outbox));
        cache = older;
    }

    /** From now on another process has this device id. */
    void takeAway(String deviceId) {
        takenAway.add(deviceId);
    }

    private void prove(String deviceId) {
        if (takenAway.contains(deviceId)) {
            throw new ClaimLostException("another process has taken over the device id " + deviceId + " on purpose");
        }
    }

    /** What waits in an outbox, whoever has it. */
    List<OutboxEntry> outbox(String store, String deviceId) {
        return cache.open(store, deviceId).outbox();
    }

    @Override
    public boolean durable() {
        return true;
    }

    @Override
    public boolean blocking() {
        return blocking;
    }

    @Override
    public String deviceId(String configured, Supplier<String> fresh) {
        beforeDeviceId.run();
        if (configured != null) {
            return configured;
        }
        if (takenAway.contains(claimed)) {
            claimed = fresh.get();
        }
        return claimed;
    }

    @Override
    public StoreCache open(String store, String deviceId) {
        beforeOpen.accept(store);
        return new StoreCache() {
            private StoreCache now() {
                return cache.open(store, deviceId);
            }

            @Override
            public CacheSnapshot snapshot() {
                return reading.apply(now().snapshot());
            }

            @Override
            public CommitResult commit(Commit commit) {
                beforeCommit.accept(commit);
                prove(deviceId);
                CommitResult result = now().commit(commit);
                afterCommit.accept(commit);
                return result;
            }

            @Override
            public FileContents contents() {
                return now().contents();
            }

            @Override
            public List<OutboxEntry> outbox() {
                prove(deviceId);
                return now().outbox();
            }
        };
    }

    @Override
    public void close() {
        // Nothing is held.
    }
}
