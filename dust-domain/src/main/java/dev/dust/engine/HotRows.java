package dev.dust.engine;

import dev.dust.cache.Commit;
import dev.dust.cache.Keys;
import dev.dust.cache.Row;
import dev.dust.cache.RowChange;
import dev.dust.cache.StoreCache;
import dev.dust.op.OpSize;
import dev.dust.value.Value;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * Rows that were read one by one from a cache that may block, and that have not changed since: those of this process's applied
 * seq (docs/decisions.md#hot-rows). Turns say what changes; readers bring what they found. Of one history of one cache: who
 * begins another takes another of these, so that nobody brings rows of the last one. Thread-safe.
 */
final class HotRows {
    /** How many rows a generation has. There are two; rows of the older one that are read go to the younger. */
    private static final int MOST = 1_024;
    /** The size of a value, in bytes, above which it is not kept. */
    private static final long LARGEST = 2_048;

    /** Changed under the monitor alone; read without it. */
    private volatile ConcurrentSkipListMap<String, Hot> young = new ConcurrentSkipListMap<>(Keys.ORDER);
    private volatile ConcurrentSkipListMap<String, Hot> old = new ConcurrentSkipListMap<>(Keys.ORDER);
    /** How many rows there are in {@link #young}, at most. Guarded by the monitor. */
    private int size;
    /** Of which applied seq the rows are. */
    private volatile long seq;
    /**
     * The greatest applied seq that anybody saw in the cache: where that is greater, somebody else was faster, or these rows
     * are about to be of that seq.
     */
    private volatile long seen;

    /** {@code appliedSeq}: up to where the core has applied events. */
    HotRows(long appliedSeq) {
        this.seq = appliedSeq;
        this.seen = appliedSeq;
    }

    /**
     * A row that is here.
     *
     * @param value of the row
     * @param seq   an applied seq since which it has been as it is; pending ops that belong on rows of this seq, or of a later
     *              one, belong on it
     */
    record Hot(Value value, long seq) {
    }

    /**
     * The row of {@code key} at this process's applied seq, or null if it is not here, or may be older than what somebody has
     * read already.
     */
    @Nullable
    Hot get(String key) {
        long at = seq;
        if (seen > at) {
            return null;
        }
        Hot found = find(key);
        // A turn says of what seq the rows will be before it changes any: what is found meanwhile may be half of what it does.
        // The map reads its values by plain reads, which could otherwise come after the volatile one below.
        VarHandle.acquireFence();
        return seen > at ? null : found;
    }

    private @Nullable Hot find(String key) {
        Hot found = young.get(key);
        if (found == null) {
            found = old.get(key);
            if (found != null) {
                keepLonger(key, found);
            }
        }
        return found;
    }

    @SuppressWarnings("ReferenceEquality") // Another one is newer.
    private synchronized void keepLonger(String key, Hot found) {
        if (old.get(key) == found) {
            keep(key, found);
        }
    }

    /** Somebody has read rows of this seq: nobody reads older ones from now on. */
    void saw(long appliedSeq) {
        if (appliedSeq > seen) {
            see(appliedSeq);
        }
    }

    private synchronized void see(long appliedSeq) {
        seen = Math.max(seen, appliedSeq);
    }

    /** Somebody has asked the cache for one row. */
    void found(String key, StoreCache.Found found) {
        saw(found.appliedSeq());
        Row row = found.row();
        Hot read = row == null ? null : hot(row, found.appliedSeq());
        if (read != null) {
            keepIfCurrent(key, read);
        }
    }

    private synchronized void keepIfCurrent(String key, Hot read) {
        if (read.seq() == seq) {
            keep(key, read);
        }
    }

    private void keep(String key, Hot row) {
        if (young.put(key, row) == null && ++size == MOST) {
            old = young;
            young = new ConcurrentSkipListMap<>(Keys.ORDER);
            size = 0;
        }
    }

    /**
     * The cache has these commits, perhaps by somebody else who was faster; before their rows are published.
     *
     * @param applied up to where the core has applied events now
     * @return whether these rows are now those of {@code applied}; false where the history is another one, or has a gap: then
     *         these are of no use any more
     */
    synchronized boolean follow(List<Commit> commits, long applied) {
        long at = seq;
        for (Commit commit : commits) {
            if (!commit.touchesRows()) {
                continue;
            }
            if (commit.replacement() != null || commit.expectedSeq() != at) {
                return false;
            }
            at = commit.appliedSeq();
        }
        if (at != applied) {
            return false;
        }
        see(at);
        for (Commit commit : commits) {
            for (RowChange change : commit.changes()) {
                change(change, at);
            }
        }
        seq = at;
        return true;
    }

    private void change(RowChange change, long at) {
        switch (change) {
            case RowChange.Put(Row row) -> {
                young.computeIfPresent(row.key(), (key, before) -> hot(row, at));
                old.computeIfPresent(row.key(), (key, before) -> hot(row, at));
            }
            case RowChange.Remove(String key) -> {
                young.remove(key);
                old.remove(key);
            }
            case RowChange.RemoveBelow(String key) -> {
                young.subMap(Keys.subtreeFrom(key), Keys.subtreeTo(key)).clear();
                old.subMap(Keys.subtreeFrom(key), Keys.subtreeTo(key)).clear();
            }
        }
    }

    private static @Nullable Hot hot(Row row, long appliedSeq) {
        return OpSize.of(row.value()) <= LARGEST ? new Hot(row.value(), appliedSeq) : null;
    }
}
