package dev.dust.view;

import dev.dust.cache.Keys;
import dev.dust.cache.Scan;
import dev.dust.path.DustPath;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Puts the rows below a key together as one map, the reverse of what {@code set} does to a map (docs/protocol.md#ops). Where a
 * row has rows below it, the row counts: as it does for a reader of its own path.
 */
final class Subtree {
    private Subtree() {
    }

    /** What else is known of the rows that were put together. */
    static final class Summary {
        /** The highest. */
        long revision;
        /** Whether there is a row whose revision is not known. */
        boolean untold;
        long syncedAt;
    }

    /** The map, or null if there are no rows below {@code key}; {@code summary} may be null. */
    static @Nullable Value assemble(String key, View view, @Nullable Summary summary) {
        try (ViewCursor rows = view.scan(Scan.below(key))) {
            ViewRow row = rows.next();
            if (row == null) {
                return null;
            }
            var root = new Node();
            for (; row != null; row = rows.next()) {
                place(root, row.key(), key.length() + 1, row.value());
                if (summary != null) {
                    summary.revision = Math.max(summary.revision, row.revision());
                    summary.untold |= row.revision() == 0;
                    summary.syncedAt = Math.max(summary.syncedAt, row.syncedAt());
                }
            }
            return seal(root);
        }
    }

    /** The map of these rows, which are all below {@code key}, in order. */
    static Value assemble(String key, List<ViewRow> rows) {
        var root = new Node();
        rows.forEach(row -> place(root, row.key(), key.length() + 1, row.value()));
        return seal(root);
    }

    private static void place(Node root, String key, int from, Value value) {
        Node node = root;
        int begin = from;
        for (int end = key.indexOf(Keys.SEPARATOR, begin); end > 0; end = key.indexOf(Keys.SEPARATOR, begin)) {
            Object child = node.children.computeIfAbsent(DustPath.unescape(key.substring(begin, end)), segment -> new Node());
            if (child instanceof Value) {
                return;
            }
            node = (Node) child;
            begin = end + 1;
        }
        node.children.put(DustPath.unescape(key.substring(begin)), value);
    }

    /** A map that is being put together: of values, and of such maps. */
    private static final class Node {
        final LinkedHashMap<String, Object> children = new LinkedHashMap<>();
    }

    /** A node of which a part is sealed, and where the rest begins. */
    private static final class Opened {
        final Iterator<Map.Entry<String, Object>> rest;
        final MapValue.Builder fields;
        private @Nullable String key;

        Opened(Node node) {
            rest = node.children.entrySet().iterator();
            fields = MapValue.builder(node.children.size());
        }

        /** The next node inside, after the values before it; null at the end. */
        @Nullable
        Node nextNode() {
            while (rest.hasNext()) {
                Map.Entry<String, Object> child = rest.next();
                if (child.getValue() instanceof Node node) {
                    key = child.getKey();
                    return node;
                }
                fields.put(child.getKey(), (Value) child.getValue());
            }
            return null;
        }
    }

    /** No recursion: a path may have more segments than a thread's stack has room. */
    private static Value seal(Node root) {
        var open = new ArrayDeque<Opened>();
        open.push(new Opened(root));
        while (true) {
            Node inner = open.peek().nextNode();
            if (inner != null) {
                open.push(new Opened(inner));
                continue;
            }
            Value sealed = open.pop().fields.build();
            if (open.isEmpty()) {
                return sealed;
            }
            Opened outer = open.peek();
            outer.fields.put(Objects.requireNonNull(outer.key, "key"), sealed);
        }
    }
}
