package dev.dust.engine;

import dev.dust.error.AnswerTimeoutException;
import dev.dust.error.UnavailableException;
import dev.dust.op.Op;
import dev.dust.sync.Outcome;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * A caller's hold on an op. Costs a future only where somebody asks for one; what hangs on that future never runs on the
 * engine's thread.
 */
public final class Ticket {
    private static final AtomicReferenceFieldUpdater<Ticket, @Nullable Object> SLOT = AtomicReferenceFieldUpdater.newUpdater(
            Ticket.class,
            Object.class, "slot");
    private static final AtomicReferenceFieldUpdater<Ticket, @Nullable Outcome> FIRST = AtomicReferenceFieldUpdater.newUpdater(
            Ticket.class,
            Outcome.class, "first");

    private final String opId;
    private final Op op;
    private final EngineConfig config;
    /** Null, then either the future that somebody asked for or the outcome, whichever came first. */
    private volatile @Nullable Object slot;
    private volatile @Nullable Outcome first;
    /** Of {@link Tickets}. */
    private long waitsFromNanos;

    Ticket(String opId, Op op, EngineConfig config) {
        this.opId = opId;
        this.op = op;
        this.config = config;
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
    public @Nullable Outcome outcome() {
        return first;
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
                : (CompletableFuture<Outcome>) Objects.requireNonNull(slot, "slot");
    }

    /** The first answer counts: one that comes later is for somebody who has gone. */
    void answer(Outcome outcome) {
        if (FIRST.compareAndSet(this, null, outcome) && !SLOT.compareAndSet(this, null, outcome)
                && slot instanceof CompletableFuture<?> asked) {
            complete(asked, outcome);
        }
    }

    @SuppressWarnings("unchecked") // The slot holds nothing else.
    private void complete(CompletableFuture<?> asked, Outcome outcome) {
        config.apart(() -> ((CompletableFuture<Outcome>) asked).complete(outcome));
    }

    void waitsFrom(long nanos) {
        waitsFromNanos = nanos;
    }

    long waitsFrom() {
        return waitsFromNanos;
    }

    /** What a caller is told whose op was this process's, and is another one's now. */
    Outcome takenOver() {
        String what = "the " + op.name().wire() + " of " + op.path();
        return new Outcome.Failed(new UnavailableException(op instanceof Op.LeaseOp
                ? "the connection was given up before the server answered, because another process has taken over this client's device"
                        + " id; whether " + what + " took effect is not known"
                : "another process has taken over this client's device id, and with it " + what
                        + ": it is kept, and that process sends it; what becomes of it is not told here"));
    }

    /** What a caller is told who has waited for {@code patience}. */
    Outcome timeout(Duration patience) {
        return new Outcome.Failed(new AnswerTimeoutException("no answer to the " + op.name().wire() + " of " + op.path()
                + " within " + patience + (op instanceof Op.LeaseOp ? "" : "; the write stays in the outbox")));
    }
}
