package dev.dust.adapter.memory;

import dev.dust.cache.Cache;
import dev.dust.codec.Codecs;
import dev.dust.config.CacheProvider;
import dev.dust.config.Setting;
import dev.dust.config.Settings;
import java.util.List;

/** Makes each client a {@link MemoryCache} of its own: {@code dust.cache=memory}. */
public final class MemoryCacheProvider implements CacheProvider {

    /** For {@link java.util.ServiceLoader}. */
    public MemoryCacheProvider() {
        // Public, for the loader.
    }

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public List<Setting<?>> settings() {
        return List.of();
    }

    @Override
    public Cache cache(Settings settings, Codecs codecs) {
        return new MemoryCache();
    }
}
