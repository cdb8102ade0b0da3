package dev.dust.adapter.memory;

import dev.dust.cache.CacheSnapshot;
import dev.dust.cache.Keys;
import dev.dust.cache.Row;
import dev.dust.cache.RowChange;
import dev.dust.cache.RowCursor;
import dev.dust.cache.Scan;
import dev.dust.keymap.KeyMap;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A store's rows at one moment. Immutable, and so its own snapshot.
 *
 * @param appliedSeq the store_seq up to which events are in it
 * @param settled    which entries of the reader's outbox they include
 */
record MemorySnapshot(KeyMap<Row> rows, long appliedSeq, List<Long> settled) implements CacheSnapshot {
    static final MemorySnapshot NONE = new MemorySnapshot(KeyMap.empty(), 0, List.of());

    static KeyMap<Row> byKey(Iterable<Row> ascending) {
        KeyMap.Builder<Row> builder = KeyMap.builder();
        ascending.forEach(row -> builder.add(row.key(), row));
        return builder.build();
    }

    /** The rows that {@code changes} make of {@code base}. */
    static MemorySnapshot after(KeyMap<Row> base, List<RowChange> changes, long appliedSeq) {
        KeyMap<Row> changed = base;
        for (RowChange change : changes) {
            changed = switch (change) {
                case RowChange.Put(Row row) -> changed.put(row.key(), row);
                case RowChange.Remove(String key) -> changed.remove(key);
                case RowChange.RemoveBelow(String key) -> changed.removeRange(Keys.subtreeFrom(key), Keys.subtreeTo(key));
            };
        }
        return new MemorySnapshot(changed, appliedSeq, List.of());
    }

    @Override
    public long count() {
        return rows.size();
    }

    @Override
    public @Nullable Row get(String key) {
        return rows.get(key);
    }

    @Override
    public Map<String, Row> getAll(Collection<String> keys) {
        var found = HashMap.<String, Row>newHashMap(keys.size());
        for (String key : keys) {
            Row row = rows.get(key);
            if (row != null) {
                found.put(key, row);
            }
        }
        return found;
    }

    @Override
    public RowCursor scan(Scan scan) {
        return new MemoryCursor(rows.cursor(scan.from(), scan.to(), scan.order()));
    }

    /** Does nothing: there is nothing to free, and the rows can still be read. */
    @Override
    public void close() {
        // See above.
    }
}
