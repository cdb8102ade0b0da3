package dev.dust.adapter.sqlite;

import dev.dust.cache.Keys;
import dev.dust.cache.Row;
import dev.dust.cache.RowCursor;
import dev.dust.cache.Scan;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads page after page, each from behind the last key of the one before: so no statement is held open by it. */
final class SqliteCursor implements RowCursor {
    private static final int FIRST_PAGE = 50;
    /** How many bytes of values a page shall have at most, about: rows may be large. */
    private static final long PAGE_BYTES = 4 << 20;

    private final SqliteSnapshot snapshot;
    private final Scan scan;
    private final int maxLimit;
    private final int firstLimit;

    /** Where the next page begins; null for the very first or last key. */
    private @Nullable Bound begin;
    private List<StoredRow> page = List.of();
    private int at;
    private boolean ended;
    private int limit;

    SqliteCursor(SqliteSnapshot snapshot, Scan scan, int maxLimit) {
        this.snapshot = snapshot;
        this.scan = scan;
        this.maxLimit = maxLimit;
        this.firstLimit = Math.min(maxLimit, scan.expected() > 0 ? scan.expected() : FIRST_PAGE);
        this.limit = firstLimit;
        this.begin = scan.isDescending() ? upper() : lower();
    }

    private @Nullable Bound lower() {
        return scan.from() == null ? null : new Bound(scan.from(), true);
    }

    private @Nullable Bound upper() {
        return scan.to() == null ? null : new Bound(scan.to(), false);
    }

    @Override
    public @Nullable Row next() {
        if (at == page.size() && !ended) {
            fetch();
        }
        return at == page.size() ? null : page.get(at++).row(snapshot.json());
    }

    private void fetch() {
        page = scan.isDescending()
                ? snapshot.page(scan, lower(), begin, limit, PAGE_BYTES)
                : snapshot.page(scan, begin, upper(), limit, PAGE_BYTES);
        at = 0;
        if (page.isEmpty()) {
            ended = true;
        } else {
            begin = new Bound(page.getLast().key(), false);
            limit = Math.min(maxLimit, 2 * limit);
        }
    }

    @Override
    public void seek(String key) {
        while (at < page.size() && isBefore(page.get(at).key(), key)) {
            at++;
        }
        if (at == page.size() && (begin == null || isBefore(begin.key(), key))) {
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
        page = List.of();
        at = 0;
        ended = true;
    }
}
