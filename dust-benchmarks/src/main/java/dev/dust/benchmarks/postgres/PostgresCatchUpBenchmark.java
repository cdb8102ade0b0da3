package dev.dust.benchmarks.postgres;

import dev.dust.benchmarks.fixture.CatchUp;
import dev.dust.benchmarks.fixture.Data;
import dev.dust.benchmarks.fixture.Ring;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Catching up with PostgreSQL: many events one after the other, each setting one leaf. The yardstick writes the same rows as
 * ours does, by arrays of them: one statement and one transaction for as many as ours takes together at most.
 */
@BenchmarkMode(Mode.SingleShotTime)
public class PostgresCatchUpBenchmark {
    private static final int TOGETHER = 512;
    private static final String UPSERT = """
            INSERT INTO entries (generation, synced_at, revision, path, tail, type, value)
            SELECT (SELECT generation FROM stores), 1700000000000, 1, path, '', 'string', value::json
            FROM unnest(?, ?) AS r (path, value)
            ON CONFLICT (generation, left(path, 600), tail) DO UPDATE
            SET synced_at = excluded.synced_at, revision = excluded.revision, type = excluded.type, value = excluded.value""";

    /** What the server is going to tell. */
    @State(Scope.Benchmark)
    public static class Events {
        /** How many events. */
        @Param({"1000", "100000"})
        public int events;

        private CatchUp catchUp;

        /** Makes them. */
        @Setup(Level.Invocation)
        public void make(PostgresStore filled) {
            catchUp = CatchUp.of(filled.client, filled.keys, events);
        }
    }

    /** The prepared statement. */
    @State(Scope.Benchmark)
    public static class Bare {
        /** As many as there are events. */
        @Param({"1000", "100000"})
        public int events;

        private Connection connection;
        private PreparedStatement upsert;

        /** Prepares it. */
        @Setup
        public void prepare(PostgresStore filled) throws SQLException {
            connection = filled.postgres.connect();
            connection.setAutoCommit(false);
            upsert = connection.prepareStatement(UPSERT);
        }

        private void upsert(Ring<String> keys, int first, int count) throws SQLException {
            var paths = new String[count];
            var values = new String[count];
            for (int i = 0; i < count; i++) {
                paths[i] = keys.next();
                values[i] = '"' + Data.text(first + i) + '"';
            }
            upsert.setArray(1, connection.createArrayOf("text", paths));
            upsert.setArray(2, connection.createArrayOf("text", values));
            upsert.executeUpdate();
            connection.commit();
        }

        /** Closes it. */
        @TearDown
        public void close() throws SQLException {
            connection.close();
        }
    }

    /** Ours. */
    @Benchmark
    public void catchUp(PostgresStore filled, Events events) {
        events.catchUp.run();
    }

    /** The yardstick. */
    @Benchmark
    public void upsert(PostgresStore filled, Bare bare) throws SQLException {
        for (int first = 0; first < bare.events; first += TOGETHER) {
            bare.upsert(filled.keys, first, Math.min(TOGETHER, bare.events - first));
        }
    }
}
