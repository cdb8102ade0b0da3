package dev.dust.engine;

import dev.dust.cache.CacheSnapshot;
import dev.dust.cache.Keys;
import dev.dust.cache.Row;
import dev.dust.cache.RowCursor;
import dev.dust.cache.Scan;
import dev.dust.cache.StoreCache;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A moment of which only the first rows of one scan are there: whatever else is asked for was {@link NotFetched}. */
final class FirstRowsSnapshot implements CacheSnapshot {
    private final Scan scan;
    private final StoreCache.FirstRows first;

    /** Whoever reads has to begin again, with a whole snapshot. */
    static final class NotFetched extends RuntimeException {
        private static final long serialVersionUID = 1;

        private NotFetched() {
            super("more than the first rows of a scan was asked for", null, false, false);
        }
    }

    FirstRowsSnapshot(Scan scan, StoreCache.FirstRows first) {
        this.scan = scan;
        this.first = first;
    }

    @Override
    public long appliedSeq() {
        return first.appliedSeq();
    }

    @Override
    public RowCursor scan(Scan scan) {
        if (!scan.equals(this.scan)) {
            throw new NotFetched();
        }
        return new Cursor();
    }

    @Override
    public long count() {
        throw new NotFetched();
    }

    @Override
    public @Nullable Row get(String key) {
        throw new NotFetched();
    }

    @Override
    public Map<String, Row> getAll(Collection<String> keys) {
        throw new NotFetched();
    }

    @Override
    public List<Long> settled() {
        throw new NotFetched();
    }

    @Override
    public void close() {
        // Nothing is held.
    }

    private final class Cursor implements RowCursor {
        private int at;

        @Override
        public @Nullable Row next() {
            if (at < first.rows().size()) {
                return first.rows().get(at++);
            }
            if (!first.areAll()) {
                throw new NotFetched();
            }
            return null;
        }

        @Override
        public void seek(String key) {
            while (at < first.rows().size() && isBefore(first.rows().get(at).key(), key)) {
                at++;
            }
        }

        private boolean isBefore(String a, String b) {
            int order = Keys.compare(a, b);
            return scan.isDescending() ? order > 0 : order < 0;
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }
}
