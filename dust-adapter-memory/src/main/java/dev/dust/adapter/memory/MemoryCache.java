package dev.dust.adapter.memory;

import dev.dust.cache.Cache;
import dev.dust.cache.CacheException;
import dev.dust.cache.StoreCache;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A cache in memory. Rows, outboxes and device id live as long as this object, so that two clients of one process may share it
 * if both say so ({@code DustOptions.sharedPorts}); nothing outlives the process. Safe for every thread; nothing here waits for
 * anything.
 *
 * <p>A snapshot costs nothing, may be kept for as long as one likes, and may be read by several threads at once. What was taken
 * before {@link #close} can be read after it; everything else then throws {@link CacheException}.
 */
public final class MemoryCache implements Cache {
    private final ConcurrentMap<String, MemoryStore> stores = new ConcurrentHashMap<>();
    private final AtomicReference<@Nullable String> keptDeviceId = new AtomicReference<>();
    private volatile boolean closed;

    /** An empty cache. */
    public MemoryCache() {
        // Public, for those who build one by hand.
    }

    /** False. */
    @Override
    public boolean durable() {
        return false;
    }

    /** False. */
    @Override
    public boolean blocking() {
        return false;
    }

    @Override
    public String deviceId(@Nullable String configured, Supplier<String> fresh) {
        checkOpen();
        if (configured != null) {
            return configured;
        }
        String kept = keptDeviceId.get();
        if (kept != null) {
            return kept;
        }
        String made = fresh.get();
        return keptDeviceId.compareAndSet(null, made) ? made : Objects.requireNonNull(keptDeviceId.get(), "deviceId");
    }

    @Override
    public StoreCache open(String store, String deviceId) {
        checkOpen();
        MemoryStore opened = stores.computeIfAbsent(store, name -> new MemoryStore());
        if (closed) {
            // close() may have missed a store that was added beside it.
            opened.close();
            throw closedException();
        }
        return opened.of(deviceId);
    }

    @Override
    public void close() {
        closed = true;
        stores.values().forEach(MemoryStore::close);
        stores.clear();
    }

    private void checkOpen() {
        if (closed) {
            throw closedException();
        }
    }

    static CacheException closedException() {
        return new CacheException("this memory cache is closed, and what it held is gone: open a new one");
    }
}
