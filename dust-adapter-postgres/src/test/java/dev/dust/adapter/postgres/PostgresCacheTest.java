package dev.dust.adapter.postgres;

import dev.dust.cache.Cache;
import dev.dust.testkit.contract.CacheContract;
import dev.dust.testkit.postgres.TestDatabase;
import dev.dust.testkit.postgres.TestPostgres;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;

@Tag("postgres")
class PostgresCacheTest implements CacheContract {
    private static final TestDatabase DATABASE = TestPostgres.newDatabase();
    private static final AtomicInteger SCHEMAS = new AtomicInteger();
    private static final Map<Cache, String> SCHEMA_OF = new ConcurrentHashMap<>();

    @Override
    public Cache openCache() {
        return open("cache" + SCHEMAS.incrementAndGet());
    }

    @Override
    public Optional<Cache> reopen(Cache closed) {
        return Optional.of(open(SCHEMA_OF.get(closed)));
    }

    private static Cache open(String schema) {
        Cache cache = Caches.open(DATABASE, PostgresOptions.defaults().schema(schema));
        SCHEMA_OF.put(cache, schema);
        return cache;
    }
}
