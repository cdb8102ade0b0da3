package dev.dust.sync;

import dev.dust.cache.CacheSnapshot;
import dev.dust.cache.Keys;
import dev.dust.cache.Row;
import dev.dust.cache.RowCursor;
import dev.dust.cache.Scan;
import dev.dust.keymap.KeyMap;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Committed rows for tests of the view, as simple as can be. */
public final class TestRows implements CacheSnapshot {
    private final TreeMap<String, Row> rows = new TreeMap<>(Keys.ORDER);

    private final long appliedSeq;

    /** With these rows, of a store that was never synced. */
    public TestRows(Collection<Row> rows) {
        this(0, rows);
    }

    /** With these rows, at a seq. */
    public static TestRows at(long appliedSeq, Collection<Row> rows) {
        return new TestRows(appliedSeq, rows);
    }

    private TestRows(long appliedSeq, Collection<Row> rows) {
        this.appliedSeq = appliedSeq;
        rows.forEach(row -> this.rows.put(row.key(), row));
    }

    @Override
    public long appliedSeq() {
        return appliedSeq;
    }

    @Override
    public long count() {
        return rows.size();
    }

    @Override
    public Row get(String key) {
        return rows.get(key);
    }

    @Override
    public Map<String, Row> getAll(Collection<String> keys) {
        var found = new HashMap<String, Row>();
        keys.stream().filter(rows::containsKey).forEach(key -> found.put(key, rows.get(key)));
        return found;
    }

    @Override
    public RowCursor scan(Scan scan) {
        KeyMap.Builder<Row> builder = KeyMap.builder();
        rows.forEach(builder::add);
        KeyMap.Cursor<Row> cursor = builder.build().cursor(scan.from(), scan.to(), scan.order());
        return new RowCursor() {
            @Override
            public Row next() {
                return cursor.next() ? cursor.value() : null;
            }

            @Override
            public void seek(String key) {
                cursor.seek(key);
            }

            @Override
            public void close() {
                // Nothing is held.
            }
        };
    }

    @Override
    public List<Long> settled() {
        return List.of();
    }

    @Override
    public void close() {
        // Nothing is held.
    }

    /** The rows, in order. */
    public SortedMap<String, Row> asMap() {
        return rows;
    }
}
