package dev.dust.adapter.sqlite;

import dev.dust.cache.Cache;
import dev.dust.testkit.contract.CacheContract;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.io.TempDir;

class SqliteCacheTest implements CacheContract {
    private static final AtomicInteger FILES = new AtomicInteger();
    private static final Map<Cache, Path> FILE_OF = new ConcurrentHashMap<>();

    @TempDir
    private Path directory;

    @Override
    public Cache openCache() {
        return open(directory.resolve("cache" + FILES.incrementAndGet()));
    }

    @Override
    public Optional<Cache> reopen(Cache closed) {
        return Optional.of(open(FILE_OF.get(closed)));
    }

    private static Cache open(Path file) {
        Cache cache = new SqliteCache(file, Caches.CODECS);
        FILE_OF.put(cache, file);
        return cache;
    }
}
