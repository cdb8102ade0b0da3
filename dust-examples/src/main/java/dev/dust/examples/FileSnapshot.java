package dev.dust.examples;

import dev.dust.cache.CacheSnapshot;
import dev.dust.cache.Row;
import dev.dust.cache.RowCursor;
import dev.dust.cache.Scan;
import dev.dust.keymap.KeyMap;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A store's content, which never changes, as one device sees it. */
record FileSnapshot(FileContent content, String deviceId) implements CacheSnapshot {

    @Override
    public long appliedSeq() {
        return content.appliedSeq();
    }

    @Override
    public long count() {
        return content.rows().size();
    }

    @Override
    public @Nullable Row get(String key) {
        return content.rows().get(key);
    }

    @Override
    public Map<String, Row> getAll(Collection<String> keys) {
        return keys.stream().distinct().map(content.rows()::get).filter(Objects::nonNull)
                .collect(Collectors.toMap(Row::key, Function.identity()));
    }

    @Override
    public RowCursor scan(Scan scan) {
        KeyMap.Cursor<Row> cursor = content.rows().cursor(scan.from(), scan.to(), scan.order());
        return new RowCursor() {
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
                // Holds nothing.
            }
        };
    }

    @Override
    public List<Long> settled() {
        return content.outboxes().settled(deviceId, content.appliedSeq());
    }

    @Override
    public void close() {
        // Holds nothing.
    }
}
