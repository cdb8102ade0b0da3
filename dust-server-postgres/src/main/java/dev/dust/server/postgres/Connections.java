package dev.dust.server.postgres;

import static dev.dust.server.postgres.schema.DustServer.DUST_SERVER;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.dust.server.ledger.LedgerException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jooq.Configuration;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.conf.MappedSchema;
import org.jooq.conf.RenderMapping;
import org.jooq.conf.Settings;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.jooq.impl.DefaultConfiguration;
import org.jooq.impl.DefaultConnectionProvider;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/** The connections of a ledger, and the ways of jOOQ. Safe for every thread. */
final class Connections implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Connections.class.getName());
    /** Shorter than this Hikari does not wait. */
    private static final Duration LEAST_WAIT = Duration.ofMillis(250);

    static {
        // A library does not advertise in the application's log. jOOQ asks when it is to write its first statement, which is
        // now: what the application has not set is not set afterwards.
        List<String> untold = Stream.of("org.jooq.no-logo", "org.jooq.no-tips").filter(name -> System.getProperty(name) == null)
                .toList();
        untold.forEach(name -> System.setProperty(name, "true"));
        DSL.using(SQLDialect.POSTGRES).render(DSL.selectOne());
        untold.forEach(System::clearProperty);
    }

    private final PostgresLedgerOptions options;
    private final DataSource source;
    private final HikariDataSource pool;
    private final Configuration configuration;
    /** The schema's name, as statements have it. */
    private final String schema;
    /** Statements with that name in them, by those without. */
    private final Map<String, String> named = new ConcurrentHashMap<>();
    /** Whoever reads a snapshot may take long, so that not all connections are theirs. */
    private final Semaphore snapshots;

    /** Work on a connection. */
    @FunctionalInterface
    interface Work<T extends @Nullable Object> {
        T on(DSLContext sql) throws SQLException;
    }

    /** Over {@code source}, which gives new connections of pgjdbc. Opens none. */
    Connections(DataSource source, PostgresLedgerOptions options) {
        this.source = source;
        this.options = options;
        this.pool = pool(source, options);
        this.snapshots = new Semaphore(options.poolSize() / 2);
        this.configuration = new DefaultConfiguration().set(SQLDialect.POSTGRES).set(new Settings().withExecuteLogging(false)
                .withFetchWarnings(false).withRenderMapping(new RenderMapping()
                        .withSchemata(new MappedSchema().withInput(DUST_SERVER.getName()).withOutput(options.schema()))));
        this.schema = DSL.using(configuration).render(DSL.name(options.schema()));
    }

    private static HikariDataSource pool(DataSource source, PostgresLedgerOptions options) {
        var config = new HikariConfig();
        config.setPoolName("dust-ledger");
        config.setDataSource(source);
        config.setMaximumPoolSize(options.poolSize());
        config.setMinimumIdle(1);
        config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
        long wait = Math.max(LEAST_WAIT.toMillis(), options.timeout().toMillis() / 2);
        config.setConnectionTimeout(wait);
        config.setValidationTimeout(wait);
        config.setInitializationFailTimeout(-1);
        return new HikariDataSource(config);
    }

    /** The database of a URL. */
    static DataSource source(String jdbcUrl, @Nullable String user, @Nullable String password) {
        var source = new PGSimpleDataSource();
        source.setApplicationName("dust-server");
        source.setTcpKeepAlive(true);
        try {
            source.setUrl(jdbcUrl);
        } catch (IllegalArgumentException withTheUrlInItsMessage) {
            // Which may have a password in it.
            throw new IllegalArgumentException("the URL of the database is not like jdbc:postgresql://host:port/database");
        }
        if (user != null) {
            source.setUser(user);
        }
        if (password != null) {
            source.setPassword(password);
        }
        return source;
    }

    PostgresLedgerOptions options() {
        return options;
    }

    DataSource pool() {
        return pool;
    }

    /** A connection of its own, for somebody who keeps it. */
    Connection unpooled() throws SQLException {
        Connection connection = source.getConnection();
        connection.setNetworkTimeout(Runnable::run, 0);
        return connection;
    }

    /** The ways of jOOQ on {@code connection}. */
    DSLContext sql(Connection connection) {
        return DSL.using(configuration.derive(new DefaultConnectionProvider(connection)));
    }

    /** A message to the database of {@code connection}. */
    Message message(Connection connection) {
        return new Message(connection, statement -> named.computeIfAbsent(statement, it -> it.replace("$", schema + ".")));
    }

    /** A connection of the pool, which is closed if the database keeps silent for too long. */
    Connection borrow(boolean autoCommit) throws SQLException {
        Connection connection = pool.getConnection();
        try {
            connection.setNetworkTimeout(Runnable::run, (int) Math.min(Integer.MAX_VALUE, options.timeout().toMillis()));
            connection.setAutoCommit(autoCommit);
            return connection;
        } catch (SQLException e) {
            giveBack(connection);
            throw e;
        }
    }

    /** A connection that somebody reads from for as long as he likes; {@link #giveBackSnapshot} it. */
    Connection borrowForSnapshot() throws SQLException {
        try {
            if (!snapshots.tryAcquire(options.timeout().toMillis(), TimeUnit.MILLISECONDS)) {
                throw new LedgerException.Unavailable("as many snapshots are read as may be: allow more connections", null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LedgerException.Unavailable("interrupted", e);
        }
        return borrowPermitted();
    }

    /** The same, or null where others have all of them. */
    @Nullable
    Connection tryToBorrowForSnapshot() throws SQLException {
        return snapshots.tryAcquire() ? borrowPermitted() : null;
    }

    private Connection borrowPermitted() throws SQLException {
        Connection borrowed = null;
        try {
            borrowed = borrow(false);
            return borrowed;
        } finally {
            if (borrowed == null) {
                snapshots.release();
            }
        }
    }

    void giveBackSnapshot(Connection connection) {
        rollBack(connection);
        giveBack(connection);
        snapshots.release();
    }

    void rollBack(Connection connection) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            // What was not committed is gone with the connection.
            LOG.log(System.Logger.Level.DEBUG, "a transaction was ended by the loss of its connection", e);
        }
    }

    void giveBack(Connection connection) {
        try {
            connection.close();
        } catch (SQLException | RuntimeException e) {
            // Hikari fails by a NullPointerException if it is being closed and takes this connection away in this moment.
            LOG.log(System.Logger.Level.DEBUG, "a connection was lost when it was given back", e);
        }
    }

    /**
     * Reads, or writes by one statement that may be done twice: what fails because a connection was lost is tried again over
     * another, for as long as the options say.
     *
     * @throws LedgerException.Unavailable if that is not to be had
     */
    <T extends @Nullable Object> T repeatable(Work<T> work) {
        var patience = new Patience(options.timeout());
        while (true) {
            try {
                return once(work);
            } catch (SQLException e) {
                patience.orElse(e);
            }
        }
    }

    /**
     * The same for what locks a store. It does not wait for the lock for as long as this side waits for an answer, after which
     * nobody would be there to hear of it, while the database waited on.
     */
    <T extends @Nullable Object> T locking(Work<T> work) {
        return repeatable(sql -> sql.transactionResult(inside -> {
            inside.dsl().fetch("select " + Limits.SETTINGS, Limits.of(options).values());
            return work.on(inside.dsl());
        }));
    }

    /** What a statement of a {@link Message} answers that may be done twice: as {@link #repeatable}. */
    <T> List<T> ask(String statement, Message.Reader<T> reader, Parameter... values) {
        return repeatable(sql -> sql.connectionResult(connection -> {
            Message message = message(connection);
            Message.Answer<T> answer = message.ask(statement, reader, values);
            message.send();
            return answer.rows();
        }));
    }

    /** Work that is done once, and fails with what the database says. */
    <T extends @Nullable Object> T once(Work<T> work) throws SQLException {
        Connection connection = borrow(true);
        try {
            return work.on(sql(connection));
        } catch (DataAccessException e) {
            throw failure(e);
        } finally {
            giveBack(connection);
        }
    }

    /** What the database said. Where a connection was lost, those in the pool may be as dead: they are not tried one by one. */
    SQLException failure(DataAccessException failure) {
        SQLException said = Failures.of(failure);
        lost(said);
        return said;
    }

    /**
     * Notes that a connection has failed. One that only reads leads to what has been the primary, or is not it yet; new ones
     * may lead elsewhere.
     */
    void lost(SQLException failure) {
        if (Failures.isLoss(failure) || Failures.isReadOnly(failure)) {
            pool.getHikariPoolMXBean().softEvictConnections();
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}
