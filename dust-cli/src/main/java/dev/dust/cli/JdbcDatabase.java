package dev.dust.cli;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.dust.adapter.postgres.PostgresCache;
import dev.dust.adapter.postgres.PostgresOptions;
import dev.dust.cache.Cache;
import dev.dust.cache.CacheException;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/** A PostgreSQL database, and who uses it. What goes wrong with it is a {@link Failure}, which never shows the URL or the password. */
final class JdbcDatabase {
    /** What a URL looks like. */
    static final String FORM = "jdbc:postgresql://HOST:PORT/DATABASE";

    private final String url;
    private final String user;
    private final String password;

    /**
     * Nothing is connected yet.
     *
     * @param user     null if the URL says it
     * @param password null if the URL says it, or none is needed
     * @throws IllegalArgumentException if the driver does not understand the URL
     */
    JdbcDatabase(String url, String user, String password) {
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
        // A pool would try for a while what cannot succeed.
        connect();
        try {
            return PostgresCache.connect(url, user, password, Json.CODECS, PostgresOptions.defaults());
        } catch (CacheException refused) {
            throw new Failure(refused.getMessage());
        }
    }

    /** Connections, kept for as long as the pool is open. */
    HikariDataSource pool() {
        connect();
        var config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setUsername(user);
        config.setPassword(password);
        return new HikariDataSource(config);
    }

    private void connect() {
        var properties = new Properties();
        if (user != null) {
            properties.setProperty("user", user);
        }
        if (password != null) {
            properties.setProperty("password", password);
        }
        try {
            DriverManager.getConnection(url, properties).close();
        } catch (SQLException failed) {
            throw new Failure("the database cannot be used: " + failed.getMessage());
        }
    }
}
