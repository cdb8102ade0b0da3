package dev.dust;

import dev.dust.engine.EngineConfig;
import dev.dust.error.ClosedException;
import dev.dust.error.DustException;
import dev.dust.lease.Lease;
import dev.dust.path.Path;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The shared work of one store (docs/architecture.md#single-flight): what this process has under way, and how results are kept.
 * Thread-safe.
 */
final class SingleFlight {
    private static final System.Logger LOG = System.getLogger(SingleFlight.class.getName());

    private final DustStore store;
    private final Conversion conversion;
    private final EngineConfig config;
    /** Whose turn it is in this process to ask for the lease, by its key. */
    private final Map<String, FlightCall> turns = new ConcurrentHashMap<>();
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
            call.close(new ClosedException("this client is closed"));
        }
        call.start();
        return call.answer().copy();
    }

    /** Answers everybody who waits. */
    void close() {
        closed = true;
        calls.forEach(call -> call.close(new ClosedException("this client was closed")));
    }

    DustStore store() {
        return store;
    }

    EngineConfig config() {
        return config;
    }

    /** Whose turn it is to ask for the lease at {@code lockKey}: null if now it is {@code call}'s. */
    FlightCall take(String lockKey, FlightCall call) {
        return turns.putIfAbsent(lockKey, call);
    }

    /** The call is over: the next may take its turn. */
    void end(FlightCall call, String lockKey) {
        calls.remove(call);
        turns.remove(lockKey, call);
    }

    /** The result that is kept at {@code key}, or null. */
    Reading result(String key) {
        Value value = store.get(key).optional().map(conversion::fromJson).orElse(null);
        return value == null ? null : conversion.reading(key, value);
    }

    /** Keeps a result for everybody, while the lease is held; completes as {@link Write#committed} does. */
    CompletableFuture<Long> publish(String key, Value result, Lease lease) {
        return store.put(key, conversion.toJson(result), WriteOptions.none().fence(lease)).committed();
    }

    /**
     * Keeps a result that was found without a lease, unless something newer stands at the key, or will stand there by the time that
     * the server hears of it. Whether it did, nobody needs to know.
     *
     * @param before what {@link #revision} was when the work began
     */
    void keep(String key, Value result, OptionalLong before) {
        String text = conversion.toJson(result);
        try {
            if (before.isPresent() && before.equals(revision(key))) {
                WriteOptions none = WriteOptions.none();
                store.put(key, text, before.getAsLong() == 0 ? none.ifAbsent() : none.ifMatch(before.getAsLong()));
            }
        } catch (DustException e) {
            LOG.log(System.Logger.Level.WARNING, "the result of " + key + " was not kept: " + e.getMessage());
        }
    }

    /** The revision of what stands at the key, 0 for nothing; empty if it cannot be said, or is not that of one row. */
    OptionalLong revision(String key) {
        Entry entry = store.entry(key).orElse(null);
        if (entry == null) {
            return OptionalLong.of(0);
        }
        return entry.value() instanceof MapValue ? OptionalLong.empty() : entry.revision();
    }

    Conversion conversion() {
        return conversion;
    }
}
