package dev.dust;

import dev.dust.path.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The calls of a store for those who have segments and not a rendered path: {@code store.put(Path.of("files", "a/b"), value)}. */
public sealed interface ByPath permits DustStore {

    /** See {@link DustStore#get(String)}. */
    default Reading get(Path path) {
        return store().get(path.key());
    }

    /** See {@link DustStore#entry(String)}. */
    default Optional<Entry> entry(Path path) {
        return store().entry(path.key());
    }

    /** See {@link DustStore#put(String, Object)}. */
    default Write put(Path path, Object value) {
        return store().put(path.key(), value);
    }

    /** See {@link DustStore#put(String, Object, WriteOptions)}. */
    default Write put(Path path, Object value, WriteOptions options) {
        return store().put(path.key(), value, options);
    }

    /** See {@link DustStore#delete(String)}. */
    default Write delete(Path path) {
        return store().delete(path.key());
    }

    /** See {@link DustStore#merge(String, Object)}. */
    default Write merge(Path path, Object fields) {
        return store().merge(path.key(), fields);
    }

    /** See {@link DustStore#increment(String, Number)}. */
    default Write increment(Path path, Number by) {
        return store().increment(path.key(), by);
    }

    /** See {@link DustStore#add(String, Object)}. */
    default Write add(Path path, Object member) {
        return store().add(path.key(), member);
    }

    /** See {@link DustStore#remove(String, Object)}. */
    default Write remove(Path path, Object member) {
        return store().remove(path.key(), member);
    }

    /** See {@link DustStore#file(String)}. */
    default Optional<DustFile> file(Path path) {
        return store().file(path.key());
    }

    /** See {@link DustStore#singleFlight(String, FlightFunction)}. */
    default CompletableFuture<FlightResult> singleFlight(Path key, FlightFunction work) {
        return store().singleFlight(key.key(), work);
    }

    /** The store itself. */
    DustStore store();
}
