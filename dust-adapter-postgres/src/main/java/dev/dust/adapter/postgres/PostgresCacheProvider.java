package dev.dust.adapter.postgres;

import dev.dust.cache.Cache;
import dev.dust.cache.CacheException;
import dev.dust.codec.Codecs;
import dev.dust.config.CacheProvider;
import dev.dust.config.Setting;
import dev.dust.config.Settings;
import java.time.Duration;
import java.util.List;

/** Makes a {@link PostgresCache} with a pool of connections of its own: {@code dust.cache=postgres}. */
public final class PostgresCacheProvider implements CacheProvider {
    private static final Setting<String> URL = Setting.text("jdbc-url", "none: it must be set",
            "the database, `jdbc:postgresql://host:port/database`");
    private static final Setting<String> USER = Setting.text("jdbc-user", "what the URL says", "the database's user");
    private static final Setting<String> PASSWORD = Setting.secret("jdbc-password", "what the URL says", "the user's password");
    private static final Setting<String> SCHEMA = Setting.text("jdbc-schema", "`dust`",
            "the schema of the tables; caches that share rows name the same");
    private static final Setting<Boolean> MIGRATE = Setting.flag("jdbc-migrate", "`true`",
            "whether to make or update the tables; if not, tables that are missing or old are an error");
    private static final Setting<Integer> POOL_SIZE = Setting.number("jdbc-pool-size", "`10`",
            "how many connections to use at most, 3 or more");
    private static final Setting<Duration> CONNECTION_TIMEOUT = Setting.duration("jdbc-connection-timeout", "`5s`",
            "how long to wait for a connection");
    private static final Setting<Duration> TIMEOUT = Setting.duration("jdbc-timeout", "`15s`",
            "how long the database may keep silent before it counts as away");

    /** For {@link java.util.ServiceLoader}. */
    public PostgresCacheProvider() {
        // Public, for the loader.
    }

    @Override
    public String name() {
        return "postgres";
    }

    @Override
    public List<Setting<?>> settings() {
        return List.of(URL, USER, PASSWORD, SCHEMA, MIGRATE, POOL_SIZE, CONNECTION_TIMEOUT, TIMEOUT);
    }

    @Override
    public Cache cache(Settings settings, Codecs codecs) {
        PostgresOptions options = PostgresOptions.defaults();
        options = settings.applied(options, SCHEMA, PostgresOptions::schema);
        options = settings.applied(options, MIGRATE, PostgresOptions::migrate);
        options = settings.applied(options, POOL_SIZE, PostgresOptions::poolSize);
        options = settings.applied(options, CONNECTION_TIMEOUT, PostgresOptions::connectionTimeout);
        options = settings.applied(options, TIMEOUT, PostgresOptions::timeout);
        try {
            return PostgresCache.connect(settings.require(URL), settings.get(USER).orElse(null),
                    settings.get(PASSWORD).orElse(null), codecs, options);
        } catch (CacheException wrong) {
            throw new IllegalArgumentException(URL + ": " + wrong.getMessage(), wrong);
        }
    }
}
