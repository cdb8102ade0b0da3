package dev.dust.testkit.contract;

import dev.dust.cache.Cache;
import dev.dust.testkit.NaiveCache;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A cache with one mistake, and the tests that its author would run.
 *
 * @param mistake what it does wrong
 * @param rule    the contract's method that must find it
 * @param broken  makes one
 */
record BrokenCache(String mistake, String rule, Supplier<Cache> broken) implements CacheContract {

    @Override
    public Cache openCache() {
        return broken.get();
    }

    @Override
    public Optional<Cache> reopen(Cache closed) {
        return closed.durable() ? Optional.of(new NaiveCache()) : Optional.empty();
    }

    @Override
    public Duration patience() {
        return Duration.ofMillis(300);
    }

    @Override
    public String toString() {
        return mistake;
    }
}
