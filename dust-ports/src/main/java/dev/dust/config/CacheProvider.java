package dev.dust.config;

import dev.dust.cache.Cache;
import dev.dust.codec.Codecs;

/** Makes caches. */
public non-sealed interface CacheProvider extends PortProvider {

    /**
     * A new cache, which whoever asked for it closes. One whose database is away is made all the same, and says so when it is
     * asked for something.
     *
     * @param codecs what it may need to store values
     * @throws IllegalArgumentException if a setting is missing, or wrong; the message names it
     */
    Cache cache(Settings settings, Codecs codecs);
}
