package dev.dust.adapter.sqlite;

import dev.dust.cache.Cache;
import dev.dust.testkit.conformance.ConformanceContract;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The kit's scenarios over SQLite; who starts again opens the file again. */
class SqliteConformanceTest implements ConformanceContract {
    @TempDir
    private static Path directory;
    private static FreshCaches caches;

    @BeforeAll
    static void begin() {
        caches = new FreshCaches(directory);
    }

    @Override
    public Cache newCache() {
        return caches.open();
    }

    @Override
    public Cache reopen(Cache before) {
        return caches.reopen(before);
    }
}
