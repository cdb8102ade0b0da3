package dev.dust.testkit;

import dev.dust.cache.Cache;

/** Where the clients that the kit runs get their caches. */
@FunctionalInterface
public interface CacheSource {

    /** A cache without any content, for a new client. Who asks for it closes it, and nothing else may write to it. */
    Cache open();

    /**
     * The cache of a client that starts again: with all that was committed to the one that it had before.
     *
     * @param before a cache of this source's; the client that had it was closed, or crashed, and nobody uses it any more. It
     *               has to be closed here, unless it is what is handed out again: so it is where this is not overridden
     */
    default Cache reopen(Cache before) {
        return before;
    }
}
