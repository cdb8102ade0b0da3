package dev.dust;

import dev.dust.cache.Keys;
import dev.dust.cache.Order;
import dev.dust.cache.Scan;
import dev.dust.path.Glob;
import dev.dust.reading.Reading;
import dev.dust.value.Value;
import dev.dust.view.PatternObjects;
import dev.dust.view.View;
import dev.dust.view.ViewCursor;
import dev.dust.view.ViewRow;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A page of the objects that a pattern means, see {@link PatternObjects}. Their paths are each row's, or the distinct heads of
 * rows, as far as the last wildcard, followed by what the pattern says behind that. For one thread.
 */
final class ObjectPages {
    private final View view;
    private final Glob glob;
    private final PageOptions options;
    private final Conversion conversion;
    private final List<Reading> found = new ArrayList<>();
    /** The path behind which the next object is; null at the beginning. */
    private @Nullable String last;

    private ObjectPages(View view, Glob glob, PageOptions options, Conversion conversion) {
        this.view = view;
        this.glob = glob;
        this.options = options;
        this.conversion = conversion;
        this.last = options.after();
    }

    /** A page of them; it may have fewer than asked for, where there is nothing at the paths of some heads. */
    static Page<Reading> page(View view, Glob glob, PageOptions options, Conversion conversion) {
        return glob.isPrefixPattern()
                ? new Pager(view, glob).rows(Pager.scan(glob, options), options,
                        row -> conversion.reading(row.key(), row.value()))
                : new ObjectPages(view, glob, options, conversion).page();
    }

    private Page<Reading> page() {
        boolean areRowsInOrder = options.order() == Order.ASCENDING && !glob.isLiteral() && glob.tail().isEmpty();
        Run ended = areRowsInOrder ? run() : Run.UNCLEAR;
        return switch (ended) {
            case OVER -> new Page<>(found, null);
            case FULL -> new Page<>(found, last);
            case UNCLEAR -> oneByOne();
        };
    }

    // --- By one cursor

    /** How a run ended. */
    private enum Run {
        /** There are no more objects. */
        OVER,
        /** There are, and the page is full. */
        FULL,
        /** The rows of the next object are not the next ones. */
        UNCLEAR
    }

    /**
     * Takes objects as their rows come, as long as that is in the order of the objects' paths. It is not where {@code a} and
     * {@code a-b} are objects: {@code a-b/x} comes before {@code a/x}.
     */
    private Run run() {
        var rows = new Pager(view, glob.head());
        var heads = new PrefixPager(view, glob.head());
        var without = new HashSet<String>();
        var parts = new ArrayList<ViewRow>();
        String object = null;
        String from = last == null ? rows.from() : Pager.greater(rows.from(), last);
        try (ViewCursor cursor = view.scan(Scan.ALL.from(from).to(rows.to()).expected(options.limit() + 1))) {
            while (true) {
                ViewRow row = rows.next(cursor, Order.ASCENDING);
                String head = row == null ? null : heads.prefixOf(row.key());
                if (object != null && !object.equals(head)) {
                    found.add(conversion.reading(object, View.valueOf(object, parts)));
                    last = object;
                    object = null;
                    parts.clear();
                }
                if (row == null || head == null) {
                    return Run.OVER;
                }
                if (last != null && Keys.compare(head, last) <= 0) {
                    // It was taken, as a leaf that hides these rows, or on the page before.
                    if (!row.key().equals(head)) {
                        cursor.seek(Keys.subtreeTo(head));
                    }
                    continue;
                }
                if (object == null) {
                    if (found.size() == options.limit()) {
                        return Run.FULL;
                    }
                    if (isAnotherBefore(head, heads, without)) {
                        return Run.UNCLEAR;
                    }
                    object = head;
                }
                parts.add(row);
            }
        }
    }

    /**
     * Whether an object has rows behind those of {@code head} whose path is before.
     *
     * @param without what is known to have no rows below it
     */
    private boolean isAnotherBefore(String head, PrefixPager heads, Set<String> without) {
        for (int end : PrefixPager.shorterPrefixes(head)) {
            String shorter = head.substring(0, end);
            if ((last == null || Keys.compare(shorter, last) > 0) && !without.contains(shorter)) {
                if (heads.hasRowsBelow(shorter)) {
                    return true;
                }
                without.add(shorter);
            }
        }
        return false;
    }

    // --- By a look-up for each

    private Page<Reading> oneByOne() {
        Page<String> keys = keys(options.limit(options.limit() - found.size()).after(last));
        var objects = new PatternObjects(glob);
        for (String key : keys.items()) {
            Value object = objects.at(view, key);
            if (object != null) {
                found.add(conversion.reading(key, object));
            }
        }
        return new Page<>(found, keys.next());
    }

    /** Where there may be objects. */
    private Page<String> keys(PageOptions rest) {
        if (glob.isLiteral()) {
            return new Page<>(rest.after() == null ? List.of(glob.literalPrefix()) : List.of(), null);
        }
        Page<String> heads = new PrefixPager(view, glob.head()).page(rest);
        String tail = glob.tail();
        return tail.isEmpty()
                ? heads
                : new Page<>(heads.items().stream().map(head -> head + Keys.SEPARATOR + tail).toList(), heads.next());
    }
}
