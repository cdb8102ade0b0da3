package dev.dust.adapter.postgres;

import com.google.inject.Binder;
import com.google.inject.Module;
import com.google.inject.Provider;
import com.google.inject.Scopes;
import dev.dust.cache.Cache;
import dev.dust.codec.Codecs;
import java.util.Objects;
import java.util.function.Function;
import javax.sql.DataSource;

/**
 * Binds {@link Cache} to one {@link PostgresCache}, made when it is asked for first. It needs {@link Codecs}, which another
 * module binds. Whoever made the injector closes the cache.
 */
@SuppressWarnings("exports") // Guice is optional: who uses this class requires it.
public final class PostgresCacheModule implements Module {
    private final Function<Codecs, PostgresCache> cache;

    /** Over the application's own connections; see {@link PostgresCache#PostgresCache}. */
    public PostgresCacheModule(DataSource dataSource, PostgresOptions options) {
        Objects.requireNonNull(dataSource, "dataSource");
        Objects.requireNonNull(options, "options");
        this.cache = codecs -> new PostgresCache(dataSource, codecs, options);
    }

    /** The same with {@link PostgresOptions#defaults()}. */
    public PostgresCacheModule(DataSource dataSource) {
        this(dataSource, PostgresOptions.defaults());
    }

    /** With a pool of its own; see {@link PostgresCache#connect}. */
    public PostgresCacheModule(String jdbcUrl, String user, String password, PostgresOptions options) {
        Objects.requireNonNull(jdbcUrl, "jdbcUrl");
        Objects.requireNonNull(options, "options");
        this.cache = codecs -> PostgresCache.connect(jdbcUrl, user, password, codecs, options);
    }

    @Override
    public void configure(Binder binder) {
        var codecs = binder.getProvider(Codecs.class);
        binder.bind(PostgresCache.class).toProvider((Provider<PostgresCache>) () -> cache.apply(codecs.get()))
                .in(Scopes.SINGLETON);
        binder.bind(Cache.class).to(PostgresCache.class);
    }
}
