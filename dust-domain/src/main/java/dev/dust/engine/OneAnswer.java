package dev.dust.engine;

import dev.dust.sync.Outcome;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import org.jspecify.annotations.Nullable;

/** An answer that comes once. Costs a future only where somebody asks for one. Thread-safe. */
final class OneAnswer {
    private static final AtomicReferenceFieldUpdater<OneAnswer, @Nullable Object> SLOT = AtomicReferenceFieldUpdater.newUpdater(
            OneAnswer.class,
            Object.class, "slot");
    private static final AtomicReferenceFieldUpdater<OneAnswer, @Nullable Outcome> OUTCOME = AtomicReferenceFieldUpdater
            .newUpdater(OneAnswer.class, Outcome.class, "outcome");

    /** Null, then either the future that somebody asked for or the outcome, whichever came first. */
    private volatile @Nullable Object slot;
    private volatile @Nullable Outcome outcome;

    /** Null while there is none. */
    @Nullable
    Outcome outcome() {
        return outcome;
    }

    /** Completes with the answer, on a thread that may block. */
    @SuppressWarnings("unchecked") // The slot holds nothing else.
    CompletableFuture<Outcome> future() {
        if (slot == null) {
            var future = new CompletableFuture<Outcome>();
            if (SLOT.compareAndSet(this, null, future)) {
                return future;
            }
        }
        return slot instanceof Outcome told
                ? CompletableFuture.completedFuture(told)
                : (CompletableFuture<Outcome>) Objects.requireNonNull(slot, "slot");
    }

    /** This is the answer, unless there is one. Returns whether it is. */
    boolean answer(Outcome told, EngineConfig config) {
        boolean isFirst = OUTCOME.compareAndSet(this, null, told);
        if (isFirst && !SLOT.compareAndSet(this, null, told) && slot instanceof CompletableFuture<?> asked) {
            complete(asked, told, config);
        }
        return isFirst;
    }

    @SuppressWarnings("unchecked") // The slot holds nothing else.
    private static void complete(CompletableFuture<?> asked, Outcome told, EngineConfig config) {
        config.apart(() -> ((CompletableFuture<Outcome>) asked).complete(told));
    }
}
