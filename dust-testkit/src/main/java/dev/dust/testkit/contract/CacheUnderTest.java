package dev.dust.testkit.contract;

import dev.dust.cache.Cache;
import java.time.Duration;
import java.util.Optional;

/** What a contract asks of the adapter whose tests inherit it. */
public interface CacheUnderTest {

    /** A cache without any content. Called once for each test, which closes it. */
    Cache openCache();

    /**
     * Opens what a closed cache left behind, as a process does that starts again. To be given by a durable cache.
     *
     * @param closed a cache that {@link #openCache} gave and that was closed since
     * @return empty for a cache that is not durable
     */
    default Optional<Cache> reopen(Cache closed) {
        return Optional.empty();
    }

    /** How long to wait for something that takes no time on a good day, before it counts as stuck. */
    default Duration patience() {
        return Duration.ofSeconds(10);
    }
}
