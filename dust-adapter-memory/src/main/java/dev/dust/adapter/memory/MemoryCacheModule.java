package dev.dust.adapter.memory;

import com.google.inject.AbstractModule;
import com.google.inject.Scopes;
import dev.dust.cache.Cache;

/** Binds {@link Cache} to one {@link MemoryCache}. Whoever made the injector closes it. */
@SuppressWarnings("exports") // Guice is optional: who uses this class requires it.
public final class MemoryCacheModule extends AbstractModule {

    /** Needs nothing. */
    public MemoryCacheModule() {
        // Public, for those who make an injector.
    }

    @Override
    protected void configure() {
        bind(MemoryCache.class).in(Scopes.SINGLETON);
        bind(Cache.class).to(MemoryCache.class);
    }
}
