package dev.dust.benchmarks.postgres;

import dev.dust.adapter.jackson.JacksonCodecs;
import dev.dust.adapter.postgres.PostgresCache;
import dev.dust.adapter.postgres.PostgresOptions;
import dev.dust.testkit.postgres.TestPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/**
 * The tables of one fork. The server is the one that {@value #PROPERTY} names, where a run has started one for all its forks,
 * else the test helper's.
 */
public final class Postgres implements AutoCloseable {
    /** The system property with the JDBC URL of a database to share. */
    public static final String PROPERTY = "dust.benchmarks.jdbcUrl";

    private final String url;
    private final String schema = "bench_" + ProcessHandle.current().pid() + "_" + System.nanoTime();
    private final PostgresCache cache;

    /** Makes the tables. */
    Postgres() {
        url = System.getProperty(PROPERTY) == null ? TestPostgres.newDatabase().url() : System.getProperty(PROPERTY);
        cache = PostgresCache.connect(url, null, null, new JacksonCodecs(), PostgresOptions.defaults().schema(schema));
    }

    /** Where the database is. */
    String url() {
        return url;
    }

    /** The schema of the tables. */
    String schema() {
        return schema;
    }

    /** The cache on these tables. */
    PostgresCache cache() {
        return cache;
    }

    /** A connection of one's own, on which names are those of these tables. */
    Connection connect() throws SQLException {
        Connection connection = DriverManager.getConnection(url);
        connection.setSchema(schema);
        return connection;
    }

    /** Runs a statement on a connection of its own. */
    void execute(String sql) throws SQLException {
        try (Connection connection = connect(); var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Drops the tables. */
    @Override
    public void close() throws SQLException {
        cache.close();
        execute("DROP SCHEMA " + schema + " CASCADE");
    }
}
