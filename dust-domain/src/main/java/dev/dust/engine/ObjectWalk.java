package dev.dust.engine;

import dev.dust.cache.Keys;
import dev.dust.cache.Scan;
import dev.dust.cache.UnreadableRowException;
import dev.dust.path.Glob;
import dev.dust.value.Value;
import dev.dust.view.View;
import dev.dust.view.ViewCursor;
import dev.dust.view.ViewRow;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the objects at the paths that match a pattern, by pages: each is put together out of the rows at and below its path,
 * which lie side by side. Not for several threads at once.
 */
final class ObjectWalk {
    /** How many rows a page has at least, before it ends at the end of an object. */
    private static final int ROWS = 1_000;

    private final Glob glob;
    private final String root;
    private final long number;
    private final @Nullable String to;
    /**
     * Objects that are leaves, behind which rows below them may still come: {@code a} and {@code a/b} are not side by side
     * where {@code a-b} is. Each begins with the one before it.
     */
    private final ArrayDeque<String> leaves = new ArrayDeque<>();
    private @Nullable String from;
    private boolean over;

    /**
     * @param root   below which to read; empty for everywhere
     * @param number of the walk, for whoever takes it
     */
    ObjectWalk(Glob glob, String root, long number) {
        this.glob = glob;
        this.root = root;
        this.number = number;
        String head = glob.literalPrefix();
        boolean narrower = !head.isEmpty() && (root.isEmpty() || Keys.isBelow(head, root));
        String top = narrower ? head : root;
        // The object at the head itself matches if the pattern has no wildcard.
        this.from = top.isEmpty() ? null : narrower && glob.isLiteral() ? head : Keys.subtreeFrom(top);
        this.to = top.isEmpty() ? null : Keys.subtreeTo(top);
    }

    String root() {
        return root;
    }

    long number() {
        return number;
    }

    /** Whether all is read. */
    boolean isOver() {
        return over;
    }

    /**
     * The next objects, by key; perhaps none.
     *
     * @param unreadable hears of rows that cannot be read; an object of which one is a part is left out
     */
    Map<String, Value> next(View view, Consumer<Throwable> unreadable) {
        var page = new LinkedHashMap<String, Value>();
        var parts = new ArrayList<ViewRow>();
        String object = null;
        String broken = null;
        int rows = 0;
        try (ViewCursor cursor = view.scan(Scan.ALL.from(from).to(to).expected(ROWS))) {
            while (true) {
                String key;
                ViewRow row = null;
                try {
                    row = cursor.next();
                    if (row == null) {
                        over = true;
                        break;
                    }
                    key = row.key();
                } catch (UnreadableRowException e) {
                    unreadable.accept(e);
                    key = e.key();
                }
                String next = glob.isPrefixPattern() ? null : objectOf(key);
                if (object != null && !object.equals(next)) {
                    put(page, object, parts, broken);
                    if (rows >= ROWS) {
                        from = key;
                        return page;
                    }
                    parts.clear();
                }
                object = next;
                rows++;
                if (row == null) {
                    broken = next;
                } else if (next != null) {
                    parts.add(row);
                } else if (glob.isPrefixPattern()) {
                    putAll(page, view, row);
                    if (rows >= ROWS) {
                        from = key + '\0';
                        return page;
                    }
                }
            }
        }
        if (object != null) {
            put(page, object, parts, broken);
        }
        return page;
    }

    private void put(Map<String, Value> page, String object, List<ViewRow> parts, @Nullable String broken) {
        if (object.equals(broken) || parts.isEmpty()) {
            return;
        }
        while (!leaves.isEmpty() && !object.startsWith(leaves.getLast())) {
            leaves.removeLast();
        }
        if (object.equals(leaves.peekLast())) {
            // The leaf shows, and hides what is below.
            return;
        }
        if (parts.getFirst().key().equals(object)) {
            leaves.addLast(object);
        }
        page.put(object, View.valueOf(object, parts));
    }

    /** All objects of which a row is a part, where a pattern matches paths of any length. */
    private void putAll(Map<String, Value> page, View view, ViewRow row) {
        String key = row.key();
        for (int end = key.indexOf(Keys.SEPARATOR); end > 0; end = key.indexOf(Keys.SEPARATOR, end + 1)) {
            String above = key.substring(0, end);
            if (glob.matches(above) && !page.containsKey(above) && (root.isEmpty() || Keys.isBelow(above, root))) {
                Value value = view.value(above);
                if (value != null) {
                    page.put(above, value);
                }
            }
        }
        if (glob.matches(key)) {
            page.put(key, row.value());
        }
    }

    /** The object that the row at {@code key} is a part of: the key as far as the pattern goes; null if none matches. */
    private @Nullable String objectOf(String key) {
        int end = -1;
        for (int i = 0; i < glob.segmentCount(); i++) {
            if (end == key.length()) {
                return null;
            }
            int next = key.indexOf(Keys.SEPARATOR, end + 1);
            end = next < 0 ? key.length() : next;
        }
        String object = key.substring(0, end);
        return glob.matches(object) ? object : null;
    }
}
