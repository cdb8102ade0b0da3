package dev.dust.adapter.postgres;

import dev.dust.cache.Cache;
import dev.dust.testkit.contract.CacheContract;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;

@Tag("postgres")
class PostgresCacheTest implements CacheContract {
    /** More than a rule has open at once. */
    private static final FreshCaches CACHES = new FreshCaches(4);

    @AfterAll
    static void closePool() {
        CACHES.close();
    }

    @Override
    public Cache openCache() {
        return CACHES.open();
    }

    @Override
    public Optional<Cache> reopen(Cache closed) {
        return Optional.of(CACHES.reopen(closed));
    }
}
