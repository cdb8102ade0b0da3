package dev.dust.engine;

import dev.dust.cache.CacheException;
import dev.dust.error.ClosedException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.function.BiPredicate;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The stores of a client that are open or being opened, by name: each is opened once, whoever asks first. Every method may be
 * called from any thread.
 */
final class OpenStores {
    private final Map<String, CompletableFuture<StoreEngine>> engines = new ConcurrentHashMap<>();
    private final Function<String, StoreEngine> maker;
    private final BiPredicate<StoreEngine, Runnable> adopter;
    private final BooleanSupplier closed;

    /**
     * None is open.
     *
     * @param maker   opens a store, which may ask the cache
     * @param adopter takes a store among those that are told of the connection, where the client is not closed: it runs what
     *                makes the store known, and says whether it did
     * @param closed  whether the client is
     */
    OpenStores(Function<String, StoreEngine> maker, BiPredicate<StoreEngine, Runnable> adopter, BooleanSupplier closed) {
        this.maker = maker;
        this.adopter = adopter;
        this.closed = closed;
    }

    /**
     * The engine of a store, which is opened on first use.
     *
     * @throws CacheException  if the cache cannot be read
     * @throws ClosedException if the client is closed, or is being closed
     */
    StoreEngine engine(String store) {
        if (closed.getAsBoolean()) {
            throw new ClosedException();
        }
        CompletableFuture<StoreEngine> engine = engines.get(store);
        return engine != null ? awaited(engine) : open(store);
    }

    /** The cache is asked outside of every lock; a second caller waits for the first. */
    private StoreEngine open(String store) {
        var opening = new CompletableFuture<StoreEngine>();
        CompletableFuture<StoreEngine> other = engines.putIfAbsent(store, opening);
        if (other != null) {
            return awaited(other);
        }
        try {
            StoreEngine engine = maker.apply(store);
            // One that comes too late is closed at once.
            if (!adopter.test(engine, () -> opening.complete(engine))) {
                engine.close();
                throw new ClosedException();
            }
            return engine;
        } catch (Throwable e) {
            engines.remove(store, opening);
            // Whatever a cache says that was closed meanwhile, this is what happened.
            RuntimeException why = closed.getAsBoolean() ? new ClosedException() : unchecked(e);
            opening.completeExceptionally(why);
            throw why;
        }
    }

    private static RuntimeException unchecked(Throwable e) {
        return e instanceof RuntimeException failure ? failure : new CacheException("the cache failed: " + e, e);
    }

    private static StoreEngine awaited(CompletableFuture<StoreEngine> engine) {
        try {
            return engine.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    /** The engine of a store that is open; null for one that is not, or not yet. */
    @Nullable
    StoreEngine ifOpen(String store) {
        CompletableFuture<StoreEngine> engine = engines.get(store);
        return engine != null && engine.state() == Future.State.SUCCESS ? engine.join() : null;
    }

    /** Those that are open now. */
    List<StoreEngine> all() {
        return engines.values().stream().filter(engine -> engine.state() == Future.State.SUCCESS).map(CompletableFuture::join)
                .toList();
    }

    /** Closes a store, which is not opened before it is asked for again. Does nothing to another of its name. */
    void leave(String store, StoreEngine engine) {
        CompletableFuture<StoreEngine> open = engines.get(store);
        engine.leave();
        if (open != null && open.state() == Future.State.SUCCESS && open.resultNow().equals(engine)) {
            engines.remove(store, open);
        }
    }
}
