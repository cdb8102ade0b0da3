package dev.dust.cli;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.dust.adapter.postgres.PostgresCache;
import dev.dust.adapter.postgres.PostgresOptions;
import dev.dust.cache.Cache;
import dev.dust.cache.CacheException;
import dev.dust.cli.chaos.client.SharedDatabase;
import dev.dust.server.ledger.LedgerException;
import dev.dust.server.postgres.PostgresLedger;
import dev.dust.server.postgres.PostgresLedgerOptions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL database, and who uses it. What goes wrong with it is a {@link Failure}, which never shows the URL or the
 * password.
 */
final class JdbcDatabase {
    /** What a URL looks like. */
    static final String FORM = "jdbc:postgresql://HOST:PORT/DATABASE";

    /** The class of states that say that there is no connection. */
    private static final String CONNECTION_FAILED = "08";

    private final String url;
    private final @Nullable String user;
    private final @Nullable String password;

    /**
     * Nothing is connected yet.
     *
     * @param user     null if the URL says it
     * @param password null if the URL says it, or none is needed
     * @throws IllegalArgumentException if the driver does not understand the URL
     */
    JdbcDatabase(String url, @Nullable String user, @Nullable String password) {
        this.url = url;
        this.user = user;
        this.password = password;
        try {
            DriverManager.getDriver(url);
        } catch (SQLException noDriver) {
            throw new IllegalArgumentException("the URL of the database does not look like " + FORM, noDriver);
        }
    }

    /** The cache that applications use by default, too. */
    Cache openCache() {
        requireReachable();
        try {
            return PostgresCache.connect(url, user, password, Json.CODECS, PostgresOptions.defaults());
        } catch (CacheException refused) {
            throw new Failure(refused.getMessage());
        }
    }

    /** The ledger that servers share, made if it is missing. */
    PostgresLedger openLedger() {
        return openLedger(PostgresLedgerOptions.defaults());
    }

    /** The same, as {@code options} want it. */
    PostgresLedger openLedger(PostgresLedgerOptions options) {
        requireReachable();
        try {
            return PostgresLedger.open(url, user, password, options);
        } catch (LedgerException refused) {
            throw new Failure(refused.getMessage());
        }
    }

    /** A schema of it for a cache that several processes share. */
    SharedDatabase shared(String schema) {
        requireReachable();
        return new SharedDatabase(url, user, password, schema);
    }

    /** Connections, kept for as long as the pool is open. */
    HikariDataSource pool() {
        requireReachable();
        var config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setUsername(user);
        config.setPassword(password);
        return new HikariDataSource(config);
    }

    /** Removes a schema, and all that is in it. */
    void drop(String schema) {
        try (Connection connection = connect(); Statement statement = connection.createStatement()) {
            statement.execute("drop schema if exists " + schema + " cascade");
        } catch (SQLException failed) {
            throw cannotBeUsed(failed);
        }
    }

    /** Before a pool does, which would try for a while what cannot succeed. */
    private void requireReachable() {
        try {
            connect().close();
        } catch (SQLException failed) {
            throw cannotBeUsed(failed);
        }
    }

    private static Failure cannotBeUsed(SQLException why) {
        String state = why.getSQLState();
        boolean isAway = state != null && state.startsWith(CONNECTION_FAILED);
        return new Failure(isAway ? ExitCode.UNREACHABLE : ExitCode.REFUSED,
                "the database cannot be used: " + why.getMessage());
    }

    private Connection connect() throws SQLException {
        var properties = new Properties();
        if (user != null) {
            properties.setProperty("user", user);
        }
        if (password != null) {
            properties.setProperty("password", password);
        }
        return DriverManager.getConnection(url, properties);
    }
}
