package dev.dust.adapter.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Guice;
import dev.dust.adapter.jackson.JacksonCodecModule;
import dev.dust.cache.Cache;
import dev.dust.testkit.postgres.TestDatabase;
import dev.dust.testkit.postgres.TestPostgres;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("postgres")
class PostgresCacheModuleTest {
    private final TestDatabase database = TestPostgres.newDatabase();

    @Test
    void everybodyGetsTheSameCache() {
        for (var module : new PostgresCacheModule[]{new PostgresCacheModule(database.dataSource()),
                new PostgresCacheModule(database.url(), null, null, PostgresOptions.defaults())}) {
            var injector = Guice.createInjector(new JacksonCodecModule(), module);
            try (Cache cache = injector.getInstance(Cache.class)) {
                assertThat(cache).isSameAs(injector.getInstance(Cache.class))
                        .isSameAs(injector.getInstance(PostgresCache.class));
                assertThat(cache.durable()).isTrue();
                assertThat(cache.blocking()).isTrue();
            }
        }
    }
}
