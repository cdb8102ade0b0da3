package dev.dust.adapter.postgres;

import dev.dust.adapter.postgres.Permits.Use;
import dev.dust.time.Durations;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.Consumer;
import org.jooq.Configuration;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.jooq.impl.DefaultConnectionProvider;
import org.postgresql.PGConnection;

/**
 * A connection of the application's pool, set up for the cache, and given back as it was. For one thread at a time, but for
 * {@link #cancel} and {@link #abort}.
 */
final class BorrowedConnection implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(BorrowedConnection.class.getName());

    private final Connection connection;
    private final Use use;
    private final Configuration configuration;
    private final Runnable onLost;
    private final Consumer<BorrowedConnection> onGivenBack;
    private final int timeoutBefore;
    private final boolean autoCommitBefore;

    /**
     * Takes over {@code connection}, also if it throws.
     *
     * @param timeout     how long the server may keep silent; then the driver closes the connection
     * @param onLost      told if the connection turns out to be lost, unless that is this thread's own doing
     * @param onGivenBack told when it is given back, unless this throws
     */
    BorrowedConnection(Connection connection, Use use, boolean autoCommit, Duration timeout, Configuration configuration,
            Runnable onLost, Consumer<BorrowedConnection> onGivenBack) throws SQLException {
        this.connection = connection;
        this.use = use;
        this.configuration = configuration;
        this.onLost = onLost;
        this.onGivenBack = onGivenBack;
        try {
            timeoutBefore = connection.getNetworkTimeout();
            autoCommitBefore = connection.getAutoCommit();
            connection.setNetworkTimeout(Runnable::run, (int) Math.min(Integer.MAX_VALUE, Durations.millis(timeout)));
            connection.setAutoCommit(autoCommit);
        } catch (SQLException e) {
            giveBack();
            throw e;
        }
    }

    Use use() {
        return use;
    }

    Connection connection() {
        return connection;
    }

    DSLContext sql() {
        return DSL.using(configuration.derive(new DefaultConnectionProvider(connection)));
    }

    /**
     * From any thread: asks the server to end what it does for this connection, which else goes on after {@link #abort}. Waits
     * for a server that is halted.
     */
    void cancel() {
        try {
            connection.unwrap(PGConnection.class).cancelQuery();
        } catch (SQLException e) {
            LOG.log(System.Logger.Level.DEBUG, "the server was not told that its answer is not waited for", e);
        }
    }

    /** From any thread, at once: whoever waits for the server does so no more. */
    void abort() {
        try {
            connection.abort(Runnable::run);
        } catch (SQLException e) {
            LOG.log(System.Logger.Level.DEBUG, "a connection could not be cut off", e);
        }
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
            onGivenBack.accept(this);
        }
    }

    private void giveBack() {
        try {
            // Java closes the socket of an interrupted virtual thread: that says nothing of other connections.
            if (connection.isClosed() && !Thread.currentThread().isInterrupted()) {
                onLost.run();
            }
            connection.close();
        } catch (SQLException | RuntimeException e) {
            // Hikari fails by a NullPointerException if it is being closed and takes this connection away in this moment.
            LOG.log(System.Logger.Level.DEBUG, "a connection was lost when it was given back", e);
        }
    }
}
