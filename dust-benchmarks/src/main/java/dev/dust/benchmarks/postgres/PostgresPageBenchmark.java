package dev.dust.benchmarks.postgres;

import dev.dust.Entry;
import dev.dust.Page;
import dev.dust.PageOptions;
import dev.dust.cache.Row;
import dev.dust.value.Value;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A page of 50 rows, which begins anywhere, from PostgreSQL. The yardstick is the same SELECT, prepared once on a connection of
 * its own that finds by the index.
 */
public class PostgresPageBenchmark {
    private static final int SIZE = 50;
    private static final String END = "users0";
    private static final String SELECT = """
            SELECT path, value, type, revision, synced_at FROM entries
            WHERE generation = (SELECT generation FROM stores WHERE id = ?) AND left(path, 600) >= ? AND path > ?
                AND left(path, 600) <= ? AND path < ?
            ORDER BY left(path, 600), path LIMIT ?""";

    /** The prepared statement. */
    @State(Scope.Benchmark)
    public static class Bare {
        private Connection connection;
        private PreparedStatement select;
        private long storeId;

        /** Prepares it. */
        @Setup
        public void prepare(PostgresStore filled) throws SQLException {
            connection = filled.postgres.connect();
            try (var statement = connection.createStatement()) {
                statement.execute("SET enable_seqscan = off; SET enable_bitmapscan = off; SET enable_sort = off;"
                        + " SET plan_cache_mode = force_generic_plan");
            }
            storeId = filled.storeId();
            select = connection.prepareStatement(SELECT);
        }

        private List<Row> select(String after) throws SQLException {
            select.setLong(1, storeId);
            select.setString(2, after);
            select.setString(3, after);
            select.setString(4, END);
            select.setString(5, END);
            select.setInt(6, SIZE + 1);
            var rows = new ArrayList<Row>();
            try (ResultSet found = select.executeQuery()) {
                while (found.next()) {
                    rows.add(new Row(found.getString(1), Value.of(found.getString(2)), found.getString(3), found.getLong(4),
                            found.getLong(5)));
                }
            }
            return rows;
        }

        /** Closes it. */
        @TearDown
        public void close() throws SQLException {
            connection.close();
        }
    }

    /** Ours. */
    @Benchmark
    public Page<Entry> page(PostgresStore filled) {
        return filled.store.entries("users/**", PageOptions.defaults().limit(SIZE).after(filled.keys.next()));
    }

    /** The yardstick. */
    @Benchmark
    public List<Row> select(PostgresStore filled, Bare bare) throws SQLException {
        return bare.select(filled.keys.next());
    }
}
