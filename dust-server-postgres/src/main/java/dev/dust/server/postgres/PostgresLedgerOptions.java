package dev.dust.server.postgres;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;

/**
 * How a {@link PostgresLedger} lives in its database. Immutable: {@code PostgresLedgerOptions.defaults().poolSize(20)} is a
 * copy with another value.
 */
public final class PostgresLedgerOptions {
    private static final PostgresLedgerOptions DEFAULTS = new PostgresLedgerOptions("dust_server", true, 10,
            Duration.ofSeconds(10), true);

    private final String schema;
    private final boolean migrate;
    private final int poolSize;
    private final Duration timeout;
    private final boolean listen;

    private PostgresLedgerOptions(String schema, boolean migrate, int poolSize, Duration timeout, boolean listen) {
        this.schema = schema;
        this.migrate = migrate;
        this.poolSize = poolSize;
        this.timeout = timeout;
        this.listen = listen;
    }

    /** Everything as it is described at the methods. */
    public static PostgresLedgerOptions defaults() {
        return DEFAULTS;
    }

    /** The schema of the tables; {@code dust_server} unless it is told. */
    public String schema() {
        return schema;
    }

    /**
     * A copy with another schema, which is made if it is missing.
     *
     * @throws IllegalArgumentException if it is blank, or longer than the 50 bytes for which PostgreSQL has room
     */
    public PostgresLedgerOptions schema(String name) {
        Objects.requireNonNull(name, "name");
        check(!name.isBlank() && name.getBytes(StandardCharsets.UTF_8).length <= 50,
                "a schema has a name of 1 to 50 bytes, not " + name);
        return new PostgresLedgerOptions(name, migrate, poolSize, timeout, listen);
    }

    /** Whether tables are made, and brought to what this version needs; true unless it is told. Else they are checked. */
    public boolean migrate() {
        return migrate;
    }

    /** A copy which does that, or does not. */
    public PostgresLedgerOptions migrate(boolean wanted) {
        return new PostgresLedgerOptions(schema, wanted, poolSize, timeout, listen);
    }

    /** How many connections the server has to the database, without the one by which it listens; 10 unless it is told. */
    public int poolSize() {
        return poolSize;
    }

    /**
     * A copy with another number of connections. Each store that is written at the same time takes one, each snapshot that is
     * read, too; snapshots take half of them at most.
     *
     * @throws IllegalArgumentException if there are less than 2
     */
    public PostgresLedgerOptions poolSize(int connections) {
        check(connections >= 2, "at least 2 connections, not " + connections);
        return new PostgresLedgerOptions(schema, migrate, connections, timeout, listen);
    }

    /** For how long a call waits for a database that is away, or does not answer; 10 s unless it is told. */
    public Duration timeout() {
        return timeout;
    }

    /**
     * A copy with another timeout.
     *
     * @throws IllegalArgumentException if it is less than 100 ms
     */
    public PostgresLedgerOptions timeout(Duration atMost) {
        check(Objects.requireNonNull(atMost, "atMost").toMillis() >= 100, "at least 100 ms, not " + atMost);
        return new PostgresLedgerOptions(schema, migrate, poolSize, atMost, listen);
    }

    /**
     * Whether other servers' writes are listened for ({@code LISTEN}), besides looking for them every two seconds, or each
     * second without; true.
     */
    public boolean listen() {
        return listen;
    }

    /** A copy which does that, or does not, as where a pooler stands between that has no sessions. */
    public PostgresLedgerOptions listen(boolean wanted) {
        return new PostgresLedgerOptions(schema, migrate, poolSize, timeout, wanted);
    }

    private static void check(boolean isRight, String message) {
        if (!isRight) {
            throw new IllegalArgumentException(message);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PostgresLedgerOptions that && schema.equals(that.schema) && migrate == that.migrate
                && poolSize == that.poolSize && timeout.equals(that.timeout) && listen == that.listen;
    }

    @Override
    public int hashCode() {
        return Objects.hash(schema, migrate, poolSize, timeout, listen);
    }

    @Override
    public String toString() {
        return "PostgresLedgerOptions[schema=" + schema + ", migrate=" + migrate + ", poolSize=" + poolSize + ", timeout="
                + timeout + ", listen=" + listen + "]";
    }
}
