package dev.dust.engine;

import dev.dust.cache.CacheException;
import dev.dust.cache.CacheSnapshot;
import dev.dust.cache.ClaimLostException;
import dev.dust.cache.Commit;
import dev.dust.cache.CommitResult;
import dev.dust.cache.OutboxChange;
import dev.dust.cache.OutboxEntry;
import dev.dust.cache.Scan;
import dev.dust.cache.StoreCache;
import dev.dust.cache.UnreadableRowException;
import dev.dust.value.Value;
import dev.dust.view.PendingIndex;
import dev.dust.view.View;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The cache of a store together with the pending ops that belong on top of it, so that readers always see a pair that fits
 * (docs/architecture.md#view). StoreLoop write, one at a time; anybody reads, and is never held up.
 */
final class Storage {
    private final Runnable onClaimLost;
    /** What is written to. Used by turns alone. */
    private StoreCache cache;
    /** The newest of the chain; never null. */
    private volatile PendingVersion published;
    /**
     * The applied seq of the cache, as far as known: ahead of the core's where somebody else is faster. Used by turns alone.
     */
    private long seq;
    /**
     * Of writes that were not kept as far as is known, but may be: the answer to their commit was lost. Used by turns alone.
     */
    private final Map<String, OutboxChange> doubtful = new LinkedHashMap<>();
    /** Whether the last commit failed in a way that leaves open whether it took effect. Used by turns alone. */
    private boolean mayHaveTakenEffect;
    /** Changed by turns alone: those of the history and cache that are read from now on. Null where reading does not block. */
    private volatile @Nullable HotRows hot;
    /** Whether the hot rows are current: no event is missed. Written by turns alone. */
    private volatile boolean current;

    /**
     * @param appliedSeq  of the cache's rows
     * @param keepsHot    whether rows that are read one by one are worth keeping, because the cache may block
     * @param onClaimLost told, perhaps often, when a reader finds that another process has this outbox
     */
    Storage(StoreCache cache, long appliedSeq, boolean keepsHot, Runnable onClaimLost) {
        this.cache = cache;
        this.seq = appliedSeq;
        this.hot = keepsHot ? new HotRows(appliedSeq) : null;
        this.onClaimLost = onClaimLost;
        this.published = new PendingVersion(cache, seq, PendingIndex.EMPTY);
    }

    /**
     * From now on it is {@code other} that is written to: the same store, with the outbox of another device id. Readers see
     * what they saw until the next commit. What was in doubt is for whoever has the old outbox.
     */
    void moveTo(StoreCache other, long appliedSeq) {
        cache = other;
        seq = appliedSeq;
        doubtful.clear();
        mayHaveTakenEffect = false;
        beginHot(appliedSeq);
    }

    private void beginHot(long appliedSeq) {
        if (hot != null) {
            hot = new HotRows(appliedSeq);
        }
    }

    long seq() {
        return seq;
    }

    /**
     * Says whether this process hears of everything at once and can reach the cache, as far as it knows: only then are rows
     * read from memory.
     */
    void current(boolean isCurrent) {
        current = isCurrent;
    }

    /**
     * Commits, and shows.
     *
     * @param commits what to commit, in order, as one transaction; may be empty. One that is empty itself asks for the proof
     *                that the outbox is still this process's, where the others do not give it
     * @param index   the pending ops afterwards
     * @param applied up to where the core has applied events afterwards
     * @throws CacheException     if the cache cannot; nothing has happened, as far as is known
     * @throws ClaimLostException if the outbox is another process's by now
     */
    @SuppressWarnings("ReferenceEquality") // The one that is moved to is another.
    void commit(List<Commit> commits, PendingIndex index, long applied) {
        if (!commits.isEmpty()) {
            clearDoubts();
        }
        PendingVersion next = new PendingVersion(cache, applied, index);
        boolean follows = published.cache == cache;
        Commit whole = Commits.merge(commits);
        // A new op shows when it is kept. An op that is gone shows no more before the cache forgets that the rows include it.
        if (follows && whole != null && (whole.touchesRows() || !adds(whole))) {
            published.next = next;
        }
        if (whole != null) {
            commit(commits, whole);
        }
        follow(commits, applied);
        if (follows) {
            published.next = next;
        }
        published = next;
    }

    private void follow(List<Commit> commits, long applied) {
        HotRows rows = hot;
        if (rows != null && !rows.follow(commits, applied)) {
            hot = rows = new HotRows(applied);
        }
        if (rows != null) {
            rows.saw(seq);
        }
    }

    /** Whether it is open if what was to be committed last, and was not as far as is known, took effect. */
    boolean mayHaveTakenEffect() {
        return mayHaveTakenEffect;
    }

    /**
     * Notes that a write, whose commit failed, is not to be kept: if it is there all the same, it goes before anything else is
     * done.
     */
    void doubt(String opId) {
        doubtful.put(opId, new OutboxChange.Remove(opId));
    }

    /** Whether the write is not to be kept, and may be. */
    boolean isDoubtful(String opId) {
        return doubtful.containsKey(opId);
    }

    boolean hasDoubts() {
        return !doubtful.isEmpty();
    }

    /**
     * Sees to it that nothing is kept of which the caller was told that it was not.
     *
     * @throws CacheException if the cache is away, so that this is still to be done
     */
    void clearDoubts() {
        mayHaveTakenEffect = false;
        if (!doubtful.isEmpty()) {
            prove();
        }
    }

    /**
     * Finds out whether the cache can be written, and the outbox is still this process's; what is in doubt is cleared by the
     * way.
     *
     * @throws CacheException     if it cannot
     * @throws ClaimLostException if the outbox is another process's
     */
    void prove() {
        trying(() -> cache.commit(Commit.ofOutbox(List.copyOf(doubtful.values()))));
        doubtful.clear();
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
        boolean isProved = false;
        while (!isEmpty(attempt) && tried(attempt) instanceof CommitResult.Stale(long elsewhere)) {
            isProved = true;
            seq = elsewhere;
            attempt = rebased(commits);
        }
        if (!isProved && isEmpty(attempt) && commits.stream().anyMatch(Storage::isEmpty)) {
            prove();
        }
        if (attempt.touchesRows()) {
            seq = attempt.appliedSeq();
        }
    }

    private Commit rebased(List<Commit> commits) {
        return Objects.requireNonNull(Commits.merge(Commits.rebase(commits, seq)), "commits");
    }

    private static boolean isEmpty(Commit commit) {
        return !commit.touchesRows() && commit.outbox().isEmpty();
    }

    private CommitResult tried(Commit attempt) {
        try {
            CommitResult result = cache.commit(attempt);
            mayHaveTakenEffect = false;
            return result;
        } catch (ClaimLostException e) {
            mayHaveTakenEffect = false;
            throw e;
        } catch (Throwable e) {
            mayHaveTakenEffect = true;
            throw failure(e);
        }
    }

    /** Whatever a cache throws, nothing has happened as far as is known, and it can be tried again. */
    private static <T> T trying(Supplier<T> call) {
        try {
            return call.get();
        } catch (Throwable e) {
            throw failure(e);
        }
    }

    private static CacheException failure(Throwable e) {
        return e instanceof CacheException failure ? failure : new CacheException("the cache failed: " + e, e);
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
    @SuppressWarnings("ReferenceEquality") // The one that is moved to is another.
    View view() {
        View view = null;
        while (view == null) {
            HotRows held = hot;
            PendingVersion from = published;
            CacheSnapshot rows = from.cache.snapshot();
            try {
                saw(held, rows.appliedSeq());
                PendingIndex pending = pendingOn(from, rows);
                // The rows may include what was pending under an id that is not this process's any more.
                view = published.cache == from.cache ? new View(rows, pending) : null;
            } finally {
                if (view == null) {
                    rows.close();
                }
            }
        }
        return view;
    }

    /**
     * What a reader sees now who begins with {@code first}, and as a rule reads nothing else: from a cache that may block in
     * one go, where no op is pending. To be closed.
     *
     * @return a view whose reads may throw {@link FirstRowsSnapshot.NotFetched}: then it is {@link #view} that has it all
     */
    @SuppressWarnings("ReferenceEquality") // The one that is moved to is another.
    View view(Scan first) {
        PendingVersion from = published;
        View view = hot != null && from.index.isEmpty() ? firstRows(from.cache, first) : null;
        boolean fits = view != null && from.under(view.base().appliedSeq()).index.isEmpty() && published.cache == from.cache;
        return view != null && fits ? view : view();
    }

    /** As {@link #view(Scan)}, of the committed rows. */
    View committed(Scan first) {
        View view = hot == null ? null : firstRows(published.cache, first);
        return view == null ? committed() : view;
    }

    /** Null if one of them cannot be read: whoever comes to it by a cursor can go on behind it. */
    private @Nullable View firstRows(StoreCache cache, Scan first) {
        HotRows held = hot;
        try {
            var rows = new FirstRowsSnapshot(first, cache.first(first));
            saw(held, rows.appliedSeq());
            return new View(rows, PendingIndex.EMPTY);
        } catch (UnreadableRowException e) {
            return null;
        }
    }

    /** The committed rows as they are now, with nothing on top; to be closed. */
    View committed() {
        HotRows held = hot;
        CacheSnapshot rows = published.cache.snapshot();
        saw(held, rows.appliedSeq());
        return new View(rows, PendingIndex.EMPTY);
    }

    private static void saw(@Nullable HotRows held, long appliedSeq) {
        if (held != null) {
            held.saw(appliedSeq);
        }
    }

    private PendingIndex pendingOn(PendingVersion from, CacheSnapshot rows) {
        try {
            return from.under(rows.appliedSeq()).over(rows);
        } catch (ClaimLostException lost) {
            // Which of them the rows include is for the other process to know, whose they are now.
            onClaimLost.run();
            return PendingIndex.EMPTY;
        }
    }

    /** The value at {@code key}, or null: {@link View#value} without making a view where there is a leaf, or nothing. */
    @SuppressWarnings("ReferenceEquality") // The one that is moved to is another.
    @Nullable
    Value value(String key) {
        PendingVersion from = published;
        HotRows held = hot;
        HotRows.Hot row = held == null || !current ? null : held.get(key);
        if (row != null && !from.under(row.seq()).index.mayTouch(key)) {
            return row.value();
        }
        StoreCache.Found found = from.cache.find(key);
        if (held != null) {
            held.found(key, found);
        }
        PendingVersion version = from.under(found.appliedSeq());
        Value committed = found.row() == null ? null : found.row().value();
        // Rows that are ahead may include some of the ops, and those of another outbox any.
        boolean fits = found.appliedSeq() <= version.seq && published.cache == from.cache;
        Value leaf = fits
                ? version.index.leafOver(key, committed)
                : version.index.mayTouch(key) ? null : committed;
        if (leaf != null) {
            return leaf;
        }
        if (committed == null && !found.below() && !version.index.concerns(key)) {
            return null;
        }
        try (View view = view()) {
            return view.value(key);
        }
    }
}
