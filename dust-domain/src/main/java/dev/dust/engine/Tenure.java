package dev.dust.engine;

import dev.dust.cache.CacheException;
import dev.dust.cache.CacheSnapshot;
import dev.dust.cache.ClaimLostException;
import dev.dust.cache.OutboxEntry;
import dev.dust.cache.StoreCache;
import java.util.List;
import java.util.Set;

/**
 * For how long a store may write under a device id: until its cache, or another store, says that the id is lost. Used by turns
 * alone.
 */
final class Tenure {
    private final String store;
    private final Identity identity;
    private Identity.Held held;
    private boolean lost;
    private boolean hasBegun;

    /**
     * What a store begins with under a device id.
     *
     * @param cache      its rows and outbox
     * @param appliedSeq of the rows
     * @param outbox     what waits under this id
     * @param contentsOf the ids of writes of which contents wait beside it, see {@link dev.dust.cache.FileContents#opIds}
     */
    record Begun(String deviceId, StoreCache cache, long appliedSeq, List<OutboxEntry> outbox, Set<String> contentsOf) {
    }

    Tenure(String store, Identity identity) {
        this.store = store;
        this.identity = identity;
        this.held = identity.now();
    }

    /** The first one; with an {@link AwayCache} where the cache is away, and then it is over at once. */
    Begun beginFirst() {
        try {
            return beginFirstOrSecond();
        } catch (CacheException away) {
            return new Begun(held.deviceId(), new AwayCache(String.valueOf(away.getMessage())), 0, List.of(), Set.of());
        }
    }

    private Begun beginFirstOrSecond() {
        try {
            return begin();
        } catch (ClaimLostException meanwhile) {
            return begin();
        }
    }

    /** Whether the store has not been opened from its cache yet. */
    boolean hasNotBegun() {
        return !hasBegun;
    }

    /**
     * Begins under the device id that counts now.
     *
     * @throws CacheException     if there is none now, or the cache cannot be read: it can be tried again
     * @throws ClaimLostException if that one is lost by now, too; likewise
     */
    Begun begin() {
        Identity.Held known = identity.now();
        Identity.Held next = lost || !known.isKnown() ? identity.after(held) : known;
        try {
            StoreCache cache = identity.open(store, next);
            long appliedSeq;
            try (CacheSnapshot rows = cache.snapshot()) {
                appliedSeq = rows.appliedSeq();
            }
            List<OutboxEntry> outbox = cache.outbox();
            Set<String> contentsOf = Set.copyOf(cache.contents().opIds());
            held = next;
            lost = false;
            hasBegun = true;
            return new Begun(next.deviceId(), cache, appliedSeq, outbox, contentsOf);
        } catch (ClaimLostException again) {
            held = next;
            lost = true;
            throw again;
        }
    }

    /** Notes that the cache does nothing under this id any more. */
    void lose() {
        lost = true;
    }

    /** Whether the store is to begin anew. */
    boolean isOver() {
        return !hasBegun || lost || identity.now().number() != held.number();
    }

    /** Whether a connection that was made as {@code made} is for this id. */
    boolean covers(Identity.Held made) {
        return held.number() == made.number();
    }
}
