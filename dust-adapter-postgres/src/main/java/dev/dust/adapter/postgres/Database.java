package dev.dust.adapter.postgres;

import static dev.dust.adapter.postgres.schema.Dust.DUST;

import dev.dust.adapter.postgres.Permits.Use;
import dev.dust.cache.CacheException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jooq.Configuration;
import org.jooq.SQLDialect;
import org.jooq.conf.MappedSchema;
import org.jooq.conf.RenderMapping;
import org.jooq.conf.Settings;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.jooq.impl.DefaultConfiguration;

/** Connections, each with the timeout that it is wanted for, and the ways of jOOQ. Safe for every thread. */
final class Database {
    /** How long commits that are under way may go on when the cache is closed. */
    private static final Duration GRACE = Duration.ofSeconds(1);
    /** How long the server has to take the wish to cancel statements: one that is halted does not. */
    private static final Duration CANCEL = Duration.ofMillis(500);

    static {
        // A library does not advertise in the application's log. jOOQ asks when it is to write its first statement, which is
        // now: what the application has not set is not set afterwards.
        List<String> untold = Stream.of("org.jooq.no-logo", "org.jooq.no-tips").filter(name -> System.getProperty(name) == null)
                .toList();
        untold.forEach(name -> System.setProperty(name, "true"));
        DSL.using(SQLDialect.POSTGRES).render(DSL.selectOne());
        untold.forEach(System::clearProperty);
    }

    private final DataSource dataSource;
    private final Preparation preparation;
    private final PostgresOptions options;
    private final Runnable onLost;
    private final Configuration configuration;
    private final Permits permits;
    private final Set<BorrowedConnection> inUse = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /**
     * @param preparation of the tables, before any connection is given out
     * @param onLost told when a connection has turned out to be lost: so may be others that wait in a pool
     */
    Database(DataSource dataSource, Preparation preparation, PostgresOptions options, Runnable onLost) {
        this.dataSource = dataSource;
        this.preparation = preparation;
        this.options = options;
        this.onLost = onLost;
        this.permits = new Permits(options);
        this.configuration = new DefaultConfiguration().set(SQLDialect.POSTGRES).set(new Settings().withExecuteLogging(false)
                .withFetchWarnings(false)
                .withRenderMapping(new RenderMapping()
                        .withSchemata(new MappedSchema().withInput(DUST.getName()).withOutput(options.schema()))));
    }

    /**
     * Sees to it that the tables are as they have to be; where the database is away, that is done by whoever needs it first.
     *
     * @throws CacheException if the database is there, and they are not
     */
    void prepareUnlessAway() {
        try {
            preparation.require();
        } catch (CacheException e) {
            if (!SqlFailures.isAway(e)) {
                throw e;
            }
        }
    }

    PostgresOptions options() {
        return options;
    }

    /** The ways of jOOQ, without a connection. */
    Configuration configuration() {
        return configuration;
    }

    /** A transaction that has not begun, for somebody who may read for long. */
    Transaction readTransaction() {
        return new Transaction(borrow(Use.READ, false, options.timeout()));
    }

    /** A transaction that has not begun, for the engine. */
    Transaction transaction() {
        return new Transaction(borrow(Use.WRITE, false, options.timeout()));
    }

    /** The same, of which a single statement may take long. */
    Transaction bulkTransaction() {
        return new Transaction(borrow(Use.WRITE, false, options.bulkTimeout()));
    }

    /** A connection on which each statement is a transaction. */
    BorrowedConnection borrow(Use use) {
        return borrow(use, true, options.timeout());
    }

    private BorrowedConnection borrow(Use use, boolean autoCommit, Duration timeout) {
        checkOpen();
        if (Thread.currentThread().isVirtual() && Thread.currentThread().isInterrupted()) {
            // Whatever it would wait for next would cost it its connection.
            throw SqlFailures.interrupted(null);
        }
        preparation.require();
        permits.take(use);
        BorrowedConnection borrowed = null;
        try {
            borrowed = new BorrowedConnection(dataSource.getConnection(), use, autoCommit, timeout, configuration, onLost,
                    this::givenBack);
        } catch (SQLException e) {
            throw failure(e);
        } finally {
            if (borrowed == null) {
                permits.give(use);
            }
        }
        inUse.add(borrowed);
        if (closed) {
            borrowed.close();
            throw closedException();
        }
        return borrowed;
    }

    private void givenBack(BorrowedConnection borrowed) {
        if (inUse.remove(borrowed)) {
            permits.give(borrowed.use());
        }
    }

    /** {@code failure} for those who use the cache. */
    CacheException failure(SQLException failure) {
        return closed ? closedException() : SqlFailures.of(failure);
    }

    /** {@code failure} for those who use the cache. */
    CacheException failure(DataAccessException failure) {
        return closed ? closedException() : SqlFailures.of(failure);
    }

    void checkOpen() {
        if (closed) {
            throw closedException();
        }
    }

    private static CacheException closedException() {
        return new CacheException("this PostgreSQL cache is closed: open a new one");
    }

    /**
     * From now on there are no connections, but for the device id's. What reads is cut off, as are commits that do not end
     * within a moment.
     */
    void close() {
        closed = true;
        cutOff(inUse.stream().filter(borrowed -> borrowed.use() == Use.READ).toList());
        permits.awaitWrites(GRACE);
        cutOff(inUse.stream().filter(borrowed -> borrowed.use() == Use.WRITE).toList());
    }

    /** Cuts off all that still waits for the database. */
    void abandon() {
        cutOff(List.copyOf(inUse));
    }

    private static void cutOff(List<BorrowedConnection> connections) {
        List<Thread> cancelling = connections.stream()
                .map(borrowed -> Thread.ofVirtual().name("dust-cancel").start(borrowed::cancel)).toList();
        long end = System.nanoTime() + CANCEL.toNanos();
        try {
            for (Thread thread : cancelling) {
                thread.join(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        connections.forEach(BorrowedConnection::abort);
    }
}
