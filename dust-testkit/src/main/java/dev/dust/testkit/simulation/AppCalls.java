package dev.dust.testkit.simulation;

import dev.dust.DustStore;
import dev.dust.LeaseOptions;
import dev.dust.Write;
import dev.dust.WriteOptions;
import dev.dust.error.StorageException;
import dev.dust.lease.Lease;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** What applications do with their clients. */
final class AppCalls {
    private static final Duration LONGEST_LEASE = Duration.ofMinutes(2);

    private final World world;
    private final SeededRandom random;

    AppCalls(World world) {
        this.world = world;
        this.random = world.random();
    }

    /** One call by the application of {@code process}. */
    void make(Process process) {
        make(process.anyStore());
    }

    private void make(ProcessStore process) {
        switch (random.below(24)) {
            case 0, 1 -> putIfUnchanged(process);
            case 2 -> put(process, WriteGenerator.path(random), "if absent", WriteOptions.defaults().ifAbsent());
            case 3, 4, 5 -> lease(process);
            case 6 -> anyLease(process).ifPresent(lease -> renew(process, lease));
            case 7, 8 -> anyLease(process).ifPresent(lease -> release(process, lease));
            case 9, 10 -> anyLease(process).ifPresent(lease -> put(process, WriteGenerator.path(random), "fenced by " + lease,
                    WriteOptions.defaults().fence(lease)));
            case 11 -> discard(process);
            default -> {
                WriteCall call = WriteGenerator.write(random);
                write(process, call, "", store -> call(store, call));
            }
        }
    }

    /** Compare and swap, with the revision that the client shows. */
    private void putIfUnchanged(ProcessStore process) {
        String path = WriteGenerator.path(random);
        long revision = revision(process, path);
        if (revision > 0) {
            put(process, path, "if revision " + revision, WriteOptions.defaults().ifMatch(revision));
        } else {
            put(process, path, "if absent", WriteOptions.defaults().ifAbsent());
        }
    }

    private long revision(ProcessStore process, String path) {
        try {
            return process.store().entry(path).map(entry -> entry.revision().orElse(0)).orElse(0L);
        } catch (StorageException away) {
            requireAway(process, away);
            return 0;
        }
    }

    private void put(ProcessStore process, String path, String how, WriteOptions options) {
        var call = new WriteCall("set", path, WriteGenerator.scalar(random));
        write(process, call, " " + how, store -> store.at(path).put(call.value(), options));
    }

    private static Write call(DustStore store, WriteCall call) {
        return switch (call.op()) {
            case "set" -> store.put(call.path(), call.value());
            case "delete" -> store.delete(call.path());
            case "merge" -> store.merge(call.path(), call.value());
            case "increment" -> store.increment(call.path(), (Number) Objects.requireNonNull(call.value().toPlain(), "by"));
            case "add" -> store.add(call.path(), call.value());
            case "remove" -> store.remove(call.path(), call.value());
            default -> throw new SimulationFailure("no call for " + call);
        };
    }

    /** Writes, and notes what it is told. */
    void write(ProcessStore process, WriteCall call, String how, Function<DustStore, Write> caller) {
        process.process().call(call, () -> {
            try {
                Write write = caller.apply(process.store());
                world.trace().note("%s: %s%s: %s", process, call, how, write.opId());
                process.client().writes().returned(write.opId(), write.committed(), world.time().nanos());
                process.writes().add(write);
            } catch (StorageException away) {
                requireAway(process, away);
            }
        });
    }

    /** Takes back a write that may not have been sent. */
    private void discard(ProcessStore process) {
        if (process.writes().isEmpty()) {
            return;
        }
        Write write = random.chance(0.5) ? process.writes().getLast() : random.pick(process.writes());
        process.process().ask(() -> {
            world.trace().note("%s: discards %s", process, write.opId());
            process.client().writes().discarding(write.opId());
            try {
                process.client().writes().discarded(write.opId(), write.discard());
            } catch (StorageException away) {
                requireAway(process, away);
            }
        });
    }

    /** A cache that fails now and then is no reason for the check that it is away. */
    void requireAway(ProcessStore process, StorageException away) {
        boolean failed = CrashableCache.isFault(away.getMessage()) || process.process().cache().isKilled();
        if (!failed && !process.isWithoutCache()) {
            throw new SimulationFailure(process + " complains of a cache that is there: " + away, away);
        }
    }

    private void lease(ProcessStore process) {
        String key = WriteGenerator.leaseKey(random);
        Duration ttl = random.anyUpTo(LONGEST_LEASE);
        ask(process, "lease " + key + " for " + ttl, store -> store.at(key).lease(LeaseOptions.defaults().ttl(ttl)));
    }

    private void renew(ProcessStore process, Lease lease) {
        Duration ttl = random.anyUpTo(LONGEST_LEASE);
        ask(process, "renew " + lease + " for " + ttl, store -> store.renew(lease, ttl).thenApply(Optional::of));
    }

    private void release(ProcessStore process, Lease lease) {
        ask(process, "release " + lease, store -> store.release(lease).thenApply(given -> Optional.empty()));
    }

    private void ask(ProcessStore process, String what, Function<DustStore, CompletableFuture<Optional<Lease>>> call) {
        process.process().ask(() -> {
            world.trace().note("%s: %s", process, what);
            try {
                process.client().leases().asked(process, what, call.apply(process.store()));
            } catch (StorageException away) {
                requireAway(process, away);
            }
        });
    }

    private Optional<Lease> anyLease(ProcessStore process) {
        List<Lease> taken = process.client().leases().taken();
        return taken.isEmpty() ? Optional.empty() : Optional.of(random.pick(taken));
    }
}
