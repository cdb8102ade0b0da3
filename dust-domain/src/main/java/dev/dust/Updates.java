package dev.dust;

import dev.dust.engine.EngineConfig;
import dev.dust.engine.StoreEngine;
import dev.dust.error.ClosedException;
import dev.dust.path.DustPath;
import dev.dust.reading.Reading;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The updates of a store that are under way. Thread-safe. */
final class Updates {
    private final DustStore store;
    private final StoreEngine engine;
    private final Conversion conversion;
    private final EngineConfig config;
    private final Set<UpdateCall<?>> calls = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    Updates(DustStore store, StoreEngine engine, Conversion conversion, EngineConfig config) {
        this.store = store;
        this.engine = engine;
        this.conversion = conversion;
        this.config = config;
    }

    /** {@code as}: reads the value at the path as what {@code function} takes. */
    <T> CompletableFuture<@Nullable T> start(DustPath path, Function<Reading, @Nullable T> as, UpdateFunction<T> function,
            UpdateOptions options) {
        requireOpen();
        var call = new UpdateCall<>(this, path, as, function, options);
        calls.add(call);
        CompletableFuture<@Nullable T> answer = call.start();
        if (closed) {
            call.close();
        }
        return answer;
    }

    private void requireOpen() {
        if (closed) {
            throw new ClosedException();
        }
    }

    /** Answers everybody who waits. */
    void close() {
        closed = true;
        calls.forEach(UpdateCall::close);
    }

    void ended(UpdateCall<?> call) {
        calls.remove(call);
    }

    DustStore store() {
        return store;
    }

    StoreEngine engine() {
        return engine;
    }

    Conversion conversion() {
        return conversion;
    }

    EngineConfig config() {
        return config;
    }
}
