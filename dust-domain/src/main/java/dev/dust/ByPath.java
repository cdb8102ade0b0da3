package dev.dust;

import dev.dust.error.DustException;
import dev.dust.path.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The calls of a store for those who have segments and not a rendered path: {@code store.put(Path.of("files", "a/b"), value)}.
 */
public sealed interface ByPath permits DustStore {

    /**
     * See {@link DustStore#get(String)}.
     *
     * @throws DustException as {@link DustStore#get(String)} does
     */
    default Reading get(Path path) {
        return store().get(key(path));
    }

    /**
     * See {@link DustStore#entry(String)}.
     *
     * @throws DustException as {@link DustStore#entry(String)} does
     */
    default Optional<Entry> entry(Path path) {
        return store().entry(key(path));
    }

    /**
     * See {@link DustStore#put(String, Object)}.
     *
     * @throws DustException as {@link DustStore#put(String, Object)} does
     */
    default Write put(Path path, @Nullable Object value) {
        return store().put(key(path), value);
    }

    /**
     * See {@link DustStore#put(String, Object, WriteOptions)}.
     *
     * @throws DustException as {@link DustStore#put(String, Object, WriteOptions)} does
     */
    default Write put(Path path, @Nullable Object value, WriteOptions options) {
        return store().put(key(path), value, options);
    }

    /**
     * See {@link DustStore#delete(String)}.
     *
     * @throws DustException as {@link DustStore#delete(String)} does
     */
    default Write delete(Path path) {
        return store().delete(key(path));
    }

    /**
     * See {@link DustStore#merge(String, Object)}.
     *
     * @throws DustException as {@link DustStore#merge(String, Object)} does
     */
    default Write merge(Path path, Object fields) {
        return store().merge(key(path), fields);
    }

    /**
     * See {@link DustStore#increment(String, Number)}.
     *
     * @throws DustException as {@link DustStore#increment(String, Number)} does
     */
    default Write increment(Path path, Number by) {
        return store().increment(key(path), by);
    }

    /**
     * See {@link DustStore#add(String, Object)}.
     *
     * @throws DustException as {@link DustStore#add(String, Object)} does
     */
    default Write add(Path path, @Nullable Object member) {
        return store().add(key(path), member);
    }

    /**
     * See {@link DustStore#remove(String, Object)}.
     *
     * @throws DustException as {@link DustStore#remove(String, Object)} does
     */
    default Write remove(Path path, @Nullable Object member) {
        return store().remove(key(path), member);
    }

    /**
     * See {@link DustStore#file(String)}.
     *
     * @throws DustException as {@link DustStore#file(String)} does
     */
    default Optional<DustFile> file(Path path) {
        return store().file(key(path));
    }

    /**
     * See {@link DustStore#singleFlight(String, FlightFunction)}.
     *
     * @throws DustException as {@link DustStore#singleFlight(String, FlightFunction)} does
     */
    default CompletableFuture<FlightResult> singleFlight(Path key, FlightFunction work) {
        return store().singleFlight(key(key), work);
    }

    private static String key(Path path) {
        return Objects.requireNonNull(path, "path").key();
    }

    /** The store itself. */
    DustStore store();
}
