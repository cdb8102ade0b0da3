package dev.dust.benchmarks.postgres;

import dev.dust.cache.Row;
import dev.dust.reading.Reading;
import dev.dust.value.Value;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** {@code get} of a leaf from PostgreSQL. The yardstick is the same SELECT, prepared once on a connection of its own. */
public class PostgresGetBenchmark {
    private static final String SELECT = """
            SELECT s.applied_seq, e.value, e.type, e.revision, e.synced_at
            FROM stores s
            LEFT JOIN entries e ON e.generation = s.generation AND left(e.path, 600) = ? AND e.tail = ? AND e.path = ?
            WHERE s.id = ?""";

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
            storeId = filled.storeId();
            select = connection.prepareStatement(SELECT);
        }

        private Row select(String key) throws SQLException {
            select.setString(1, key);
            select.setString(2, "");
            select.setString(3, key);
            select.setLong(4, storeId);
            try (ResultSet found = select.executeQuery()) {
                found.next();
                return new Row(key, Value.of(found.getString(2)), found.getString(3), found.getLong(4), found.getLong(5));
            }
        }

        /** Closes it. */
        @TearDown
        public void close() throws SQLException {
            connection.close();
        }
    }

    /** Ours. */
    @Benchmark
    public Reading get(PostgresStore filled) {
        return filled.store.get(filled.keys.next());
    }

    /** The yardstick. */
    @Benchmark
    public Row select(PostgresStore filled, Bare bare) throws SQLException {
        return bare.select(filled.keys.next());
    }
}
