package dev.dust.benchmarks.postgres;

import dev.dust.benchmarks.fixture.Data;
import dev.dust.benchmarks.fixture.LocalClient;
import dev.dust.value.MapValue;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
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

/** A snapshot for an empty store, whose frame has been read. The yardstick is {@code COPY} of the same rows into the same table. */
@BenchmarkMode(Mode.SingleShotTime)
public class PostgresSnapshotBenchmark {
    private static final String COPY = "COPY entries (generation, synced_at, revision, path, tail, type, value) FROM STDIN";

    /** The tables, without rows. */
    @State(Scope.Benchmark)
    public static class Tables {
        /** How many rows come. */
        @Param({"1000", "100000", "1000000"})
        public int entries;

        private Postgres postgres;
        private LocalClient client;
        private MapValue snapshot;
        private Map<String, String> rows;

        /** Makes them. */
        @Setup
        public void make() {
            postgres = new Postgres();
            client = LocalClient.online(postgres.cache());
            snapshot = LocalClient.entries(Data.hashed(Data.rows(entries)));
            rows = Data.skipList(entries);
        }

        /** Empties them. */
        @Setup(Level.Invocation)
        public void empty() throws SQLException {
            postgres.execute("TRUNCATE entries");
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
        try (Connection connection = tables.postgres.connect()) {
            connection.setAutoCommit(false);
            try (OutputStream out = new PGCopyOutputStream(connection.unwrap(PGConnection.class), COPY, 1 << 16)) {
                tables.rows.forEach((path, text) -> write(out, path, text));
            }
            connection.commit();
        }
    }

    private static void write(OutputStream out, String path, String text) {
        String line = "0\t1700000000000\t1\t" + path + "\t\tstring\t\"" + text + "\"\n";
        try {
            out.write(line.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
