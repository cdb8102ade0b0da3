package dev.dust;

import dev.dust.error.DustException;
import dev.dust.path.DustPath;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The calls of a store, but for reads, for those who have segments and not a rendered path: {@code
 * store.put(DustPath.of("files", "a/b"), value)}.
 */
public sealed interface ByPath permits DustStore {

    /**
     * See {@link DustStore#put(String, Object)}.
     *
     * @throws DustException as {@link DustStore#put(String, Object)} does
     */
    default Write put(DustPath path, @Nullable Object value) {
        return store().put(StoreReader.key(path), value);
    }

    /**
     * See {@link DustStore#put(String, Object, WriteOptions)}.
     *
     * @throws DustException as {@link DustStore#put(String, Object, WriteOptions)} does
     */
    default Write put(DustPath path, @Nullable Object value, WriteOptions options) {
        return store().put(StoreReader.key(path), value, options);
    }

    /**
     * See {@link DustStore#delete(String)}.
     *
     * @throws DustException as {@link DustStore#delete(String)} does
     */
    default Write delete(DustPath path) {
        return store().delete(StoreReader.key(path));
    }

    /**
     * See {@link DustStore#merge(String, Object)}.
     *
     * @throws DustException as {@link DustStore#merge(String, Object)} does
     */
    default Write merge(DustPath path, Object fields) {
        return store().merge(StoreReader.key(path), fields);
    }

    /**
     * See {@link DustStore#increment(String, Number)}.
     *
     * @throws DustException as {@link DustStore#increment(String, Number)} does
     */
    default Write increment(DustPath path, Number by) {
        return store().increment(StoreReader.key(path), by);
    }

    /**
     * See {@link DustStore#add(String, Object)}.
     *
     * @throws DustException as {@link DustStore#add(String, Object)} does
     */
    default Write add(DustPath path, @Nullable Object member) {
        return store().add(StoreReader.key(path), member);
    }

    /**
     * See {@link DustStore#remove(String, Object)}.
     *
     * @throws DustException as {@link DustStore#remove(String, Object)} does
     */
    default Write remove(DustPath path, @Nullable Object member) {
        return store().remove(StoreReader.key(path), member);
    }

    /**
     * See {@link DustStore#update(String, Class, UpdateFunction)}.
     *
     * @throws DustException as {@link DustStore#update(String, Class, UpdateFunction)} does
     */
    default <T> CompletableFuture<@Nullable T> update(DustPath path, Class<T> type, UpdateFunction<T> function) {
        return store().update(StoreReader.key(path), type, function);
    }

    /**
     * See {@link DustStore#singleFlight(String, FlightFunction)}.
     *
     * @throws DustException as {@link DustStore#singleFlight(String, FlightFunction)} does
     */
    default CompletableFuture<FlightResult> singleFlight(DustPath key, FlightFunction work) {
        return store().singleFlight(StoreReader.key(key), work);
    }

    /** The store itself. */
    DustStore store();
}
