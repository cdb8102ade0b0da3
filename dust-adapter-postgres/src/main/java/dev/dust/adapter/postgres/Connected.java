package dev.dust.adapter.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.jooq.Configuration;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.jooq.impl.DefaultConnectionProvider;

/** A connection of the application's pool, set up for the cache, and given back as it was. For one thread at a time. */
final class Connected implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Connected.class.getName());

    private final Connection connection;
    private final Configuration configuration;
    private final Runnable onLost;
    private final int timeoutBefore;
    private final boolean autoCommitBefore;

    /**
     * Takes over {@code connection}, also if it throws.
     *
     * @param timeout how long the server may keep silent; then the driver closes the connection
     * @param onLost  told if the connection turns out to be lost
     */
    Connected(Connection connection, boolean autoCommit, Duration timeout, Configuration configuration, Runnable onLost)
            throws SQLException {
        this.connection = connection;
        this.configuration = configuration;
        this.onLost = onLost;
        try {
            timeoutBefore = connection.getNetworkTimeout();
            autoCommitBefore = connection.getAutoCommit();
            connection.setNetworkTimeout(Runnable::run, (int) Math.min(Integer.MAX_VALUE, timeout.toMillis()));
            connection.setAutoCommit(autoCommit);
        } catch (SQLException e) {
            giveBack();
            throw e;
        }
    }

    Connection connection() {
        return connection;
    }

    DSLContext sql() {
        return DSL.using(configuration.derive(new DefaultConnectionProvider(connection)));
    }

    @Override
    public void close() {
        try {
            connection.setAutoCommit(autoCommitBefore);
            connection.setNetworkTimeout(Runnable::run, timeoutBefore);
        } catch (SQLException e) {
            LOG.log(System.Logger.Level.DEBUG, "a connection was lost before it was given back", e);
        } finally {
            giveBack();
        }
    }

    private void giveBack() {
        try {
            if (connection.isClosed()) {
                onLost.run();
            }
            connection.close();
        } catch (SQLException e) {
            LOG.log(System.Logger.Level.DEBUG, "a connection was lost when it was given back", e);
        }
    }
}
