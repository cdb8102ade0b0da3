package dev.dust;

import dev.dust.cache.Keys;
import dev.dust.cache.Order;
import dev.dust.path.Glob;
import dev.dust.view.View;
import java.util.ArrayList;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads pages of prefixes: the distinct heads, as many segments long as the pattern, of the rows that match it. In the order of
 * the prefixes' own bytes, which is not quite the order in which their rows come: {@code a-b/x} sorts before {@code a/x}, and
 * {@code a} before {@code a-b}. Each prefix costs a few look-ups, however many rows it has.
 */
final class PrefixPager {
    private final Pager rows;
    private final @Nullable String from;
    private final @Nullable String to;
    private final int segments;

    PrefixPager(View view, Glob glob) {
        this.rows = new Pager(view, glob);
        this.from = rows.from();
        this.to = rows.to();
        this.segments = glob.segmentCount();
    }

    Page<String> page(PageOptions options) {
        var prefixes = new ArrayList<String>();
        String last = options.after();
        while (prefixes.size() < options.limit()) {
            last = options.order() == Order.DESCENDING ? before(last) : after(last);
            if (last == null) {
                return new Page<>(prefixes, null);
            }
            prefixes.add(last);
        }
        String following = options.order() == Order.DESCENDING ? before(last) : after(last);
        return new Page<>(prefixes, following == null ? null : last);
    }

    /** The least prefix greater than {@code last}; null if there is none. */
    private @Nullable String after(@Nullable String last) {
        String begin = last == null ? from : Pager.greater(from, last);
        String key = rows.firstKey(begin, to, Order.ASCENDING);
        while (key != null) {
            String prefix = prefixOf(key);
            if (last == null || Keys.compare(prefix, last) > 0) {
                return leastWithin(prefix, last);
            }
            // Rows of a prefix that was given out already, of last itself or of one that last begins with.
            key = key.equals(prefix)
                    ? rows.firstKey(key + '\0', to, Order.ASCENDING)
                    : rows.firstKey(Keys.subtreeTo(prefix), to, Order.ASCENDING);
        }
        return null;
    }

    /**
     * Of {@code prefix} and the prefixes that it begins with, the least that has rows and is greater than {@code last}. Their
     * rows lie behind those of {@code prefix} where it goes on with a char below the separator.
     */
    private String leastWithin(String prefix, @Nullable String last) {
        for (int end : shorterPrefixes(prefix)) {
            String shorter = prefix.substring(0, end);
            if ((last == null || Keys.compare(shorter, last) > 0) && hasRowsBelow(shorter)) {
                return shorter;
            }
        }
        return prefix;
    }

    /** The lengths of those that {@code prefix} begins with and whose rows are behind its own. */
    static int[] shorterPrefixes(String prefix) {
        return IntStream.range(prefix.lastIndexOf(Keys.SEPARATOR) + 2, prefix.length())
                .filter(i -> prefix.charAt(i) < Keys.SEPARATOR).toArray();
    }

    /** The greatest prefix less than {@code last}; null if there is none. */
    private @Nullable String before(@Nullable String last) {
        String end = last == null ? to : Pager.lesser(to, last);
        String greatest = greatestWithin(from, end);
        if (last != null) {
            // Prefixes that last begins with may have all their rows behind it. A cursor of somebody's own may be longer than a
            // prefix.
            String own = prefixOf(last);
            int most = Math.min(Math.min(own.length(), last.length() - 1), sharedWithTheNext(last));
            for (int i = most; i > own.lastIndexOf(Keys.SEPARATOR) + 1; i--) {
                if (last.charAt(i) <= Keys.SEPARATOR) {
                    String shorter = last.substring(0, i);
                    if (greatest != null && Keys.compare(shorter, greatest) <= 0) {
                        break;
                    }
                    if (hasRowsBelow(shorter)) {
                        return shorter;
                    }
                }
            }
        }
        return greatest;
    }

    /** How many chars {@code last} shares with the next row: no row behind it shares more. */
    private int sharedWithTheNext(String last) {
        String next = rows.firstKey(last, to, Order.ASCENDING);
        if (next == null) {
            return 0;
        }
        int most = Math.min(next.length(), last.length());
        int shared = 0;
        while (shared < most && next.charAt(shared) == last.charAt(shared)) {
            shared++;
        }
        return shared;
    }

    /** The greatest prefix of the rows of a range. Longer ones that it begins may have rows before its own. */
    private @Nullable String greatestWithin(@Nullable String begin, @Nullable String end) {
        String greatest = null;
        for (String key = rows.firstKey(begin, end, Order.DESCENDING); key != null;) {
            greatest = prefixOf(key);
            key = rows.firstKey(greatest + '\0', Pager.lesser(end, Keys.subtreeFrom(greatest)), Order.DESCENDING);
        }
        return greatest;
    }

    /** Whether rows that match are below {@code prefix}. */
    boolean hasRowsBelow(String prefix) {
        return rows.firstKey(Keys.subtreeFrom(prefix), Keys.subtreeTo(prefix), Order.ASCENDING) != null;
    }

    /** The prefix of the row at {@code key}, which matches. */
    String prefixOf(String key) {
        int end = -1;
        for (int i = 0; i < segments; i++) {
            end = key.indexOf(Keys.SEPARATOR, end + 1);
            if (end < 0) {
                return key;
            }
        }
        return key.substring(0, end);
    }
}
