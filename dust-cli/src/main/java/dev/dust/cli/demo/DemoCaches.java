package dev.dust.cli.demo;

import dev.dust.cache.Cache;

/** Where those who play the demo get their caches. */
@FunctionalInterface
public interface DemoCaches {

    /** A cache without any content, for a new client. Who asks for it closes it. */
    Cache open();

    /**
     * The cache of a client that starts again: with all that was committed to the one that it had before.
     *
     * @param before a cache of these, whose client was closed. It has to be closed here, unless it is what is handed out again:
     *               so it is where this is not overridden
     */
    default Cache reopen(Cache before) {
        return before;
    }
}
