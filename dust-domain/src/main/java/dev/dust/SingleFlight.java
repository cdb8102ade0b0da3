package dev.dust;

import dev.dust.engine.EngineConfig;
import dev.dust.error.AnswerTimeoutException;
import dev.dust.error.ClosedException;
import dev.dust.error.DustException;
import dev.dust.path.DustPath;
import dev.dust.reading.Reading;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The shared work of one store (docs/architecture.md#single-flight): what this process has under way, and how results are
 * kept. Thread-safe.
 */
final class SingleFlight {
    private static final System.Logger LOG = System.getLogger(SingleFlight.class.getName());

    private final DustStore store;
    private final Conversion conversion;
    private final EngineConfig config;
    private final WaitingLines<FlightCall> lines = new WaitingLines<>();
    private final Leases leases;
    private final Set<FlightCall> calls = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    SingleFlight(DustStore store, Leases leases, Conversion conversion, EngineConfig config) {
        this.store = store;
        this.leases = leases;
        this.conversion = conversion;
        this.config = config;
    }

    CompletableFuture<FlightResult> start(String key, FlightFunction work, FlightOptions options) {
        DustPath.requireKey(key);
        String lockKey = options.lockKey() == null ? "_dust:sf/" + key : options.lockKey();
        DustPath.requireKey(lockKey);
        try {
            // What is there needs neither a thread nor the network.
            FlightResult there = whatIsThere(key, options, null);
            if (there != null) {
                return CompletableFuture.completedFuture(there);
            }
        } catch (Throwable thrown) {
            return CompletableFuture.failedFuture(thrown);
        }
        var call = new FlightCall(this, key, lockKey, work, options);
        calls.add(call);
        CompletableFuture<FlightResult> answer = call.start();
        if (closed) {
            call.close(new ClosedException());
        }
        return answer;
    }

    /** Answers everybody who waits. */
    void close() {
        closed = true;
        calls.forEach(call -> call.close(new ClosedException("this client was closed")));
    }

    Leases leases() {
        return leases;
    }

    DustStore store() {
        return store;
    }

    EngineConfig config() {
        return config;
    }

    /** Puts {@code call} in line for its turn to ask for the lease at {@code lockKey}; returns whether it is its turn now. */
    boolean lineUp(String lockKey, FlightCall call) {
        return lines.lineUp(lockKey, call);
    }

    /**
     * The call is over: the next has its turn.
     *
     * @param result what it has come to; null if that is of no use for others
     * @param isNew  whether those in line have not been told of that
     */
    void end(FlightCall call, String lockKey, @Nullable FlightResult result, boolean isNew) {
        calls.remove(call);
        WaitingLines.Successors<FlightCall> successors = lines.leave(lockKey, call, result != null && isNew);
        if (successors.next() != null) {
            successors.next().turn(successors.next().key().equals(call.key()) ? result : null);
        }
        successors.others().stream().filter(other -> other.key().equals(call.key()))
                .forEach(other -> other.othersResult(result));
    }

    /** The result that is kept at {@code key}, or null. */
    @Nullable
    Reading result(String key) {
        Value value = store.get(key).optional().map(conversion::fromJson).orElse(null);
        return value == null ? null : conversion.reading(key, value);
    }

    /** A result that will do: the one of another caller, which may be null, or the one that is kept; null for none. */
    @Nullable
    FlightResult whatIsThere(String key, FlightOptions options, @Nullable FlightResult others) {
        if (others != null && options.passes(others.value())) {
            return new FlightResult(others.value(), FlightResult.Source.AWAITED, others.stale(), others.coordinated());
        }
        Reading kept = result(key);
        return kept == null || !options.passes(kept) ? null : new FlightResult(kept, FlightResult.Source.CACHED, false, true);
    }

    /**
     * What somebody gets who has waited in vain: an old result that does not pass.
     *
     * @throws AnswerTimeoutException if there is none
     */
    FlightResult staleResult(String key, FlightOptions options) {
        Reading old = options.fresh() == null ? null : result(key);
        if (old == null) {
            throw new AnswerTimeoutException("nobody published " + key + " within " + options.waitTimeout());
        }
        return new FlightResult(old, FlightResult.Source.CACHED, true, true);
    }

    /** Keeps a result for everybody, while the lease is held; completes as {@link Write#committed} does. */
    CompletableFuture<Long> publish(String key, String text, HeldLease lease) {
        return store.at(key).put(text, WriteOptions.defaults().fence(lease)).committed();
    }

    /**
     * Keeps a result that was found without a lease, unless something newer stands at the key, or will stand there by the time
     * that the server hears of it. Whether it did, nobody needs to know.
     */
    void keep(String key, FlightWork.Done done) {
        OptionalLong before = done.before();
        try {
            if (before.isPresent() && before.equals(revision(key))) {
                WriteOptions none = WriteOptions.defaults();
                store.at(key).put(done.text(), before.getAsLong() == 0 ? none.ifAbsent() : none.ifMatch(before.getAsLong()));
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

    /** What cannot be given back, because the client is closed or its cache is away, ends by itself. */
    static void attempt(String key, Runnable giveBack) {
        try {
            giveBack.run();
        } catch (Throwable e) {
            LOG.log(System.Logger.Level.DEBUG, "something of the flight of " + key + " is left to end by itself", e);
        }
    }
}
