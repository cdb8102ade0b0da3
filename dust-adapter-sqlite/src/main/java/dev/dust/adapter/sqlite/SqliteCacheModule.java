package dev.dust.adapter.sqlite;

import com.google.inject.Binder;
import com.google.inject.Module;
import com.google.inject.Provider;
import com.google.inject.Scopes;
import dev.dust.cache.Cache;
import dev.dust.codec.Codecs;
import java.nio.file.Path;
import java.util.Objects;

/**
 * Binds {@link Cache} to one {@link SqliteCache}, made when it is asked for first. It needs {@link Codecs}, which another
 * module binds. Whoever made the injector closes the cache.
 */
@SuppressWarnings("exports") // Guice is optional: who uses this class requires it.
public final class SqliteCacheModule implements Module {
    private final Path file;
    private final SqliteOptions options;

    /** In this file; see {@link SqliteCache#SqliteCache}. */
    public SqliteCacheModule(Path file, SqliteOptions options) {
        this.file = Objects.requireNonNull(file, "file");
        this.options = Objects.requireNonNull(options, "options");
    }

    /** The same with {@link SqliteOptions#defaults()}. */
    public SqliteCacheModule(Path file) {
        this(file, SqliteOptions.defaults());
    }

    @Override
    public void configure(Binder binder) {
        var codecs = binder.getProvider(Codecs.class);
        binder.bind(SqliteCache.class).toProvider((Provider<SqliteCache>) () -> new SqliteCache(file, codecs.get(), options))
                .in(Scopes.SINGLETON);
        binder.bind(Cache.class).to(SqliteCache.class);
    }
}
