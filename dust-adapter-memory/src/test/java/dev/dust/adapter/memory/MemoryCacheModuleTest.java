package dev.dust.adapter.memory;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Guice;
import com.google.inject.Injector;
import dev.dust.cache.Cache;
import org.junit.jupiter.api.Test;

class MemoryCacheModuleTest {

    @Test
    void everybodyGetsTheSameCache() {
        Injector injector = Guice.createInjector(new MemoryCacheModule());
        assertThat(injector.getInstance(Cache.class)).isSameAs(injector.getInstance(Cache.class))
                .isSameAs(injector.getInstance(MemoryCache.class));
    }
}
