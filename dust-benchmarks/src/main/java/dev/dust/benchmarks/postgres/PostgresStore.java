package dev.dust.benchmarks.postgres;

import dev.dust.DustStore;
import dev.dust.benchmarks.fixture.Data;
import dev.dust.benchmarks.fixture.LocalClient;
import dev.dust.benchmarks.fixture.Ring;
import java.sql.SQLException;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A store in PostgreSQL, connected and caught up; its tables are what the yardsticks use too. */
@State(Scope.Benchmark)
public class PostgresStore {
    /** How many rows it has. */
    @Param({"1000", "100000", "1000000"})
    public int entries;

    Postgres postgres;
    LocalClient client;
    DustStore store;
    /** The paths of the rows, in random order. */
    Ring<String> keys;

    /** Fills it. */
    @Setup
    public void fill() throws SQLException {
        postgres = new Postgres();
        client = LocalClient.online(postgres.cache());
        client.fill(Data.rows(entries));
        store = client.store();
        keys = Data.keys(entries);
        postgres.execute("VACUUM ANALYZE entries");
    }

    /** What the tables call it. */
    long storeId() throws SQLException {
        try (var connection = postgres.connect();
                var statement = connection.createStatement();
                var ids = statement.executeQuery("SELECT id FROM stores")) {
            ids.next();
            return ids.getLong(1);
        }
    }

    /** Drops it. */
    @TearDown
    public void close() throws SQLException {
        client.close();
        postgres.close();
    }
}
