package dev.dust.engine;

import dev.dust.cache.CacheSnapshot;
import dev.dust.cache.StoreCache;
import dev.dust.view.PendingIndex;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The pending ops that belong on top of the committed rows of a seq. These form a chain, newer ones behind: the next one is
 * hung on before the rows are committed, so that a reader who finds the newer rows finds the ops that belong to them too, and
 * none of them twice. Nobody waits.
 */
final class PendingVersion {
    final StoreCache cache;
    final long seq;
    final PendingIndex index;
    volatile @Nullable PendingVersion next;
    /** The last answer of {@link #over}; a benign race, since it is immutable and only saves work. */
    private @Nullable Ahead ahead;

    /** Pending ops without those that rows include which are ahead of this. */
    private record Ahead(List<Long> settled, PendingIndex index) {
    }

    /** On the rows of {@code cache}; all of a chain have the same. */
    PendingVersion(StoreCache cache, long seq, PendingIndex index) {
        this.cache = cache;
        this.seq = seq;
        this.index = index;
    }

    /** The newest of the chain that belongs on rows of {@code rowsSeq}. */
    PendingVersion under(long rowsSeq) {
        PendingVersion found = this;
        for (PendingVersion newer = next; newer != null && newer.seq <= rowsSeq; newer = newer.next) {
            found = newer;
        }
        return found;
    }

    /**
     * The pending ops on top of {@code rows}, which are not behind this. They are ahead where another process on the same cache
     * has applied what this one is yet to hear, and may include some of the ops.
     */
    PendingIndex over(CacheSnapshot rows) {
        if (rows.appliedSeq() <= seq || index.isEmpty()) {
            return index;
        }
        List<Long> settled = rows.settled();
        if (settled.isEmpty()) {
            return index;
        }
        Ahead known = ahead;
        if (known == null || !known.settled.equals(settled)) {
            known = new Ahead(settled, index.without(settled));
            ahead = known;
        }
        return known.index;
    }
}
