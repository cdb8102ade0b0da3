package dev.dust.adapter.sqlite;

import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sqlite.JDBC;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConnection;

/**
 * A connection with the statements that it was ever asked for, prepared once. For one thread at a time, but for
 * {@link #interrupt} and {@link #close}.
 */
final class PreparedConnection implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(PreparedConnection.class.getName());
    /** How long SQLite itself waits: only those who come while the file is opened, or closed, have to. */
    private static final int BUSY_MILLIS = 2_000;

    private final SQLiteConnection connection;
    private final Map<String, PreparedStatement> prepared = new HashMap<>();

    private PreparedConnection(SQLiteConnection connection) {
        this.connection = connection;
    }

    /** A connection to the file, which is made if there is none; each statement is a transaction until there is a begin. */
    static PreparedConnection open(Path file) throws SQLException {
        var config = new SQLiteConfig();
        config.setBusyTimeout(BUSY_MILLIS);
        // By this driver, and not by whatever the manager finds for the thread's class loader. As a URI, of whose path no part
        // can be taken for options.
        return new PreparedConnection(JDBC.createConnection(JDBC.PREFIX + file.toUri(), config.toProperties()));
    }

    /** Something to do with a connection. */
    @FunctionalInterface
    interface Work<T extends @Nullable Object> {
        T on(PreparedConnection connection) throws SQLException;
    }

    /**
     * Does {@code work}. If it fails, all statements are prepared anew for the next: the driver leaves one that has failed
     * unusable.
     */
    <T extends @Nullable Object> T run(Work<T> work) throws SQLException {
        try {
            return work.on(this);
        } catch (SQLException e) {
            forget();
            throw e;
        }
    }

    private void forget() {
        for (PreparedStatement statement : prepared.values()) {
            try {
                statement.close();
            } catch (SQLException e) {
                LOG.log(System.Logger.Level.DEBUG, "a statement was closed already", e);
            }
        }
        prepared.clear();
    }

    /** Statements without values and answers, one after the other. */
    void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    /** The one text or number that a statement gives. */
    String fetch(String sql) throws SQLException {
        try (Statement statement = connection.createStatement(); ResultSet found = statement.executeQuery(sql)) {
            found.next();
            return found.getString(1);
        }
    }

    /** Does something with {@code values}, and says how many rows that concerned. */
    int update(String sql, Object... values) throws SQLException {
        return bound(sql, values).executeUpdate();
    }

    /** What there is for {@code values}; to be closed before the same statement is asked again. */
    ResultSet query(String sql, Object... values) throws SQLException {
        return bound(sql, values).executeQuery();
    }

    private PreparedStatement bound(String sql, Object... values) throws SQLException {
        PreparedStatement statement = prepared.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            prepared.put(sql, statement);
        }
        for (int i = 0; i < values.length; i++) {
            switch (values[i]) {
                case String text -> statement.setString(i + 1, text);
                case Long number -> statement.setLong(i + 1, number);
                case Integer number -> statement.setInt(i + 1, number);
                case byte[] bytes -> statement.setBytes(i + 1, bytes);
                default -> throw new IllegalArgumentException("no value of SQLite's: " + values[i].getClass());
            }
        }
        return statement;
    }

    /** Ends a transaction that was not committed; does nothing if there is none. */
    void rollback() {
        try {
            run(connection -> connection.update("ROLLBACK"));
        } catch (SQLException e) {
            // SQLite has rolled back by itself, or the connection is closed, which does the same.
            LOG.log(System.Logger.Level.DEBUG, "there was nothing to roll back", e);
        }
    }

    /** From any thread: ends the statement that runs, by an error. */
    void interrupt() {
        try {
            connection.getDatabase().interrupt();
        } catch (SQLException e) {
            LOG.log(System.Logger.Level.DEBUG, "a statement could not be interrupted", e);
        }
    }

    /** From any thread: who uses it still has an error. */
    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            LOG.log(System.Logger.Level.DEBUG, "a connection was not closed in good order", e);
        }
    }
}
