package dev.dust.engine;

import dev.dust.op.Op;
import dev.dust.sync.Outcome;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

/**
 * A caller's hold on an op. Costs a future only where somebody asks for one; what hangs on that future never runs on the engine's
 * thread.
 */
public final class Ticket {
    private static final AtomicReferenceFieldUpdater<Ticket, Object> SLOT = AtomicReferenceFieldUpdater.newUpdater(Ticket.class,
            Object.class, "slot");

    private final String opId;
    private final Op op;
    private final Executor executor;
    /** Null, then either the future that somebody asked for or the outcome, whichever came first. */
    private volatile Object slot;
    private volatile Outcome last;

    Ticket(String opId, Op op, Executor executor) {
        this.opId = opId;
        this.op = op;
        this.executor = executor;
    }

    /** The op's client_op_id. */
    public String opId() {
        return opId;
    }

    /** The op. */
    public Op op() {
        return op;
    }

    /** The first answer, null while there is none. */
    public Outcome outcome() {
        return last;
    }

    /** Completes with the first answer, on a thread that may block. */
    @SuppressWarnings("unchecked") // The slot holds nothing else.
    public CompletableFuture<Outcome> future() {
        if (slot == null) {
            var future = new CompletableFuture<Outcome>();
            if (SLOT.compareAndSet(this, null, future)) {
                return future;
            }
        }
        return slot instanceof Outcome outcome
                ? CompletableFuture.completedFuture(outcome)
                : (CompletableFuture<Outcome>) slot;
    }

    @SuppressWarnings("unchecked")
    void answer(Outcome outcome) {
        last = outcome;
        if (!SLOT.compareAndSet(this, null, outcome) && slot instanceof CompletableFuture<?> future) {
            executor.execute(() -> ((CompletableFuture<Outcome>) future).complete(outcome));
        }
    }
}
