package dev.dust.sync;

import dev.dust.cache.Keys;
import dev.dust.cache.Scan;
import dev.dust.path.Path;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Puts the rows below a key together as one map, the reverse of what {@code set} does to a map (PROTOCOL 5). Where a row has rows
 * below it, the row counts: as it does for a reader of its own path.
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
    static Value assemble(String key, View view, Summary summary) {
        try (ViewCursor rows = view.scan(Scan.below(key))) {
            ViewRow row = rows.next();
            if (row == null) {
                return null;
            }
            var root = new LinkedHashMap<String, Object>();
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

    @SuppressWarnings("unchecked") // An inner node is always a map that this method made.
    private static void place(Map<String, Object> root, String key, int from, Value value) {
        Map<String, Object> node = root;
        int begin = from;
        for (int end = key.indexOf(Keys.SEPARATOR, begin); end > 0; end = key.indexOf(Keys.SEPARATOR, begin)) {
            Object child = node.computeIfAbsent(Path.unescape(key.substring(begin, end)), segment -> new LinkedHashMap<>());
            if (child instanceof Value) {
                return;
            }
            node = (Map<String, Object>) child;
            begin = end + 1;
        }
        node.put(Path.unescape(key.substring(begin)), value);
    }

    @SuppressWarnings("unchecked")
    private static Value seal(Map<String, Object> node) {
        var fields = LinkedHashMap.<String, Value>newLinkedHashMap(node.size());
        node.forEach((key, child) -> fields.put(key,
                child instanceof Value value ? value : seal((Map<String, Object>) child)));
        return MapValue.adopt(fields);
    }
}
