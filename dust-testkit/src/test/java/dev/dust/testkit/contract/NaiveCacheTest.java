package dev.dust.testkit.contract;

import dev.dust.cache.Cache;
import dev.dust.testkit.NaiveCache;

class NaiveCacheTest implements CacheContract {

    @Override
    public Cache openCache() {
        return new NaiveCache();
    }
}
