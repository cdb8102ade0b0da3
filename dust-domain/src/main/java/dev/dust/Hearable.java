package dev.dust;

import dev.dust.error.DustException;
import dev.dust.error.InvalidRequestException;
import dev.dust.error.StorageException;
import dev.dust.path.Glob;
import dev.dust.reading.Reading;
import dev.dust.reading.TypeRef;
import dev.dust.subscribe.Change;
import dev.dust.subscribe.DustEvent;
import dev.dust.subscribe.Subscription;
import dev.dust.subscribe.SubscriptionOptions;
import dev.dust.subscribe.Watched;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Paths of a store that can be subscribed to, in three ways (docs/hearing.md): one path, a {@link PathRef}, or those that
 * match a pattern, a {@link PatternRef}. Thread-safe.
 *
 * <p>Every method throws {@link InvalidRequestException} for what is no pattern, and {@link
 * dev.dust.error.ClosedException} if the client is closed.
 */
public abstract sealed class Hearable permits LeaseKey, PatternRef {
    private final DustStore store;

    Hearable(DustStore store) {
        this.store = store;
    }

    /** The paths. */
    abstract Glob glob();

    /** The store that it is of. */
    public DustStore store() {
        return store;
    }

    /**
     * As {@link #on(Consumer, SubscriptionOptions)}, with the default options.
     *
     * @throws DustException as that does
     */
    public Subscription on(Consumer<? super DustEvent> callback) {
        return on(callback, SubscriptionOptions.defaults());
    }

    /**
     * Calls {@code callback} with each op whose own path is one of these, as every Dust client does: for a log or a
     * projection. One call at a time, in order, on a virtual thread; it may block and may call Dust. If it throws, the error
     * goes to the options' onError, or the log, and the next event is delivered. What the three ways to hear tell of what, is
     * in docs/hearing.md.
     *
     * @throws StorageException if the rows that are there are wanted and cannot be read
     */
    public Subscription on(Consumer<? super DustEvent> callback, SubscriptionOptions options) {
        Objects.requireNonNull(callback, "callback");
        Objects.requireNonNull(options, "options");
        Conversion conversion = store.core().conversion();
        return StoreSubscription.toEvents(store.core().engine(), glob(), event -> callback.accept(conversion.typed(event)),
                options, store.core().config().executor());
    }

    /**
     * As {@link #onChange(Consumer, SubscriptionOptions)}, with the default options.
     *
     * @throws DustException as that does
     */
    public Subscription onChange(Consumer<? super Change> callback) {
        return onChange(callback, SubscriptionOptions.defaults());
    }

    /**
     * Calls {@code callback} with each leaf of the view that a call, an event, a refusal or a snapshot changed, with its value
     * before and after, if its path is one of these: so that {@code posts/*}{@code /title} hears a map put on {@code
     * posts/hello}, and a delete of {@code posts}. Threads and errors are as with {@code on}; the options' mode means nothing
     * here. The leaves that match are kept in memory, as they were told last.
     *
     * @throws StorageException if the leaves cannot be read
     */
    public Subscription onChange(Consumer<? super Change> callback, SubscriptionOptions options) {
        Objects.requireNonNull(callback, "callback");
        Objects.requireNonNull(options, "options");
        Conversion conversion = store.core().conversion();
        return StoreSubscription.toChanges(store.core().engine(), glob(), change -> callback.accept(conversion.typed(change)),
                options, store.core().config().executor());
    }

    /**
     * As {@link #watch(Class, Consumer, SubscriptionOptions)}, with the default options.
     *
     * @throws DustException as that does
     */
    public <T> Subscription watch(Class<T> type, Consumer<? super Watched<T>> callback) {
        return watch(type, callback, SubscriptionOptions.defaults());
    }

    /**
     * As {@link #watch(TypeRef, Consumer, SubscriptionOptions)}, with the default options.
     *
     * @throws DustException as that does
     */
    public <T> Subscription watch(TypeRef<T> type, Consumer<? super Watched<T>> callback) {
        return watch(type, callback, SubscriptionOptions.defaults());
    }

    /**
     * Calls {@code callback} with the object at each of these paths, whole: first with those that are there, then with each
     * that changed, whether a map was put, a field, something above or below, or a snapshot came. An object that is gone is
     * told as absent. What objects a pattern means, is as with {@link StoreReader#list(String, Class)}: one that ends with
     * {@code **} has each row by itself. A callback that is slower than the changes hears of the newest state of each object
     * alone, and always of that. Threads and errors are as with {@code on}; an object that is no {@code T} is such an error,
     * which names its path. Of the options {@code onError} and {@code closeWith} count. The path and a fingerprint of each
     * object are kept in memory.
     */
    public <T> Subscription watch(Class<T> type, Consumer<? super Watched<T>> callback, SubscriptionOptions options) {
        Objects.requireNonNull(type, "type");
        return watch((Reading found) -> found.as(type), callback, options);
    }

    /**
     * The same for a type with parameters. See {@link #watch(Class, Consumer, SubscriptionOptions)}.
     *
     * @throws DustException as that does
     */
    public <T> Subscription watch(TypeRef<T> type, Consumer<? super Watched<T>> callback, SubscriptionOptions options) {
        Objects.requireNonNull(type, "type");
        return watch((Reading found) -> found.as(type), callback, options);
    }

    private <T> Subscription watch(Function<Reading, @Nullable T> as, Consumer<? super Watched<T>> callback,
            SubscriptionOptions options) {
        Objects.requireNonNull(callback, "callback");
        Objects.requireNonNull(options, "options");
        return StoreSubscription.toObjects(store.core().engine(), glob(), store.core().conversion(), as, callback, options,
                store.core().config().executor());
    }
}
