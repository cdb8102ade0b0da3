package dev.dust.adapter.sqlite;

import dev.dust.cache.Cache;
import dev.dust.testkit.CacheSource;
import java.nio.file.Path;
import java.util.IdentityHashMap;
import java.util.Map;

/** Empty caches for one client after the other, each in a file of its own. For one thread at a time. */
final class FreshCaches implements CacheSource {
    private final Path directory;
    private final Map<Cache, Path> files = new IdentityHashMap<>();
    private int opened;

    FreshCaches(Path directory) {
        this.directory = directory;
    }

    @Override
    public Cache open() {
        opened++;
        return open(directory.resolve("client" + opened));
    }

    @Override
    public Cache reopen(Cache before) {
        before.close();
        return open(files.remove(before));
    }

    private Cache open(Path file) {
        Cache cache = Caches.open(file);
        files.put(cache, file);
        return cache;
    }
}
