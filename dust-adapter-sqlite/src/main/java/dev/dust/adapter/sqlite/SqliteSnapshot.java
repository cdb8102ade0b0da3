package dev.dust.adapter.sqlite;

import dev.dust.cache.CacheSnapshot;
import dev.dust.cache.Row;
import dev.dust.cache.RowCursor;
import dev.dust.cache.Scan;
import dev.dust.codec.ValueCodec;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A moment: a transaction that reads, on a connection of its own. */
final class SqliteSnapshot implements CacheSnapshot {
    private final Database database;
    private final PreparedConnection connection;
    private final EntryTable entries;
    private final StoreHead head;
    private final Settled settled;
    private boolean closed;

    /** Tells which entries of the outbox the rows of a moment include. */
    @FunctionalInterface
    interface Settled {
        List<Long> at(PreparedConnection reader, long appliedSeq) throws SQLException;
    }

    private SqliteSnapshot(Database database, PreparedConnection connection, EntryTable entries, StoreHead head,
            Settled settled) {
        this.database = database;
        this.connection = connection;
        this.entries = entries;
        this.head = head;
        this.settled = settled;
    }

    /** The moment of now. */
    static SqliteSnapshot open(Database database, EntryTable entries, long storeId, Settled settled) {
        return database.beginReading(
                reader -> new SqliteSnapshot(database, reader, entries, StoreHead.of(reader, storeId), settled));
    }

    @Override
    public long appliedSeq() {
        return head.appliedSeq();
    }

    @Override
    public long count() {
        return head.count();
    }

    @Override
    public @Nullable Row get(String key) {
        return this.<@Nullable Row>read(reader -> entries.get(reader, key));
    }

    @Override
    public Map<String, Row> getAll(Collection<String> keys) {
        return read(reader -> {
            var rows = HashMap.<String, Row>newHashMap(keys.size());
            for (String key : keys) {
                Row row = entries.get(reader, key);
                if (row != null) {
                    rows.put(key, row);
                }
            }
            return rows;
        });
    }

    @Override
    public RowCursor scan(Scan scan) {
        return new SqliteCursor(this, scan, database.options().fetchSize());
    }

    @Override
    public List<Long> settled() {
        return read(reader -> settled.at(reader, head.appliedSeq()));
    }

    ValueCodec json() {
        return entries.json();
    }

    List<StoredRow> page(Scan scan, @Nullable Bound lower, @Nullable Bound upper, int limit, long bytes) {
        return read(reader -> entries.page(reader, scan, lower, upper, limit, bytes));
    }

    private <T extends @Nullable Object> T read(PreparedConnection.Work<T> query) {
        if (closed) {
            throw new IllegalStateException("this snapshot is closed");
        }
        try {
            return connection.run(query);
        } catch (SQLException e) {
            throw database.failure(e);
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            database.endReading(connection);
        }
    }
}
