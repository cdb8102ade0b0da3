package dev.dust.testkit.conformance;

import dev.dust.cache.Cache;
import dev.dust.cache.StoreCache;
import dev.dust.testkit.NaiveCache;
import java.util.function.Supplier;

/** The same over a cache that may block, for which the engine takes its turns on other threads. */
class BlockingCacheConformanceTest implements ConformanceContract {
    @Override
    public Cache newCache() {
        return new BlockingCache(new NaiveCache());
    }

    private record BlockingCache(Cache cache) implements Cache {
        @Override
        public boolean durable() {
            return true;
        }

        @Override
        public boolean blocking() {
            return true;
        }

        @Override
        public String deviceId(String configured, Supplier<String> fresh) {
            return cache.deviceId(configured, fresh);
        }

        @Override
        public StoreCache open(String store, String deviceId) {
            return cache.open(store, deviceId);
        }

        @Override
        public void close() {
            cache.close();
        }
    }
}
