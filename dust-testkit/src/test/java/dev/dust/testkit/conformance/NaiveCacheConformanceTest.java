package dev.dust.testkit.conformance;

import dev.dust.cache.Cache;
import dev.dust.testkit.NaiveCache;

/** The kit's scenarios over the kit's own cache. */
class NaiveCacheConformanceTest implements ConformanceContract {
    @Override
    public Cache newCache() {
        return new NaiveCache();
    }
}
