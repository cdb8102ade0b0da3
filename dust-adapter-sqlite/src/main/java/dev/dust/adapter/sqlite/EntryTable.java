package dev.dust.adapter.sqlite;

import dev.dust.cache.CacheException;
import dev.dust.cache.Keys;
import dev.dust.cache.Row;
import dev.dust.cache.RowChange;
import dev.dust.cache.Scan;
import dev.dust.cache.StoreCache;
import dev.dust.codec.ValueCodec;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows of one store. Safe for every thread: what changes is in the file. */
final class EntryTable {
    private static final String COLUMNS = "path, value, type, revision, synced_at";
    private static final String GET = "SELECT " + COLUMNS + " FROM entries WHERE store_id = ? AND path = ?";
    private static final String FIND = "SELECT s.applied_seq, e.value, e.type, e.revision, e.synced_at, e.path IS NULL AND EXISTS"
            + " (SELECT 1 FROM entries b WHERE b.store_id = s.id AND b.path >= ? AND b.path < ?) FROM stores s"
            + " LEFT JOIN entries e ON e.store_id = s.id AND e.path = ? WHERE s.id = ?";
    private static final String INSERT = "INSERT INTO entries (store_id, " + COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?)";
    private static final String ADD = INSERT + " ON CONFLICT DO NOTHING";
    private static final String CHANGE = "UPDATE entries SET value = ?, type = ?, revision = ?, synced_at = ?"
            + " WHERE store_id = ? AND path = ?";
    private static final String REMOVE = "DELETE FROM entries WHERE store_id = ? AND path = ?";
    private static final String REMOVE_RANGE = "DELETE FROM entries WHERE store_id = ? AND path >= ? AND path < ?";
    private static final String REMOVE_ALL = "DELETE FROM entries WHERE store_id = ?";

    private final ValueCodec json;
    private final long storeId;

    EntryTable(ValueCodec json, long storeId) {
        this.json = json;
        this.storeId = storeId;
    }

    ValueCodec json() {
        return json;
    }

    /** The row of {@code key}, or null. */
    @Nullable
    Row get(PreparedConnection connection, String key) throws SQLException {
        StoredRow stored;
        try (ResultSet found = connection.query(GET, storeId, key)) {
            stored = found.next() ? stored(found) : null;
        }
        return stored == null ? null : stored.row(json);
    }

    /** The row of {@code key}, or whether there are rows below it, and their moment, by a single statement. */
    StoreCache.Found find(PreparedConnection connection, String key) throws SQLException {
        StoredRow stored;
        long appliedSeq;
        boolean below;
        try (ResultSet found = connection.query(FIND, Keys.subtreeFrom(key), Keys.subtreeTo(key), key, storeId)) {
            if (!found.next()) {
                throw new CacheException(StoreHead.MISSING);
            }
            appliedSeq = found.getLong(1);
            byte[] value = found.getBytes(2);
            stored = value == null
                    ? null
                    : new StoredRow(key, value, found.getString(3), found.getLong(4), found.getLong(5));
            below = stored == null && found.getBoolean(6);
        }
        return new StoreCache.Found(appliedSeq, stored == null ? null : stored.row(json), below);
    }

    /**
     * The rows of a part of a scan, in its order.
     *
     * @param lower null for no bound
     * @param upper null for no bound
     * @param limit how many rows at most
     * @param bytes after how many bytes of values there are no more
     */
    List<StoredRow> page(PreparedConnection connection, Scan scan, @Nullable Bound lower, @Nullable Bound upper, int limit,
            long bytes) throws SQLException {
        var sql = new StringBuilder("SELECT " + COLUMNS + " FROM entries WHERE store_id = ?");
        var values = new ArrayList<Object>(List.of(storeId));
        if (lower != null) {
            sql.append(lower.inclusive() ? " AND path >= ?" : " AND path > ?");
            values.add(lower.key());
        }
        if (upper != null) {
            sql.append(upper.inclusive() ? " AND path <= ?" : " AND path < ?");
            values.add(upper.key());
        }
        sql.append(scan.isDescending() ? " ORDER BY path DESC LIMIT ?" : " ORDER BY path LIMIT ?");
        values.add(limit);
        var page = new ArrayList<StoredRow>(limit);
        long size = 0;
        try (ResultSet found = connection.query(sql.toString(), values.toArray())) {
            while (size < bytes && found.next()) {
                StoredRow row = stored(found);
                size += row.size();
                page.add(row);
            }
        }
        return page;
    }

    private static StoredRow stored(ResultSet found) throws SQLException {
        return new StoredRow(found.getString(1), found.getBytes(2), found.getString(3), found.getLong(4), found.getLong(5));
    }

    /**
     * Puts other rows in place of all that there are, and goes through them once.
     *
     * @return how many they are
     */
    long replace(PreparedConnection connection, Iterable<Row> rows) throws SQLException {
        connection.update(REMOVE_ALL, storeId);
        long count = 0;
        for (Row row : rows) {
            connection.update(INSERT, storeId, row.key(), json.encode(row.value()), row.type(), row.revision(), row.syncedAt());
            count++;
        }
        return count;
    }

    /**
     * Takes steps, in their order.
     *
     * @return by how many rows there are more
     */
    long apply(PreparedConnection connection, List<RowChange> changes) throws SQLException {
        long grown = 0;
        for (RowChange change : changes) {
            grown += switch (change) {
                case RowChange.Put(Row row) -> put(connection, row);
                case RowChange.Remove(String key) -> -connection.update(REMOVE, storeId, key);
                case RowChange.RemoveBelow(String key) ->
                    -connection.update(REMOVE_RANGE, storeId, Keys.subtreeFrom(key), Keys.subtreeTo(key));
            };
        }
        return grown;
    }

    private int put(PreparedConnection connection, Row row) throws SQLException {
        byte[] value = json.encode(row.value());
        int added = connection.update(ADD, storeId, row.key(), value, row.type(), row.revision(), row.syncedAt());
        if (added == 0) {
            connection.update(CHANGE, value, row.type(), row.revision(), row.syncedAt(), storeId, row.key());
        }
        return added;
    }
}
