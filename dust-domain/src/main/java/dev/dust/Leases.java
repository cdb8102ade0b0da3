package dev.dust;

import dev.dust.engine.EngineConfig;
import dev.dust.engine.Ticket;
import dev.dust.error.AnswerTimeoutException;
import dev.dust.error.ClosedException;
import dev.dust.error.UnavailableException;
import dev.dust.lease.Lease;
import dev.dust.op.Op;
import dev.dust.path.DustPath;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** The leases of one store that this process holds, or waits for. Thread-safe. */
final class Leases {
    private final DustStore store;
    private final StoreWriter writer;
    private final EngineConfig config;
    private final WaitingLines<AcquireCall> lines = new WaitingLines<>();
    private final Set<AcquireCall> calls = ConcurrentHashMap.newKeySet();
    private final Set<HeldLease> held = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    Leases(DustStore store, StoreWriter writer, EngineConfig config) {
        this.store = store;
        this.writer = writer;
        this.config = config;
    }

    DustStore store() {
        return store;
    }

    EngineConfig config() {
        return config;
    }

    WaitingLines<AcquireCall> lines() {
        return lines;
    }

    // --- To come by one

    /** Waits for the lease. */
    CompletableFuture<HeldLease> acquire(DustPath key, LeaseOptions options) {
        requireOpen();
        var call = new AcquireCall(this, key, options);
        calls.add(call);
        CompletableFuture<HeldLease> answer = call.start();
        if (closed) {
            call.close();
        }
        return answer;
    }

    /** Asks for the lease once. */
    CompletableFuture<Optional<HeldLease>> tryAcquire(DustPath key, LeaseOptions options) {
        requireOpen();
        var answer = new CompletableFuture<Optional<HeldLease>>();
        ask(key, options, false, new Asker() {
            @Override
            public void granted(HeldLease lease) {
                hold(lease);
                if (!answer.complete(Optional.of(lease))) {
                    lease.close();
                }
            }

            @Override
            public void held() {
                answer.complete(Optional.empty());
            }

            @Override
            public void refused(Throwable why) {
                answer.completeExceptionally(why);
            }

            @Override
            public void unheard(Throwable why) {
                answer.completeExceptionally(why);
            }
        });
        return answer;
    }

    private Ticket submitAcquire(DustPath key, LeaseOptions options) {
        return writer.submit(new Op.Acquire(key, LeaseOptions.millis(options.ttl()), options.holder()));
    }

    private void requireOpen() {
        if (closed) {
            throw new ClosedException();
        }
    }

    /** What hears the server's answer, on a thread of the engine's. */
    interface Asker {
        /** It has the lease, which is renewed from now on. May come after a failure too: the answer was late. */
        void granted(HeldLease lease);

        /** Somebody else has it. */
        void held();

        /** The server refuses it, or it cannot be asked for. */
        void refused(Throwable why);

        /** The server has not answered, or cannot be asked now. */
        void unheard(Throwable why);
    }

    /**
     * Asks the server for the lease, once. Throws what {@link PathRef#lease} throws.
     *
     * @param waitsInDoubt see {@link HeldLease}
     */
    void ask(DustPath key, LeaseOptions options, boolean waitsInDoubt, Asker asker) {
        long askedAt = config.time().nanos();
        Ticket ticket = submitAcquire(key, options);
        Consumer<Lease> granted = lease -> {
            var made = new HeldLease(this, lease, options.ttl(), askedAt, waitsInDoubt);
            made.start();
            asker.granted(made);
        };
        Answers.leasedUnlessHeld(ticket.future(), key).whenComplete((lease, error) -> {
            if (error == null) {
                lease.ifPresentOrElse(granted, asker::held);
                return;
            }
            if (error instanceof AnswerTimeoutException) {
                // Before anybody is told, who may be the application, and take his time.
                Answers.leasedUnlessHeld(ticket.lastFuture(), key).thenAccept(late -> late.ifPresent(granted));
            }
            if (error instanceof UnavailableException || error instanceof AnswerTimeoutException) {
                asker.unheard(error);
            } else {
                asker.refused(error);
            }
        });
    }

    // --- Bare ones

    /** Takes one that nobody renews. */
    CompletableFuture<Optional<Lease>> lease(DustPath key, LeaseOptions options) {
        return Answers.leasedUnlessHeld(submitAcquire(key, options).future(), key);
    }

    CompletableFuture<Lease> renew(Lease lease, Duration ttl) {
        var op = new Op.Renew(lease.key(), lease.token(), LeaseOptions.millis(ttl));
        return writer.submit(op).future(outcome -> Answers.renewed(outcome, lease));
    }

    CompletableFuture<Boolean> release(Lease lease) {
        return writer.submit(new Op.Release(lease.key(), lease.token())).future(Answers::released);
    }

    // --- To be rid of them

    /** Somebody holds it, for as long as the client is open. */
    void hold(HeldLease lease) {
        held.add(lease);
        if (closed) {
            lease.abandon();
        } else if (lease.loss().isPresent()) {
            held.remove(lease);
        }
    }

    void ended(HeldLease lease) {
        held.remove(lease);
    }

    void ended(AcquireCall call) {
        calls.remove(call);
    }

    /** Gives back what is held, and answers everybody who waits; while the client can still send. */
    void close() {
        closed = true;
        held.forEach(HeldLease::abandon);
        calls.forEach(AcquireCall::close);
    }
}
