package dev.dust.adapter.postgres;

import dev.dust.cache.Cache;
import dev.dust.testkit.conformance.ConformanceContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;

/** The kit's scenarios over PostgreSQL; who starts again opens the cache again. */
@Tag("postgres")
class PostgresConformanceTest implements ConformanceContract {
    private static final FreshCaches CACHES = new FreshCaches(1);

    @AfterAll
    static void closePool() {
        CACHES.close();
    }

    @Override
    public Cache newCache() {
        return CACHES.open();
    }

    @Override
    public Cache reopen(Cache before) {
        return CACHES.reopen(before);
    }
}
