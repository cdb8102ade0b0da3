package dev.dust.adapter.postgres;

import static dev.dust.adapter.postgres.Sql.GENERATIONS;
import static dev.dust.adapter.postgres.schema.Tables.STORES;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.dust.adapter.postgres.Permits.Use;
import dev.dust.cache.Cache;
import dev.dust.cache.CacheException;
import dev.dust.cache.StoreCache;
import dev.dust.codec.Codecs;
import dev.dust.codec.ValueCodec;
import dev.dust.time.Durations;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A cache in a PostgreSQL database, of version 14 or later and of the encoding UTF8. Rows, applied seq and outbox survive the
 * process; several processes may share them, each with a device id, and so an outbox, of its own. Safe for every thread.
 *
 * <p>A snapshot holds a connection until it is closed, and the database keeps old versions of rows as long: close it soon. It
 * is for one thread at a time.
 */
public final class PostgresCache implements Cache {
    private static final System.Logger LOG = System.getLogger(PostgresCache.class.getName());
    /** How long the database is waited for at the end. */
    private static final Duration CLOSING = Duration.ofSeconds(5);

    private final Database database;
    private final DeviceClaim claim;
    private final ValueCodec json;
    private final Runnable closePool;
    private final AtomicBoolean closing = new AtomicBoolean();

    /**
     * A cache over the application's own connections, which it does not close. The database need not be there: it is asked
     * once, and again by each call, each of which fails until it is.
     *
     * @param dataSource gives connections of pgjdbc, wrapped or not; best a pool. One of them is held for as long as the cache
     *                   is open, and must be a session of its own (no pool between that hands out transactions)
     * @param codecs     their JSON is what is stored
     * @throws CacheException if the database is there, and refuses the user, or cannot be used, or its tables are not as the
     *                        options want them
     */
    public PostgresCache(DataSource dataSource, Codecs codecs, PostgresOptions options) {
        this(dataSource, dataSource, codecs, options, () -> {
            // Whose pool it is knows what to do.
        }, () -> {
            // The application closes it.
        });
    }

    /** {@code forTables}: the connections by which tables are made or looked at. */
    private PostgresCache(DataSource dataSource, DataSource forTables, Codecs codecs, PostgresOptions options, Runnable onLost,
            Runnable closePool) {
        Objects.requireNonNull(dataSource, "dataSource");
        this.json = codecs.json();
        this.database = new Database(dataSource, new Preparation(new Migrations(forTables, options), options), options, onLost);
        this.claim = new DeviceClaim(database);
        this.closePool = closePool;
        database.prepareUnlessAway();
    }

    /**
     * A cache with a pool of connections of its own. The database need not be there, as with
     * {@link #PostgresCache(DataSource, Codecs, PostgresOptions)}.
     *
     * @param jdbcUrl {@code jdbc:postgresql://host:port/database}, with what else pgjdbc knows
     * @param user    null if the URL or the environment says it
     * @param password null likewise
     * @param codecs  their JSON is what is stored
     * @throws CacheException if the URL is none, or the database is there, and refuses the user, or cannot be used, or its
     *                        tables are not as the options want them
     */
    public static PostgresCache connect(String jdbcUrl, @Nullable String user, @Nullable String password, Codecs codecs,
            PostgresOptions options) {
        HikariDataSource pool = pool(jdbcUrl, user, password, options);
        try {
            return new PostgresCache(pool, forTables(jdbcUrl, user, password, options), codecs, options,
                    () -> pool.getHikariPoolMXBean().softEvictConnections(),
                    pool::close);
        } catch (RuntimeException e) {
            pool.close();
            throw e;
        }
    }

    private static HikariDataSource pool(String jdbcUrl, @Nullable String user, @Nullable String password,
            PostgresOptions options) {
        var config = new HikariConfig();
        config.setPoolName("dust");
        config.setDataSource(connections(jdbcUrl, user, password));
        config.setAutoCommit(false);
        config.setMaximumPoolSize(options.poolSize());
        config.setMinimumIdle(2);
        long patience = Math.clamp(Durations.millis(options.connectionTimeout()), 250, Integer.MAX_VALUE);
        config.setConnectionTimeout(patience);
        config.setValidationTimeout(patience);
        config.setInitializationFailTimeout(-1);
        return new HikariDataSource(config);
    }

    /** Not of the pool, which tries for as long as its patience lasts: one that takes no connection is known to at once. */
    private static DataSource forTables(String jdbcUrl, @Nullable String user, @Nullable String password,
            PostgresOptions options) {
        PGSimpleDataSource connections = connections(jdbcUrl, user, password);
        connections.setLoginTimeout(seconds(options.connectionTimeout()));
        connections.setSocketTimeout(seconds(options.bulkTimeout()));
        return connections;
    }

    private static int seconds(Duration duration) {
        return Math.clamp((Durations.millis(duration) + 999) / 1_000, 1, Integer.MAX_VALUE);
    }

    /** Of the driver that this class sees: {@code DriverManager} finds only what the thread's class loader does. */
    private static PGSimpleDataSource connections(String jdbcUrl, @Nullable String user, @Nullable String password) {
        var connections = new PGSimpleDataSource();
        connections.setApplicationName("dust");
        connections.setTcpKeepAlive(true);
        try {
            connections.setUrl(jdbcUrl);
        } catch (IllegalArgumentException withTheUrlInItsMessage) {
            // Which may have a password in it.
            throw new CacheException("the URL of the database is not like jdbc:postgresql://host:port/database");
        }
        if (user != null) {
            connections.setUser(user);
        }
        if (password != null) {
            connections.setPassword(password);
        }
        return connections;
    }

    /** True. */
    @Override
    public boolean durable() {
        return true;
    }

    /** True. */
    @Override
    public boolean blocking() {
        return true;
    }

    /**
     * The configured id, which the application gives to one process at a time; else one that no other process holds: that of a
     * process that is gone, with what waits in its outbox, or a new one.
     */
    @Override
    public String deviceId(@Nullable String configured, Supplier<String> fresh) {
        database.checkOpen();
        return configured != null ? configured : claim.claim(fresh);
    }

    @Override
    public StoreCache open(String store, String deviceId) {
        try (BorrowedConnection borrowed = database.borrow(Use.WRITE)) {
            return new PostgresStore(database, claim, json, idOf(borrowed.sql(), TextEscaping.stored(store)), deviceId);
        } catch (DataAccessException e) {
            throw database.failure(e);
        }
    }

    private static long idOf(DSLContext sql, String name) {
        var select = sql.select(STORES.ID).from(STORES).where(STORES.NAME.eq(name));
        Long known = select.fetchOne(STORES.ID);
        if (known != null) {
            return known;
        }
        sql.insertInto(STORES, STORES.NAME, STORES.APPLIED_SEQ, STORES.GENERATION, STORES.ENTRY_COUNT)
                .values(DSL.val(name), DSL.val(0L), GENERATIONS.nextval(), DSL.val(0L))
                .onConflict(STORES.NAME).doNothing().execute();
        return Objects.requireNonNull(select.fetchSingle(STORES.ID), "id");
    }

    /** Commits that are under way have a second to end; everything else is cut off at once. */
    @Override
    public void close() {
        if (!closing.compareAndSet(false, true)) {
            return;
        }
        Thread closer = Thread.ofVirtual().name("dust-close").start(() -> {
            database.close();
            claim.close();
            closePool.run();
        });
        try {
            if (!closer.join(CLOSING)) {
                LOG.log(System.Logger.Level.WARNING, "the database does not answer while its cache is closed: it is left");
                database.abandon();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
