package dev.dust.adapter.sqlite;

import dev.dust.cache.CacheException;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * What the table of stores says of one.
 *
 * @param count how many entries it has
 */
record StoreHead(long appliedSeq, long count) {
    static final String MISSING = "somebody deleted this store's row from the table of stores";

    private static final String SELECT = "SELECT applied_seq, entry_count FROM stores WHERE id = ?";
    private static final String UPDATE = "UPDATE stores SET applied_seq = ?, entry_count = ? WHERE id = ?";

    static StoreHead of(PreparedConnection connection, long storeId) throws SQLException {
        try (ResultSet found = connection.query(SELECT, storeId)) {
            if (!found.next()) {
                throw new CacheException(MISSING);
            }
            return new StoreHead(found.getLong(1), found.getLong(2));
        }
    }

    void write(PreparedConnection connection, long storeId) throws SQLException {
        connection.update(UPDATE, appliedSeq, count, storeId);
    }
}
