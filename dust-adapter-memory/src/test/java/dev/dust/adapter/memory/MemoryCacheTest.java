package dev.dust.adapter.memory;

import dev.dust.cache.Cache;
import dev.dust.testkit.contract.CacheContract;

class MemoryCacheTest implements CacheContract {

    @Override
    public Cache openCache() {
        return new MemoryCache();
    }
}
