package dev.dust;

import dev.dust.engine.EngineConfig;
import dev.dust.error.ClosedException;
import dev.dust.path.Path;
import dev.dust.value.Value;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** The shared work of one store (DESIGN 10): what this process has under way, and how results are kept. Thread-safe. */
final class SingleFlight {
    private final DustStore store;
    private final Conversion conversion;
    private final EngineConfig config;
    /** Who of this process asks for the lease, by its key; completed with the result, or null, once somebody else may. */
    private final Map<String, CompletableFuture<FlightResult>> turns = new ConcurrentHashMap<>();
    private final Set<FlightCall> calls = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    SingleFlight(DustStore store, Conversion conversion, EngineConfig config) {
        this.store = store;
        this.conversion = conversion;
        this.config = config;
    }

    CompletableFuture<FlightResult> start(String key, FlightFunction work, FlightOptions options) {
        Path.requireKey(key);
        String lockKey = options.lockKey() == null ? "_dust:sf/" + key : options.lockKey();
        Path.requireKey(lockKey);
        var call = new FlightCall(this, key, lockKey, work, options);
        calls.add(call);
        if (closed) {
            call.fail(new ClosedException("this client is closed"));
        }
        call.start();
        return call.answer().copy();
    }

    /** Answers everybody who waits. */
    void close() {
        closed = true;
        calls.forEach(call -> call.fail(new ClosedException("this client was closed")));
    }

    void ended(FlightCall call) {
        calls.remove(call);
    }

    DustStore store() {
        return store;
    }

    EngineConfig config() {
        return config;
    }

    /** Whose turn it is to ask for the lease at {@code lockKey}: null if now it is the caller's, with {@code mine}. */
    CompletableFuture<FlightResult> take(String lockKey, CompletableFuture<FlightResult> mine) {
        return turns.putIfAbsent(lockKey, mine);
    }

    void giveUp(String lockKey, CompletableFuture<FlightResult> mine, FlightResult result) {
        turns.remove(lockKey, mine);
        mine.complete(result);
    }

    /** The result that is kept at {@code key}, or null. */
    Reading result(String key) {
        Value value = store.get(key).optional().map(conversion::fromJson).orElse(null);
        return value == null ? null : conversion.reading(key, value);
    }

    Conversion conversion() {
        return conversion;
    }
}
