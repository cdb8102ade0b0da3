package dev.dust.engine;

import dev.dust.cache.CacheException;
import dev.dust.cache.CacheSnapshot;
import dev.dust.cache.Commit;
import dev.dust.cache.CommitResult;
import dev.dust.cache.StoreCache;
import dev.dust.sync.PendingIndex;
import dev.dust.sync.View;
import dev.dust.value.Value;
import java.util.List;

/**
 * The cache of a store together with the pending ops that belong on top of it, so that readers always see a pair that fits
 * (DESIGN 4). Turns write, one at a time; anybody reads, and is never held up.
 */
final class Storage {
    private final StoreCache cache;
    /** The newest of the chain; never null. */
    private volatile Published published;
    /** The applied seq of the cache, as far as known. Used by turns alone. */
    private long seq;

    Storage(StoreCache cache) {
        this.cache = cache;
        try (CacheSnapshot snapshot = cache.snapshot()) {
            seq = snapshot.appliedSeq();
        }
        published = new Published(seq, PendingIndex.EMPTY);
    }

    long seq() {
        return seq;
    }

    /**
     * Commits, and shows.
     *
     * @param commits what to commit, in order, as one transaction; may be empty
     * @param index   the pending ops afterwards
     * @throws CacheException if the cache cannot; nothing has happened
     */
    void commit(List<Commit> commits, PendingIndex index) {
        Commit whole = Commits.merge(commits);
        boolean rows = whole != null && whole.touchesRows();
        Published next = new Published(rows ? whole.appliedSeq() : seq, index);
        if (rows) {
            published.next = next;
        }
        if (whole != null) {
            commit(commits, whole);
        }
        published.next = next;
        published = next;
    }

    private void commit(List<Commit> commits, Commit whole) {
        Commit attempt = whole;
        while (tried(attempt) instanceof CommitResult.Stale(long elsewhere)) {
            attempt = Commits.merge(Commits.rebase(commits, elsewhere));
            seq = elsewhere;
        }
        if (attempt.touchesRows()) {
            seq = attempt.appliedSeq();
        }
    }

    /** Whatever a cache throws, nothing has happened, and the commit can be tried again. */
    private CommitResult tried(Commit attempt) {
        try {
            return cache.commit(attempt);
        } catch (CacheException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new CacheException("the cache failed: " + e, e);
        }
    }

    /** What a reader sees now; to be closed. */
    View view() {
        Published from = published;
        CacheSnapshot rows = cache.snapshot();
        return new View(rows, from.under(rows.appliedSeq()).index);
    }

    /** The value at {@code key}, or null: {@link View#value} without making a view where no pending op has a part in it. */
    Value value(String key) {
        Published from = published;
        StoreCache.Found found = cache.find(key);
        if (found.row() != null && !from.under(found.appliedSeq()).index.mayTouch(key)) {
            return found.row().value();
        }
        try (View view = view()) {
            return view.value(key);
        }
    }
}
