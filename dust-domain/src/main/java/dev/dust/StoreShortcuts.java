package dev.dust;

import dev.dust.engine.ConnectionManager;
import dev.dust.error.AnswerTimeoutException;
import dev.dust.error.ClosedException;
import dev.dust.error.DustException;
import dev.dust.error.InvalidRequestException;
import dev.dust.error.OutboxFullException;
import dev.dust.error.StorageException;
import dev.dust.reading.TypeRef;
import dev.dust.subscribe.Change;
import dev.dust.subscribe.DustEvent;
import dev.dust.subscribe.Subscription;
import dev.dust.subscribe.SubscriptionOptions;
import dev.dust.subscribe.Watched;
import dev.dust.value.Value;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The everyday operations of a {@link DustStore} by a path or a pattern as a string, with the default options: each is one of
 * a {@link PathRef} or a {@link PatternRef}, which have all of them, with options. Thread-safe.
 */
public abstract sealed class StoreShortcuts extends StoreReader permits DustStore {
    StoreShortcuts(ConnectionManager connections, Conversion conversion) {
        super(connections, conversion);
    }

    /** Reads the same. */
    StoreShortcuts(StoreShortcuts same) {
        super(same);
    }

    /**
     * One path, with every operation on it, and with their options.
     *
     * @throws InvalidRequestException for what is no path; its reason says why
     */
    public abstract PathRef at(String path);

    /**
     * The paths that match a pattern, with every way to hear of them, and with their options.
     *
     * @throws InvalidRequestException for what is no pattern; its reason says why
     */
    public abstract PatternRef matching(String pattern);

    /**
     * Writes a value: null, Boolean, numbers, String, Instant, List, Map, a {@link Value}, or whatever the codec turns into
     * one. A map replaces all that lies below the path.
     *
     * <p>A map is stored leaf by leaf, so that not everything comes back as it was: an empty map leaves nothing, also inside
     * of another; the order of fields is that of the paths; and of an object, what the codec writes. Lists are one leaf, and
     * come back whole. An integer stays one and is no float, whatever its size; a null in a map is a leaf, and comes back.
     *
     * @param value may be null, which is a value
     * @throws InvalidRequestException for a path or a value that no server would take; its reason says why
     * @throws OutboxFullException     if as many writes wait for the server as {@link DustOptions#maxPending()} and
     *                                 {@link DustOptions#maxPendingBytes()} allow; nothing was stored
     * @throws StorageException        if the cache cannot be written; nothing was stored
     * @throws AnswerTimeoutException  if the cache does not answer: the write may be stored all the same
     * @throws ClosedException         if the client is closed
     */
    public Write put(String path, @Nullable Object value) {
        return at(path).put(value);
    }

    /**
     * Writes a value, and does not wait until it is kept. See {@link PathRef#putAsync(Object, WriteOptions)}.
     *
     * @throws DustException as that does
     */
    public CompletableFuture<Write> putAsync(String path, @Nullable Object value) {
        return at(path).putAsync(value);
    }

    /**
     * Removes what is at and below {@code path}. See {@link PathRef#delete(WriteOptions)}.
     *
     * @throws DustException as that does
     */
    public Write delete(String path) {
        return at(path).delete();
    }

    /**
     * Writes the fields of a map, and leaves other fields. See {@link PathRef#merge(Object, WriteOptions)}.
     *
     * @throws DustException as that does
     */
    public Write merge(String path, Object fields) {
        return at(path).merge(fields);
    }

    /**
     * Adds 1 to the counter at {@code path}. See {@link PathRef#increment(Number, WriteOptions)}.
     *
     * @throws DustException as that does
     */
    public Write increment(String path) {
        return at(path).increment();
    }

    /**
     * Adds to the counter at {@code path}. See {@link PathRef#increment(Number, WriteOptions)}.
     *
     * @throws DustException as that does
     */
    public Write increment(String path, Number by) {
        return at(path).increment(by);
    }

    /**
     * Puts a member into the set at {@code path}. See {@link PathRef#add(Object, WriteOptions)}.
     *
     * @throws DustException as that does
     */
    public Write add(String path, @Nullable Object member) {
        return at(path).add(member);
    }

    /**
     * Takes a member out of the set at {@code path}. See {@link PathRef#remove(Object, WriteOptions)}.
     *
     * @throws DustException as that does
     */
    public Write remove(String path, @Nullable Object member) {
        return at(path).remove(member);
    }

    /**
     * Changes the leaf at {@code path} from what it is. See {@link PathRef#update(Class, UpdateFunction, UpdateOptions)}.
     *
     * @throws DustException as that does
     */
    public <T> CompletableFuture<@Nullable T> update(String path, Class<T> type, UpdateFunction<T> function) {
        return at(path).update(type, function);
    }

    /**
     * The same for a type with parameters. See {@link PathRef#update(TypeRef, UpdateFunction, UpdateOptions)}.
     *
     * @throws DustException as that does
     */
    public <T> CompletableFuture<@Nullable T> update(String path, TypeRef<T> type, UpdateFunction<T> function) {
        return at(path).update(type, function);
    }

    /**
     * Waits for the lease at {@code key} and holds it. See {@link PathRef#acquire(LeaseOptions)}.
     *
     * @throws DustException as that does
     */
    public CompletableFuture<HeldLease> acquire(String key) {
        return at(key).acquire();
    }

    /**
     * Asks for the lease at {@code key} once, and holds it. See {@link PathRef#tryAcquire(LeaseOptions)}.
     *
     * @throws DustException as that does
     */
    public CompletableFuture<Optional<HeldLease>> tryAcquire(String key) {
        return at(key).tryAcquire();
    }

    /**
     * Has some work done by one of all callers. See {@link PathRef#singleFlight(FlightFunction, FlightOptions)}.
     *
     * @throws DustException as that does
     */
    public CompletableFuture<FlightResult> singleFlight(String key, FlightFunction work) {
        return at(key).singleFlight(work);
    }

    /**
     * Hears of each op whose own path matches {@code pattern}. See {@link Hearable#on(Consumer, SubscriptionOptions)}.
     *
     * @throws DustException as that does
     */
    public Subscription on(String pattern, Consumer<? super DustEvent> callback) {
        return matching(pattern).on(callback);
    }

    /**
     * Hears of each leaf that changed and matches. See {@link Hearable#onChange(Consumer, SubscriptionOptions)}.
     *
     * @throws DustException as that does
     */
    public Subscription onChange(String pattern, Consumer<? super Change> callback) {
        return matching(pattern).onChange(callback);
    }

    /**
     * Hears of each object at a path that matches. See {@link Hearable#watch(Class, Consumer, SubscriptionOptions)}.
     *
     * @throws DustException as that does
     */
    public <T> Subscription watch(String pattern, Class<T> type, Consumer<? super Watched<T>> callback) {
        return matching(pattern).watch(type, callback);
    }

    /**
     * The same for a type with parameters. See {@link Hearable#watch(TypeRef, Consumer, SubscriptionOptions)}.
     *
     * @throws DustException as that does
     */
    public <T> Subscription watch(String pattern, TypeRef<T> type, Consumer<? super Watched<T>> callback) {
        return matching(pattern).watch(type, callback);
    }
}
