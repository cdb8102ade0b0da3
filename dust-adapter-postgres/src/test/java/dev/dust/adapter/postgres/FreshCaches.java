package dev.dust.adapter.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.dust.cache.Cache;
import dev.dust.testkit.CacheSource;
import dev.dust.testkit.postgres.TestDatabase;
import dev.dust.testkit.postgres.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * Empty caches for one client after the other, or for a few at once, in a database of their own: each has a schema, which is
 * emptied before it is used again. They share a pool, so that a thousand of them cost little. For one thread at a time.
 */
final class FreshCaches implements CacheSource, AutoCloseable {
    private final HikariDataSource pool = pool(TestPostgres.newDatabase());
    private final Map<Cache, String> schemas = new IdentityHashMap<>();
    private final int atOnce;
    private int opened;

    /**
     * No cache yet.
     *
     * @param atOnce after how many caches the first of them is closed, and its schema free
     */
    FreshCaches(int atOnce) {
        this.atOnce = atOnce;
    }

    private static HikariDataSource pool(TestDatabase database) {
        var config = new HikariConfig();
        config.setJdbcUrl(database.url());
        return new HikariDataSource(config);
    }

    @Override
    public Cache open() {
        String schema = "client" + opened % atOnce;
        if (opened >= atOnce) {
            schemas.values().remove(schema);
            empty(schema);
        }
        opened++;
        return open(schema);
    }

    private void empty(String schema) {
        try (Connection connection = pool.getConnection(); var statement = connection.createStatement()) {
            statement.execute("delete from %1$s.entries; delete from %1$s.stores; delete from %1$s.devices".formatted(schema));
        } catch (SQLException e) {
            throw new IllegalStateException(schema + " cannot be emptied", e);
        }
    }

    @Override
    public Cache reopen(Cache before) {
        before.close();
        return open(schemas.remove(before));
    }

    private Cache open(String schema) {
        Cache cache = new PostgresCache(pool, Caches.CODECS, PostgresOptions.defaults().schema(schema));
        schemas.put(cache, schema);
        return cache;
    }

    @Override
    public void close() {
        pool.close();
    }
}
