package dev.dust.server.ledger;

import dev.dust.cache.Keys;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** All rows of a store as of one moment. It may hold on to something: to be closed. For one thread. */
public interface Snapshot extends AutoCloseable {

    /** The last op of that moment. */
    long seq();

    /** The rows in the order of their keys, once. They are fetched as they are read; a failure comes then. */
    Stream<KeyedRow> rows();

    /** The rows all at once, by key, where memory has room for them; instead of {@link #rows}. */
    default SortedMap<String, StoredRow> toMap() {
        var map = new TreeMap<String, StoredRow>(Keys.ORDER);
        try (Stream<KeyedRow> rows = rows()) {
            rows.forEach(row -> map.put(row.key(), row.row()));
        }
        return map;
    }

    @Override
    void close();
}
