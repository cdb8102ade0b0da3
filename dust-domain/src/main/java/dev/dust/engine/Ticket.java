package dev.dust.engine;

import dev.dust.op.Op;
import dev.dust.sync.Outcome;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A caller's hold on an op. Costs a future only where somebody asks for one; what hangs on that future never runs on the engine's
 * thread.
 */
public final class Ticket {
    private final String opId;
    private final Op op;
    private final Executor executor;
    /** Null, then either the future that somebody asked for or the outcome, whichever came first. */
    private final AtomicReference<Object> slot = new AtomicReference<>();
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
        Object found = slot.get();
        if (found == null) {
            var future = new CompletableFuture<Outcome>();
            found = slot.compareAndExchange(null, future);
            if (found == null) {
                return future;
            }
        }
        return found instanceof Outcome outcome
                ? CompletableFuture.completedFuture(outcome)
                : (CompletableFuture<Outcome>) found;
    }

    @SuppressWarnings("unchecked")
    void answer(Outcome outcome) {
        last = outcome;
        Object found = slot.compareAndExchange(null, outcome);
        if (found instanceof CompletableFuture<?> future) {
            executor.execute(() -> ((CompletableFuture<Outcome>) future).complete(outcome));
        }
    }
}
