package dev.dust;

import dev.dust.cache.Keys;
import dev.dust.cache.Order;
import dev.dust.cache.Scan;
import dev.dust.path.Glob;
import dev.dust.view.View;
import dev.dust.view.ViewCursor;
import dev.dust.view.ViewRow;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads pages from a view. What it costs is what it returns: rows that cannot match are leapt over, the same way in both
 * orders.
 */
final class Pager {
    private final View view;
    private final Glob glob;

    Pager(View view, Glob glob) {
        this.view = view;
        this.glob = glob;
    }

    /**
     * The rows of a page: one more than asked for, to know whether something follows.
     *
     * @param from null for no bound
     * @param to   null for no bound
     */
    static Scan scan(@Nullable String from, @Nullable String to, Glob glob, PageOptions options) {
        boolean descending = options.order() == Order.DESCENDING;
        String after = options.after();
        String first = after != null && !descending ? greater(from, after + '\0') : from;
        String end = after != null && descending ? lesser(to, after) : to;
        return Scan.ALL.from(first).to(end).order(options.order()).pattern(glob.pattern()).expected(options.limit() + 1);
    }

    /** The rows of a page of all that match. */
    static Scan scan(Glob glob, PageOptions options) {
        return scan(from(glob), to(glob), glob, options);
    }

    /** A page of the rows of {@code scan} that match. */
    <T> Page<T> rows(Scan scan, PageOptions options, Function<ViewRow, T> item) {
        var items = new ArrayList<T>();
        String last = null;
        try (ViewCursor rows = view.scan(scan)) {
            for (ViewRow row = next(rows, options.order()); row != null; row = next(rows, options.order())) {
                if (items.size() == options.limit()) {
                    return new Page<>(items, last);
                }
                items.add(item.apply(row));
                last = row.key();
            }
        }
        return new Page<>(items, null);
    }

    /** All rows that match, in ascending order. */
    <T> List<T> all(Function<ViewRow, T> item) {
        var items = new ArrayList<T>();
        try (ViewCursor rows = view.scan(Scan.ALL.from(from()).to(to()).pattern(glob.pattern()))) {
            for (ViewRow row = next(rows, Order.ASCENDING); row != null; row = next(rows, Order.ASCENDING)) {
                items.add(item.apply(row));
            }
        }
        return items;
    }

    /** The first key of a range whose row matches; null if there is none. */
    @Nullable
    String firstKey(@Nullable String from, @Nullable String to, Order order) {
        if (from != null && to != null && Keys.compare(from, to) >= 0) {
            return null;
        }
        try (ViewCursor rows = view.scan(Scan.ALL.from(from).to(to).order(order).pattern(glob.pattern()).expected(1))) {
            ViewRow row = next(rows, order);
            return row == null ? null : row.key();
        }
    }

    /** Where the rows that can match begin: the literal head of the pattern bounds them. Null for no bound. */
    @Nullable
    String from() {
        return from(glob);
    }

    private static @Nullable String from(Glob glob) {
        String head = glob.literalPrefix();
        return head.isEmpty() ? null : glob.isLiteral() ? head : Keys.subtreeFrom(head);
    }

    /** Where they end. */
    @Nullable
    String to() {
        return to(glob);
    }

    private static @Nullable String to(Glob glob) {
        String head = glob.literalPrefix();
        return head.isEmpty() ? null : glob.isLiteral() ? Keys.subtreeFrom(head) : Keys.subtreeTo(head);
    }

    /** The next row that matches; null if there is none. */
    @Nullable
    ViewRow next(ViewCursor rows, Order order) {
        for (ViewRow row = rows.next(); row != null; row = rows.next()) {
            if (glob.matches(row.key())) {
                return row;
            }
            String bound = order == Order.DESCENDING ? glob.floor(row.key()) : glob.ceiling(row.key());
            if (bound == null) {
                return null;
            }
            rows.seek(bound);
        }
        return null;
    }

    static String greater(@Nullable String a, String b) {
        return a == null || Keys.compare(a, b) < 0 ? b : a;
    }

    static String lesser(@Nullable String a, String b) {
        return a == null || Keys.compare(a, b) > 0 ? b : a;
    }
}
