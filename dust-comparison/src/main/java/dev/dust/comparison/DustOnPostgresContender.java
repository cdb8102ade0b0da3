package dev.dust.comparison;

import dev.dust.adapter.jackson.JacksonCodecs;
import dev.dust.adapter.postgres.PostgresCache;
import dev.dust.adapter.postgres.PostgresOptions;
import dev.dust.benchmarks.contender.Client;
import dev.dust.benchmarks.contender.DustContender;
import dev.dust.benchmarks.contender.NotOffered;
import dev.dust.cache.Cache;
import dev.dust.testkit.postgres.TestPostgres;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Dust with each client's cache in PostgreSQL, in a schema of its own. What the database takes of processors is not counted.
 */
public final class DustOnPostgresContender extends DustContender {
    private final AtomicInteger schemas = new AtomicInteger();
    private @Nullable String url;

    /** For the runner. */
    public DustOnPostgresContender() {
    }

    @Override
    public String name() {
        return "Dust, PostgreSQL cache";
    }

    @Override
    public String versions() {
        return "the same with the cache in PostgreSQL, whose time of processors is not counted, and which does not wait for a disk";
    }

    @Override
    public Client connectThrough(int port, String space) throws NotOffered {
        throw new NotOffered("its way to the server is that of the cache in memory");
    }

    @Override
    protected synchronized Cache cache() {
        if (url == null) {
            url = TestPostgres.newDatabase().url();
        }
        return PostgresCache.connect(url, null, null, new JacksonCodecs(),
                PostgresOptions.defaults().schema("bench_" + schemas.incrementAndGet()));
    }
}
