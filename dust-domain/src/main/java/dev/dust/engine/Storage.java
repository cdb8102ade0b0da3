package dev.dust.engine;

import dev.dust.cache.CacheException;
import dev.dust.cache.CacheSnapshot;
import dev.dust.cache.Commit;
import dev.dust.cache.CommitResult;
import dev.dust.cache.OutboxChange;
import dev.dust.cache.OutboxEntry;
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
    /** The applied seq of the cache, as far as known: ahead of the core's where somebody else is faster. Used by turns alone. */
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
     * @param applied up to where the core has applied events afterwards
     * @throws CacheException if the cache cannot; nothing has happened
     */
    void commit(List<Commit> commits, PendingIndex index, long applied) {
        Published next = new Published(applied, index);
        Commit whole = Commits.merge(commits);
        // A new op shows when it is kept. An op that is gone shows no more before the cache forgets that the rows include it.
        if (whole != null && (whole.touchesRows() || !adds(whole))) {
            published.next = next;
        }
        if (whole != null) {
            commit(commits, whole);
        }
        published.next = next;
        published = next;
    }

    private static boolean adds(Commit commit) {
        for (OutboxChange change : commit.outbox()) {
            if (change instanceof OutboxChange.Add) {
                return true;
            }
        }
        return false;
    }

    private void commit(List<Commit> commits, Commit whole) {
        Commit attempt = whole.touchesRows() && whole.expectedSeq() != seq ? rebased(commits) : whole;
        while (!isEmpty(attempt) && tried(attempt) instanceof CommitResult.Stale(long elsewhere)) {
            seq = elsewhere;
            attempt = rebased(commits);
        }
        if (attempt.touchesRows()) {
            seq = attempt.appliedSeq();
        }
    }

    private Commit rebased(List<Commit> commits) {
        return Commits.merge(Commits.rebase(commits, seq));
    }

    private static boolean isEmpty(Commit commit) {
        return !commit.touchesRows() && commit.outbox().isEmpty();
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

    /** What the outbox says. */
    List<OutboxEntry> outbox() {
        return cache.outbox();
    }

    /** What a reader sees now; to be closed. */
    View view() {
        Published from = published;
        CacheSnapshot rows = cache.snapshot();
        return new View(rows, from.under(rows.appliedSeq()).over(rows));
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
