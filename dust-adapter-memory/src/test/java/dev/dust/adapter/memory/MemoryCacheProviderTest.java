package dev.dust.adapter.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.adapter.jackson.JacksonCodecs;
import dev.dust.cache.Cache;
import dev.dust.config.CacheProvider;
import dev.dust.config.Settings;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

/** The cache is found by its name, and asks for nothing. */
class MemoryCacheProviderTest {
    private final CacheProvider provider = ServiceLoader.load(CacheProvider.class).stream().map(ServiceLoader.Provider::get)
            .filter(MemoryCacheProvider.class::isInstance).findFirst().orElseThrow();

    @Test
    void isFound_underItsName_andNeedsNoSetting() {
        assertThat(provider.name()).isEqualTo("memory");
        assertThat(provider.settings()).isEmpty();
    }

    @Test
    void eachClientHasACacheOfItsOwn() {
        try (Cache one = provider.cache(Settings.none(), new JacksonCodecs());
                Cache other = provider.cache(Settings.none(), new JacksonCodecs())) {
            assertThat(one).isInstanceOf(MemoryCache.class).isNotSameAs(other);
            assertThat(one.durable()).isFalse();
        }
    }
}
