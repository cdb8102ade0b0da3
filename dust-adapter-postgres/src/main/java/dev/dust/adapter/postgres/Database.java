package dev.dust.adapter.postgres;

import static dev.dust.adapter.postgres.schema.Dust.DUST;

import dev.dust.cache.CacheException;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.jooq.Configuration;
import org.jooq.SQLDialect;
import org.jooq.conf.MappedSchema;
import org.jooq.conf.RenderMapping;
import org.jooq.conf.Settings;
import org.jooq.impl.DefaultConfiguration;

/** Connections, each with the timeout that it is wanted for, and the ways of jOOQ. Safe for every thread. */
final class Database {
    static {
        // A library does not advertise in the application's log.
        quiet("org.jooq.no-logo");
        quiet("org.jooq.no-tips");
    }

    private final DataSource dataSource;
    private final PostgresOptions options;
    private final Runnable onLost;
    private final Configuration configuration;
    private volatile boolean closed;

    /**
     * @param onLost told when a connection has turned out to be lost: so may be others that wait in a pool
     */
    Database(DataSource dataSource, PostgresOptions options, Runnable onLost) {
        this.dataSource = dataSource;
        this.options = options;
        this.onLost = onLost;
        this.configuration = new DefaultConfiguration().set(SQLDialect.POSTGRES).set(new Settings().withExecuteLogging(false)
                .withFetchWarnings(false)
                .withRenderMapping(new RenderMapping()
                        .withSchemata(new MappedSchema().withInput(DUST.getName()).withOutput(options.schema()))));
    }

    private static void quiet(String property) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, "true");
        }
    }

    PostgresOptions options() {
        return options;
    }

    /** The ways of jOOQ, without a connection. */
    Configuration configuration() {
        return configuration;
    }

    /** A transaction that has not begun. */
    Transaction transaction() {
        return new Transaction(connected(false, options.timeout()));
    }

    /** A transaction of which a single statement may take long. */
    Transaction bulkTransaction() {
        return new Transaction(connected(false, options.bulkTimeout()));
    }

    /** A connection on which each statement is a transaction. */
    Connected connected() {
        return connected(true, options.timeout());
    }

    private Connected connected(boolean autoCommit, Duration timeout) {
        checkOpen();
        try {
            return new Connected(dataSource.getConnection(), autoCommit, timeout, configuration, onLost);
        } catch (SQLException e) {
            throw Failures.of(e);
        }
    }

    void checkOpen() {
        if (closed) {
            throw new CacheException("this PostgreSQL cache is closed: open a new one");
        }
    }

    /** From now on there are no connections. */
    void close() {
        closed = true;
    }
}
