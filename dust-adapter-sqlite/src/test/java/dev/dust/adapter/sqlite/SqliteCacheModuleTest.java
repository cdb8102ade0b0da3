package dev.dust.adapter.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Guice;
import dev.dust.adapter.jackson.JacksonCodecModule;
import dev.dust.cache.Cache;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteCacheModuleTest {
    @TempDir
    private Path directory;

    @Test
    void everybodyGetsTheSameCache() {
        var injector = Guice.createInjector(new JacksonCodecModule(), new SqliteCacheModule(directory.resolve("cache")));
        try (Cache cache = injector.getInstance(Cache.class)) {
            assertThat(cache).isSameAs(injector.getInstance(Cache.class)).isSameAs(injector.getInstance(SqliteCache.class));
            assertThat(cache.durable()).isTrue();
            assertThat(cache.blocking()).isTrue();
        }
    }
}
