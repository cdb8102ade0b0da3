package dev.dust.engine;

import dev.dust.error.AnswerTimeoutException;
import dev.dust.error.UnavailableException;
import dev.dust.op.Op;
import dev.dust.sync.Outcome;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A caller's hold on an op: the first answer, which comes in time, and the last, which comes whenever what becomes of the op
 * is known. What hangs on the futures never runs on the engine's thread.
 */
public final class Ticket {
    private final String opId;
    private final Op op;
    private final EngineConfig config;
    private final StoreMeters meters;
    private final long begun;
    private final OneAnswer first = new OneAnswer();
    private final OneAnswer last = new OneAnswer();
    /** Of {@link Tickets}. */
    private long waitsFromNanos;

    Ticket(String opId, Op op, EngineConfig config, StoreMeters meters) {
        this.opId = opId;
        this.op = op;
        this.config = config;
        this.meters = meters;
        this.begun = meters.begin();
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
        return first.outcome();
    }

    /** What became of the op; null while that is not known. */
    public @Nullable Outcome lastOutcome() {
        return last.outcome();
    }

    /** Completes with the first answer, on a thread that may block. */
    public CompletableFuture<Outcome> future() {
        return first.future(config);
    }

    /**
     * Completes with what {@code result} makes of the first answer. What is chained to it runs on a thread that may block.
     *
     * @param result runs on any thread, and runs nothing of the application's; what it throws fails the future
     */
    public <T> CompletableFuture<T> future(Function<Outcome, T> result) {
        return first.future(result, config);
    }

    /** Completes with what becomes of the op, on a thread that may block. */
    public CompletableFuture<Outcome> lastFuture() {
        return last.future(config);
    }

    /** The first answer counts. */
    void answer(Outcome outcome) {
        if (first.answer(outcome)) {
            meters.answered(op, outcome);
        }
    }

    /**
     * This is what has become of the op, and the first answer too if there was none. That it was accepted stays true, whatever
     * ends before its event has come.
     */
    void settle(Outcome outcome) {
        first.answer(outcome);
        boolean endsEarly = outcome instanceof Outcome.Failed && first.outcome() instanceof Outcome.Accepted;
        Outcome told = endsEarly ? Objects.requireNonNull(first.outcome(), "first") : outcome;
        if (last.answer(told)) {
            meters.settled(op, told, begun);
        }
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
