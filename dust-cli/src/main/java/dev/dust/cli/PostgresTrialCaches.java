package dev.dust.cli;

import com.zaxxer.hikari.HikariDataSource;
import dev.dust.adapter.postgres.PostgresCache;
import dev.dust.adapter.postgres.PostgresOptions;
import dev.dust.cache.Cache;
import dev.dust.cache.CacheException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.IdentityHashMap;
import java.util.Objects;
import java.util.UUID;

/**
 * Caches in a database, each in a schema of its own, which is emptied before it is used again and removed in the end; other
 * schemas are left alone. For one thread at a time.
 */
final class PostgresTrialCaches implements TrialCaches {
    private final HikariDataSource pool;
    private final int atOnce;
    private final String prefix = newSchema() + "_";
    private final IdentityHashMap<Cache, String> schemas = new IdentityHashMap<>();
    private int opened;

    /**
     * No cache yet.
     *
     * @param atOnce after how many caches the first of them is closed, and its schema free
     */
    PostgresTrialCaches(JdbcDatabase database, int atOnce) {
        this.pool = database.pool();
        this.atOnce = atOnce;
    }

    /** A name of a schema that nobody has used. */
    static String newSchema() {
        return "dust_trial_" + UUID.randomUUID().toString().substring(0, 8);
    }

    @Override
    public Cache open() {
        String schema = prefix + opened % atOnce;
        if (opened >= atOnce) {
            schemas.values().remove(schema);
            execute("delete from %1$s.entries; delete from %1$s.stores; delete from %1$s.devices".formatted(schema));
        }
        opened++;
        return open(schema);
    }

    @Override
    public Cache reopen(Cache before) {
        before.close();
        return open(Objects.requireNonNull(schemas.remove(before), "schema"));
    }

    private Cache open(String schema) {
        try {
            Cache cache = new PostgresCache(pool, Json.CODECS, PostgresOptions.defaults().schema(schema));
            schemas.put(cache, schema);
            return cache;
        } catch (CacheException refused) {
            throw new Failure(refused.getMessage());
        }
    }

    private void execute(String sql) {
        try (Connection connection = pool.getConnection(); Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException failed) {
            throw new Failure("the database cannot be used: " + failed.getMessage());
        }
    }

    @Override
    public void close() {
        try (pool) {
            for (int i = 0; i < Math.min(opened, atOnce); i++) {
                execute("drop schema if exists " + prefix + i + " cascade");
            }
        }
    }
}
