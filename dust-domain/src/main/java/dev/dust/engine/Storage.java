package dev.dust.engine;

import dev.dust.cache.CacheException;
import dev.dust.cache.CacheSnapshot;
import dev.dust.cache.Commit;
import dev.dust.cache.CommitResult;
import dev.dust.cache.OutboxChange;
import dev.dust.cache.OutboxEntry;
import dev.dust.cache.StoreCache;
import dev.dust.value.Value;
import dev.dust.view.PendingIndex;
import dev.dust.view.View;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * The cache of a store together with the pending ops that belong on top of it, so that readers always see a pair that fits
 * (docs/architecture.md#view). Turns write, one at a time; anybody reads, and is never held up.
 */
final class Storage {
    private final StoreCache cache;
    /** The newest of the chain; never null. */
    private volatile Published published;
    /** The applied seq of the cache, as far as known: ahead of the core's where somebody else is faster. Used by turns alone. */
    private long seq;
    /** Of writes that were not kept as far as is known, but may be: the answer to their commit was lost. Used by turns alone. */
    private final List<OutboxChange> doubtful = new ArrayList<>();

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
        if (!commits.isEmpty()) {
            clearDoubts();
        }
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

    /** Notes that a write, whose commit failed, is not to be kept: if it is there all the same, it goes before anything else is done. */
    void doubt(String opId) {
        doubtful.add(new OutboxChange.Remove(opId));
    }

    /**
     * Sees to it that nothing is kept of which the caller was told that it was not.
     *
     * @throws CacheException if the cache is away, so that this is still to be done
     */
    void clearDoubts() {
        if (!doubtful.isEmpty()) {
            tried(Commit.ofOutbox(doubtful));
            doubtful.clear();
        }
    }

    /**
     * Asks the cache how far it is: a database can go back, to a standby or a backup that lacks the last transactions.
     *
     * @throws CacheException if it cannot be read
     */
    void look() {
        seq = trying(() -> {
            try (CacheSnapshot snapshot = cache.snapshot()) {
                return snapshot.appliedSeq();
            }
        });
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

    private CommitResult tried(Commit attempt) {
        return trying(() -> cache.commit(attempt));
    }

    /** Whatever a cache throws, nothing has happened as far as is known, and it can be tried again. */
    private static <T> T trying(Supplier<T> call) {
        try {
            return call.get();
        } catch (CacheException e) {
            throw e;
        } catch (Throwable e) {
            throw new CacheException("the cache failed: " + e, e);
        }
    }

    /**
     * What the outbox says.
     *
     * @throws CacheException if it cannot be read
     */
    List<OutboxEntry> outbox() {
        return trying(cache::outbox);
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
