package dev.dust.adapter.postgres;

import dev.dust.adapter.postgres.EntryTable.Page;
import dev.dust.cache.Keys;
import dev.dust.cache.Row;
import dev.dust.cache.RowCursor;
import dev.dust.cache.Scan;
import org.jspecify.annotations.Nullable;

/** Reads page after page, each from behind the last key of the one before. */
final class PostgresCursor implements RowCursor {
    private static final int FIRST_LIMIT = 50;
    /** How many characters of values a page shall have, about: rows may be large. */
    private static final long PAGE_CHARACTERS = 4 << 20;

    private final PostgresSnapshot snapshot;
    private final Scan scan;
    private final int maxLimit;
    private final int firstLimit;

    /** Where the next page begins; null for the very first or last key. */
    private @Nullable Bound begin;
    private Page page = Page.EMPTY;
    private int at;
    private boolean lastPage;
    private int limit;

    PostgresCursor(PostgresSnapshot snapshot, Scan scan, int maxLimit) {
        this.snapshot = snapshot;
        this.scan = scan;
        this.maxLimit = maxLimit;
        this.firstLimit = firstLimit(scan, maxLimit);
        this.limit = firstLimit;
        this.begin = scan.isDescending() ? upper() : lower();
    }

    /** How many rows to fetch first. */
    static int firstLimit(Scan scan, int maxLimit) {
        return Math.min(maxLimit, scan.expected() > 0 ? scan.expected() : FIRST_LIMIT);
    }

    private @Nullable Bound lower() {
        return scan.from() == null ? null : new Bound(scan.from(), true);
    }

    private @Nullable Bound upper() {
        return scan.to() == null ? null : new Bound(scan.to(), false);
    }

    @Override
    public @Nullable Row next() {
        if (at == page.rows().size()) {
            if (lastPage) {
                return null;
            }
            fetch();
            if (page.rows().isEmpty()) {
                return null;
            }
        }
        return page.rows().get(at++).row(snapshot.json());
    }

    private void fetch() {
        page = scan.isDescending()
                ? snapshot.page(scan, lower(), begin, limit)
                : snapshot.page(scan, begin, upper(), limit);
        at = 0;
        int size = page.rows().size();
        lastPage = size < limit;
        if (!lastPage) {
            begin = new Bound(page.rows().getLast().key(), false);
            long fitting = PAGE_CHARACTERS * size / Math.max(1, page.characters());
            limit = (int) Math.max(1, Math.min(Math.min(maxLimit, 2L * limit), fitting));
        }
    }

    @Override
    public void seek(String key) {
        while (at < page.rows().size() && isBefore(page.rows().get(at).key(), key)) {
            at++;
        }
        if (at == page.rows().size() && (begin == null || isBefore(begin.key(), key))) {
            begin = new Bound(key, true);
            limit = firstLimit;
        }
    }

    private boolean isBefore(String a, String b) {
        int order = Keys.compare(a, b);
        return scan.isDescending() ? order > 0 : order < 0;
    }

    @Override
    public void close() {
        page = Page.EMPTY;
        at = 0;
        lastPage = true;
    }
}
