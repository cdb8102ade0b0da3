package dev.dust.adapter.memory;

import dev.dust.cache.Row;
import dev.dust.cache.RowCursor;
import dev.dust.keymap.KeyMap;
import org.jspecify.annotations.Nullable;

/** A cursor over rows in memory. */
record MemoryCursor(KeyMap.Cursor<Row> cursor) implements RowCursor {

    @Override
    public @Nullable Row next() {
        return cursor.next() ? cursor.value() : null;
    }

    @Override
    public void seek(String key) {
        cursor.seek(key);
    }

    @Override
    public void close() {
        // A cursor in memory holds nothing that outlives it.
    }
}
