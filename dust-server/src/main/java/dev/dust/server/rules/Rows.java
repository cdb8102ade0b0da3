package dev.dust.server.rules;

import dev.dust.cache.Keys;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The rows of a store, in the order of their keys. */
final class Rows {
    private final TreeMap<String, StoredRow> rows = new TreeMap<>(Keys.ORDER);

    /** The row at {@code key} itself, or null. */
    @Nullable
    StoredRow get(String key) {
        return rows.get(key);
    }

    /** All rows, as they stand now and later. */
    SortedMap<String, StoredRow> all() {
        return Collections.unmodifiableSortedMap(rows);
    }

    /** The rows below {@code key}, without its own. */
    SortedMap<String, StoredRow> below(String key) {
        return Collections.unmodifiableSortedMap(rows.subMap(Keys.subtreeFrom(key), Keys.subtreeTo(key)));
    }

    int size() {
        return rows.size();
    }

    void put(String key, StoredRow row) {
        rows.put(key, row);
    }

    void remove(String key) {
        rows.remove(key);
    }

    Rows copy() {
        var copy = new Rows();
        copy.rows.putAll(rows);
        return copy;
    }
}
