package dev.dust.adapter.postgres;

import java.time.Duration;
import java.util.Objects;

/** How a {@link PostgresCache} lives in its database. Immutable; {@link #builder()} makes one, {@link #defaults()} is one. */
public final class PostgresOptions {
    private static final PostgresOptions DEFAULTS = builder().build();

    private final Builder from;

    private PostgresOptions(Builder from) {
        this.from = from;
    }

    /** Everything as it is described at the builder. */
    public static PostgresOptions defaults() {
        return DEFAULTS;
    }

    /** A builder that holds the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** A builder that holds these options. */
    public Builder toBuilder() {
        return new Builder(from);
    }

    String schema() {
        return from.schema;
    }

    String historyTable() {
        return from.historyTable;
    }

    boolean migrate() {
        return from.migrate;
    }

    int poolSize() {
        return from.poolSize;
    }

    /** How many connections may be held by reads at a time: the others are for commits and the device id. */
    int reads() {
        return from.poolSize - 1 - Math.max(1, from.poolSize / 4);
    }

    Duration connectionTimeout() {
        return from.connectionTimeout;
    }

    Duration timeout() {
        return from.timeout;
    }

    Duration bulkTimeout() {
        return from.bulkTimeout;
    }

    int fetchSize() {
        return from.fetchSize;
    }

    /** Makes options. Not thread-safe. */
    public static final class Builder {
        private String schema = "dust";
        private String historyTable = "dust_schema_history";
        private boolean migrate = true;
        private int poolSize = 10;
        private Duration connectionTimeout = Duration.ofSeconds(5);
        private Duration timeout = Duration.ofSeconds(15);
        private Duration bulkTimeout = Duration.ofMinutes(10);
        private int fetchSize = 1_000;

        private Builder() {
        }

        private Builder(Builder other) {
            schema = other.schema;
            historyTable = other.historyTable;
            migrate = other.migrate;
            poolSize = other.poolSize;
            connectionTimeout = other.connectionTimeout;
            timeout = other.timeout;
            bulkTimeout = other.bulkTimeout;
            fetchSize = other.fetchSize;
        }

        /** The schema of the tables, {@code dust}; made if there is none. Caches that share rows name the same. */
        public Builder schema(String schema) {
            this.schema = notEmpty(schema, "schema");
            return this;
        }

        /** The table, in that schema, in which Flyway notes what it did: {@code dust_schema_history}. */
        public Builder historyTable(String historyTable) {
            this.historyTable = notEmpty(historyTable, "historyTable");
            return this;
        }

        /** Whether to make or update the tables on start; true. If not, tables that are missing or old are an error. */
        public Builder migrate(boolean migrate) {
            this.migrate = migrate;
            return this;
        }

        /**
         * How many connections to use at most, of the cache's own pool or of the application's {@code DataSource}, which should
         * have them to spare; 10. A snapshot holds one until it is closed, a commit another, the device id a third for as long
         * as the cache is open. Reads get about two thirds of them (7 of 10), so that who holds many snapshots keeps nobody
         * from writing.
         */
        public Builder poolSize(int poolSize) {
            if (poolSize < 3) {
                throw new IllegalArgumentException("poolSize must be 3 or more, not " + poolSize);
            }
            this.poolSize = poolSize;
            return this;
        }

        /**
         * How long to wait for a connection, 5 s: for one of the cache's own pool, and for other reads to end where there are
         * as many as may be. Where the application brings a {@code DataSource}, that has a timeout of its own.
         */
        public Builder connectionTimeout(Duration connectionTimeout) {
            this.connectionTimeout = positive(connectionTimeout, "connectionTimeout");
            return this;
        }

        /** How long the database may keep silent before it counts as away; 15 s. */
        public Builder timeout(Duration timeout) {
            this.timeout = positive(timeout, "timeout");
            return this;
        }

        /** The same while all rows of a store are replaced, and for migrations; 10 min. */
        public Builder bulkTimeout(Duration bulkTimeout) {
            this.bulkTimeout = positive(bulkTimeout, "bulkTimeout");
            return this;
        }

        /** How many rows a scan fetches at once, at most; 1,000. */
        public Builder fetchSize(int fetchSize) {
            if (fetchSize < 1) {
                throw new IllegalArgumentException("fetchSize must be positive, not " + fetchSize);
            }
            this.fetchSize = fetchSize;
            return this;
        }

        /** The options. */
        public PostgresOptions build() {
            return new PostgresOptions(new Builder(this));
        }

        private static String notEmpty(String name, String what) {
            if (Objects.requireNonNull(name, what).isEmpty()) {
                throw new IllegalArgumentException(what + " must not be empty");
            }
            return name;
        }

        private static Duration positive(Duration duration, String what) {
            if (duration.compareTo(Duration.ofMillis(1)) < 0) {
                throw new IllegalArgumentException(what + " must be 1 ms or more, not " + duration);
            }
            return duration;
        }
    }
}
