package dev.dust.server.memory;

import dev.dust.cache.Keys;
import dev.dust.cache.Order;
import dev.dust.keymap.KeyMap;
import dev.dust.server.ledger.KeyedRow;
import dev.dust.server.ledger.Rows;
import dev.dust.server.ledger.StoredRow;
import java.util.Objects;
import java.util.Spliterator;
import java.util.Spliterators.AbstractSpliterator;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Rows in memory, which never change.
 *
 * @param map by key
 */
record MemoryRows(KeyMap<StoredRow> map) implements Rows {

    @Override
    public @Nullable StoredRow get(String key) {
        return map.get(key);
    }

    @Override
    public Stream<KeyedRow> below(String key) {
        return stream(map.cursor(Keys.subtreeFrom(key), Keys.subtreeTo(key), Order.ASCENDING));
    }

    /** The rows from {@code from} on, inclusive, to {@code to}, exclusive, or to the end if that is null. */
    Stream<KeyedRow> between(String from, @Nullable String to) {
        return stream(map.cursor(from, to, Order.ASCENDING));
    }

    @Override
    public Stream<KeyedRow> all() {
        return stream(map.cursor(null, null, Order.ASCENDING));
    }

    @Override
    public long count() {
        return map.size();
    }

    private static Stream<KeyedRow> stream(KeyMap.Cursor<StoredRow> cursor) {
        return StreamSupport.stream(
                new AbstractSpliterator<>(Long.MAX_VALUE, Spliterator.ORDERED | Spliterator.NONNULL) {
                    @Override
                    public boolean tryAdvance(Consumer<? super KeyedRow> action) {
                        if (!cursor.next()) {
                            return false;
                        }
                        action.accept(new KeyedRow(Objects.requireNonNull(cursor.key(), "key"),
                                Objects.requireNonNull(cursor.value(), "value")));
                        return true;
                    }
                }, false);
    }
}
