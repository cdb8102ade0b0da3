package dev.dust.engine;

import dev.dust.cache.CacheException;
import dev.dust.cache.Scan;
import dev.dust.error.ClosedException;
import dev.dust.error.StorageException;
import dev.dust.value.Value;
import dev.dust.view.View;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads of one store, which go past the mailbox. Every method may be called from any thread, throws {@link ClosedException} if
 * the client is closed, and {@link StorageException} if the cache cannot be read now.
 */
public final class StoreReads {
    private final Storage storage;
    private final StoreCalls calls;

    StoreReads(Storage storage, StoreCalls calls) {
        this.storage = storage;
        this.calls = calls;
    }

    /** Something read from the view of this moment. */
    public <T> T read(Function<View, T> reader) {
        return reading(storage::view, reader);
    }

    /**
     * Something read from the view of this moment, beginning with that scan.
     *
     * @param reader is called twice where the first rows of the scan are not enough: of the first call nothing may remain
     */
    public <T> T read(Scan first, Function<View, T> reader) {
        try {
            return reading(() -> storage.view(first), reader);
        } catch (FirstRowsSnapshot.NotFetched e) {
            return read(reader);
        }
    }

    /** Something read from the committed rows of this moment, without the ops that are pending. */
    public <T> T readCommitted(Function<View, T> reader) {
        return reading(storage::committed, reader);
    }

    /** The same, beginning with that scan; see {@link #read(Scan, Function)}. */
    public <T> T readCommitted(Scan first, Function<View, T> reader) {
        try {
            return reading(() -> storage.committed(first), reader);
        } catch (FirstRowsSnapshot.NotFetched e) {
            return readCommitted(reader);
        }
    }

    private <T> T reading(Supplier<View> views, Function<View, T> reader) {
        calls.requireOpen();
        return reading(() -> {
            try (View view = views.get()) {
                return reader.apply(view);
            }
        });
    }

    /** The value at {@code key}, or null. */
    public @Nullable Value value(String key) {
        calls.requireOpen();
        try {
            return storage.value(key);
        } catch (CacheException e) {
            throw unreadable(e);
        }
    }

    /** How many committed rows there are; -1 if the cache cannot be read now. */
    public long entryCount() {
        try (View view = storage.view()) {
            return view.base().count();
        } catch (CacheException away) {
            return -1;
        }
    }

    static <T> T reading(Supplier<T> read) {
        try {
            return read.get();
        } catch (CacheException e) {
            throw unreadable(e);
        }
    }

    private static StorageException unreadable(CacheException e) {
        return new StorageException("the cache cannot be read now: " + e.getMessage(), e);
    }
}
