package dev.dust.adapter.sqlite;

import dev.dust.cache.Cache;
import dev.dust.cache.CacheException;
import dev.dust.codec.Codecs;
import dev.dust.config.CacheProvider;
import dev.dust.config.Setting;
import dev.dust.config.Settings;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Makes a {@link SqliteCache}: {@code dust.cache=sqlite}. */
public final class SqliteCacheProvider implements CacheProvider {
    private static final Setting<String> FILE = Setting.text("sqlite-file", "none: it must be set",
            "the file, made if there is none, in a directory that is there");
    private static final Setting<Boolean> FULL_SYNC = Setting.flag("sqlite-full-sync", "`false`",
            "whether each commit waits for the disk, so that a power cut costs none");
    private static final Setting<Duration> BUSY_TIMEOUT = Setting.duration("sqlite-busy-timeout", "`15s`",
            "how long to wait for the commits of other processes");
    private static final Setting<Integer> READERS = Setting.number("sqlite-readers", "`16`",
            "how many reads there may be at a time");

    /** For {@link java.util.ServiceLoader}. */
    public SqliteCacheProvider() {
        // Public, for the loader.
    }

    @Override
    public String name() {
        return "sqlite";
    }

    @Override
    public List<Setting<?>> settings() {
        return List.of(FILE, FULL_SYNC, BUSY_TIMEOUT, READERS);
    }

    @Override
    public Cache cache(Settings settings, Codecs codecs) {
        SqliteOptions options = SqliteOptions.defaults();
        options = settings.applied(options, FULL_SYNC, SqliteOptions::fullSync);
        options = settings.applied(options, BUSY_TIMEOUT, SqliteOptions::busyTimeout);
        options = settings.applied(options, READERS, SqliteOptions::readers);
        try {
            return new SqliteCache(Path.of(settings.require(FILE)), codecs, options);
        } catch (CacheException | InvalidPathException wrong) {
            throw new IllegalArgumentException(FILE + ": " + wrong.getMessage(), wrong);
        }
    }
}
