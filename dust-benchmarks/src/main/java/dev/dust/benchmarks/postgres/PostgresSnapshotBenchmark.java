package dev.dust.benchmarks.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.dust.benchmarks.fixture.Data;
import dev.dust.benchmarks.fixture.LocalClient;
import dev.dust.value.MapValue;
import java.io.DataOutputStream;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.postgresql.PGConnection;
import org.postgresql.copy.PGCopyOutputStream;

/**
 * A snapshot for a store that has as many rows already, whose frame has been read. The yardstick does the same by hand: in one
 * transaction, a binary {@code COPY} of the same rows into the same table and its index, beside the old ones, which are deleted
 * then.
 */
@BenchmarkMode(Mode.SingleShotTime)
public class PostgresSnapshotBenchmark {
    private static final String COPY = "COPY entries (generation, synced_at, revision, path, tail, type, value) FROM STDIN"
            + " (FORMAT binary)";
    private static final byte[] HEADER = {'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0, 0, 0, 0, 0, 0, 0, 0,
            0};
    private static final int BUFFER = 1 << 16;
    private static final int COLUMNS = 7;

    /** The tables, with the rows of an earlier snapshot. */
    @State(Scope.Benchmark)
    public static class Tables {
        /** How many rows come, and how many there are. */
        @Param({"1000", "100000", "1000000"})
        public int entries;

        private Postgres postgres;
        private LocalClient client;
        private MapValue snapshot;
        private Map<String, String> rows;

        /** Fills them. */
        @Setup
        public void fill() {
            postgres = new Postgres();
            client = LocalClient.online(postgres.cache());
            snapshot = LocalClient.entries(Data.hashed(Data.rows(entries)));
            rows = Data.skipList(entries);
            client.fill(Data.rows(entries));
        }

        /** Clears away what the snapshot before left: its old rows, and what the server has yet to write. */
        @Setup(Level.Invocation)
        public void tidy() throws SQLException {
            postgres.execute("VACUUM entries");
            postgres.execute("CHECKPOINT");
        }

        /** Drops them. */
        @TearDown
        public void close() throws SQLException {
            client.close();
            postgres.close();
        }
    }

    /** Ours. */
    @Benchmark
    public void load(Tables tables) {
        tables.client.hear(tables.client.snapshot(tables.snapshot));
        tables.client.awaitApplied();
    }

    /** The yardstick. */
    @Benchmark
    public void copy(Tables tables) throws SQLException, IOException {
        try (Connection connection = tables.postgres.connect(); Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            long before = number(statement, "SELECT generation FROM stores FOR NO KEY UPDATE");
            long generation = number(statement, "SELECT nextval('generations')");
            copy(connection, generation, tables.rows);
            statement.execute("UPDATE stores SET generation = " + generation);
            statement.execute("DELETE FROM entries WHERE generation = " + before);
            connection.commit();
        }
    }

    private static long number(Statement statement, String sql) throws SQLException {
        try (ResultSet found = statement.executeQuery(sql)) {
            found.next();
            return found.getLong(1);
        }
    }

    private static void copy(Connection connection, long generation, Map<String, String> rows)
            throws SQLException, IOException {
        try (var out = new DataOutputStream(
                new PGCopyOutputStream(connection.unwrap(PGConnection.class), COPY, BUFFER))) {
            out.write(HEADER);
            for (Map.Entry<String, String> row : rows.entrySet()) {
                out.writeShort(COLUMNS);
                write(out, generation);
                write(out, 1_700_000_000_000L);
                write(out, 1);
                write(out, row.getKey());
                write(out, "");
                write(out, "string");
                write(out, '"' + row.getValue() + '"');
            }
            out.writeShort(-1);
        }
    }

    private static void write(DataOutputStream out, long number) throws IOException {
        out.writeInt(Long.BYTES);
        out.writeLong(number);
    }

    private static void write(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }
}
