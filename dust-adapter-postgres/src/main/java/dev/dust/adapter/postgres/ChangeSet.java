package dev.dust.adapter.postgres;

import dev.dust.cache.Keys;
import dev.dust.cache.Row;
import dev.dust.cache.RowChange;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * What steps come to that take effect one after the other: subtrees to remove first, then single rows to remove or to put, each
 * key once.
 */
final class ChangeSet {
    private final TreeMap<String, Row> rows = new TreeMap<>(Keys.ORDER);
    private final TreeMap<String, String> subtrees = new TreeMap<>(Keys.ORDER);

    ChangeSet(List<RowChange> changes) {
        changes.forEach(change -> {
            switch (change) {
                case RowChange.Put(Row row) -> rows.put(row.key(), row);
                case RowChange.Remove(String key) -> rows.put(key, null);
                case RowChange.RemoveBelow(String key) -> removeBelow(key);
            }
        });
    }

    private void removeBelow(String key) {
        String from = Keys.subtreeFrom(key);
        String to = Keys.subtreeTo(key);
        rows.subMap(from, to).clear();
        var floor = subtrees.floorEntry(from);
        if (floor == null || Keys.compare(floor.getValue(), to) < 0) {
            subtrees.subMap(from, to).clear();
            subtrees.put(from, to);
        }
    }

    /** Ranges of keys to remove, none within another: the lower bound, inclusive, and the upper one, exclusive. */
    TreeMap<String, String> subtrees() {
        return subtrees;
    }

    /** Keys whose row is to be removed. */
    List<String> removed() {
        var removed = new ArrayList<String>();
        rows.forEach((key, row) -> {
            if (row == null) {
                removed.add(key);
            }
        });
        return removed;
    }

    /** Rows to be put, in order of keys. */
    List<Row> put() {
        var put = new ArrayList<Row>(rows.size());
        rows.values().forEach(row -> {
            if (row != null) {
                put.add(row);
            }
        });
        return put;
    }
}
