package dev.dust.engine;

import dev.dust.cache.Cache;
import dev.dust.cache.CacheException;
import dev.dust.cache.StoreCache;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The device id under which a client works: its outboxes are kept under it, and the server knows the client by it. All stores
 * of a client have the same. Where the cache gives it to another process ({@link dev.dust.cache.ClaimLostException}), whichever
 * store finds that out first has the cache give another one, for all of them. Thread-safe; nothing here waits but the cache.
 */
final class Identity {
    private final Cache cache;
    private final @Nullable String configured;
    private final Supplier<String> fresh;
    private final Runnable changed;
    private final AtomicReference<Held> now;

    /**
     * A device id, and which one it is in the order in which this client had them: the same id may come back.
     *
     * @param deviceId the id; empty while it is not known
     * @param number   how many this client had before; {@link #UNKNOWN} while the cache has not been there
     */
    record Held(String deviceId, long number) {
        static final long UNKNOWN = -1;

        boolean isKnown() {
            return number != UNKNOWN;
        }
    }

    /**
     * Has the cache give the first one; where it is away, that is done when it is back.
     *
     * @param configured the application's choice, or null
     * @param fresh      makes a new id
     * @param changed    told, once, of each further one, on the thread that found the last one lost
     */
    Identity(Cache cache, @Nullable String configured, Supplier<String> fresh, Runnable changed) {
        this.cache = cache;
        this.configured = configured;
        this.fresh = fresh;
        this.changed = changed;
        this.now = new AtomicReference<>(first(cache));
    }

    private Held first(Cache cache) {
        try {
            return new Held(cache.deviceId(configured, fresh), 0);
        } catch (CacheException away) {
            return new Held(configured == null ? "" : configured, Held.UNKNOWN);
        }
    }

    /** The one that counts, as far as is known. */
    Held now() {
        return now.get();
    }

    /**
     * The one that counts after {@code lost}, which another process has taken over, or which was never known. Several stores
     * may ask at once: the cache gives them the same.
     *
     * @throws CacheException if there is none now. For an id that the application configured there never will be: it is the
     *                        application that has to see to it that no two processes have the same
     */
    Held after(Held lost) {
        Held known = now.get();
        if (known.number() > lost.number()) {
            return known;
        }
        if (configured != null && known.isKnown()) {
            throw new CacheException("another process has taken over the device id " + configured
                    + ", which is configured for this client: give each process an id of its own, and start this one again");
        }
        var next = new Held(cache.deviceId(configured, fresh), known.number() + 1);
        if (now.compareAndSet(known, next)) {
            changed.run();
        }
        return now.get();
    }

    /**
     * What is kept of a store under a device id.
     *
     * @throws CacheException if the cache cannot be read now
     */
    StoreCache open(String store, Held held) {
        return cache.open(store, held.deviceId());
    }
}
