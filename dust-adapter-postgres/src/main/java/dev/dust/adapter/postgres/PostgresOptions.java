package dev.dust.adapter.postgres;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How a {@link PostgresCache} lives in its database. Immutable; each method that takes an argument returns a copy. */
public final class PostgresOptions {
    private static final PostgresOptions DEFAULTS = new PostgresOptions("dust", "dust_schema_history", true, 10,
            Duration.ofSeconds(5), Duration.ofSeconds(15), Duration.ofMinutes(10), 1_000);

    private final String schema;
    private final String historyTable;
    private final boolean migrate;
    private final int poolSize;
    private final Duration connectionTimeout;
    private final Duration timeout;
    private final Duration bulkTimeout;
    private final int fetchSize;

    private PostgresOptions(String schema, String historyTable, boolean migrate, int poolSize, Duration connectionTimeout,
            Duration timeout, Duration bulkTimeout, int fetchSize) {
        this.schema = schema;
        this.historyTable = historyTable;
        this.migrate = migrate;
        this.poolSize = poolSize;
        this.connectionTimeout = connectionTimeout;
        this.timeout = timeout;
        this.bulkTimeout = bulkTimeout;
        this.fetchSize = fetchSize;
    }

    /** Everything as it is described at its method. */
    public static PostgresOptions defaults() {
        return DEFAULTS;
    }

    /**
     * With another schema of the tables; made if there is none. Caches that share rows name the same.
     *
     * @throws IllegalArgumentException if it is empty
     */
    public PostgresOptions schema(String schema) {
        requireName("schema", schema);
        return new PostgresOptions(schema, historyTable, migrate, poolSize, connectionTimeout, timeout, bulkTimeout, fetchSize);
    }

    /** The schema of the tables; {@code dust} by default. */
    public String schema() {
        return schema;
    }

    /**
     * With another table, in that schema, in which Flyway notes what it did.
     *
     * @throws IllegalArgumentException if it is empty
     */
    public PostgresOptions historyTable(String historyTable) {
        requireName("historyTable", historyTable);
        return new PostgresOptions(schema, historyTable, migrate, poolSize, connectionTimeout, timeout, bulkTimeout, fetchSize);
    }

    /** The table in which Flyway notes what it did; {@code dust_schema_history} by default. */
    public String historyTable() {
        return historyTable;
    }

    /** With or without making or updating the tables on start. Without, tables that are missing or old are an error. */
    public PostgresOptions migrate(boolean migrate) {
        return new PostgresOptions(schema, historyTable, migrate, poolSize, connectionTimeout, timeout, bulkTimeout, fetchSize);
    }

    /** Whether to make or update the tables on start; true by default. */
    public boolean migrate() {
        return migrate;
    }

    /**
     * With another number of connections to use at most, of the cache's own pool or of the application's {@code DataSource},
     * which should have them to spare. A snapshot holds one until it is closed, a commit another, the device id a third for as
     * long as the cache is open. Reads get about two thirds of them (7 of 10), so that who holds many snapshots keeps nobody
     * from writing.
     *
     * @throws IllegalArgumentException for less than 3
     */
    public PostgresOptions poolSize(int poolSize) {
        if (poolSize < 3) {
            throw new IllegalArgumentException("poolSize must be 3 or more, not " + poolSize);
        }
        return new PostgresOptions(schema, historyTable, migrate, poolSize, connectionTimeout, timeout, bulkTimeout, fetchSize);
    }

    /** How many connections to use at most; 10 by default. */
    public int poolSize() {
        return poolSize;
    }

    /**
     * With another time to wait for a connection: for one of the cache's own pool, and for other reads to end where there are
     * as many as may be. Where the application brings a {@code DataSource}, that has a timeout of its own.
     *
     * @throws IllegalArgumentException for less than 1 ms
     */
    public PostgresOptions connectionTimeout(Duration connectionTimeout) {
        requireMillis("connectionTimeout", connectionTimeout);
        return new PostgresOptions(schema, historyTable, migrate, poolSize, connectionTimeout, timeout, bulkTimeout, fetchSize);
    }

    /** How long to wait for a connection; 5 s by default. */
    public Duration connectionTimeout() {
        return connectionTimeout;
    }

    /**
     * With another time that the database may keep silent before it counts as away.
     *
     * @throws IllegalArgumentException for less than 1 ms
     */
    public PostgresOptions timeout(Duration timeout) {
        requireMillis("timeout", timeout);
        return new PostgresOptions(schema, historyTable, migrate, poolSize, connectionTimeout, timeout, bulkTimeout, fetchSize);
    }

    /** How long the database may keep silent before it counts as away; 15 s by default. */
    public Duration timeout() {
        return timeout;
    }

    /**
     * With another such time while all rows of a store are replaced, and for migrations.
     *
     * @throws IllegalArgumentException for less than 1 ms
     */
    public PostgresOptions bulkTimeout(Duration bulkTimeout) {
        requireMillis("bulkTimeout", bulkTimeout);
        return new PostgresOptions(schema, historyTable, migrate, poolSize, connectionTimeout, timeout, bulkTimeout, fetchSize);
    }

    /** The same while all rows of a store are replaced, and for migrations; 10 min by default. */
    public Duration bulkTimeout() {
        return bulkTimeout;
    }

    /**
     * With another number of rows that a scan fetches at once, at most.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public PostgresOptions fetchSize(int fetchSize) {
        if (fetchSize < 1) {
            throw new IllegalArgumentException("fetchSize must be positive, not " + fetchSize);
        }
        return new PostgresOptions(schema, historyTable, migrate, poolSize, connectionTimeout, timeout, bulkTimeout, fetchSize);
    }

    /** How many rows a scan fetches at once, at most; 1,000 by default. */
    public int fetchSize() {
        return fetchSize;
    }

    /** How many connections may be held by reads at a time: the others are for commits and the device id. */
    int reads() {
        return poolSize - 1 - Math.max(1, poolSize / 4);
    }

    private static void requireName(String what, String name) {
        if (Objects.requireNonNull(name, what).isEmpty()) {
            throw new IllegalArgumentException(what + " must not be empty");
        }
    }

    private static void requireMillis(String what, Duration duration) {
        if (Objects.requireNonNull(duration, what).compareTo(Duration.ofMillis(1)) < 0) {
            throw new IllegalArgumentException(what + " must be 1 ms or more, not " + duration);
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PostgresOptions that && schema.equals(that.schema) && historyTable.equals(that.historyTable)
                && migrate == that.migrate && poolSize == that.poolSize && connectionTimeout.equals(that.connectionTimeout)
                && timeout.equals(that.timeout) && bulkTimeout.equals(that.bulkTimeout) && fetchSize == that.fetchSize;
    }

    @Override
    public int hashCode() {
        return Objects.hash(schema, historyTable, migrate, poolSize, connectionTimeout, timeout, bulkTimeout, fetchSize);
    }

    /** All that they say. */
    @Override
    public String toString() {
        return "PostgresOptions[schema=" + schema + ", historyTable=" + historyTable + ", migrate=" + migrate + ", poolSize="
                + poolSize + ", connectionTimeout=" + connectionTimeout + ", timeout=" + timeout + ", bulkTimeout="
                + bulkTimeout + ", fetchSize=" + fetchSize + "]";
    }
}
