package dev.dust.engine;

import dev.dust.sync.Outcome;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** An answer that comes once. Costs a future only where somebody asks for one. Thread-safe. */
final class OneAnswer {
    private static final AtomicReferenceFieldUpdater<OneAnswer, @Nullable Object> SLOT = AtomicReferenceFieldUpdater.newUpdater(
            OneAnswer.class,
            Object.class, "slot");

    /** The outcome; before there is one, who has asked last, or null. */
    private volatile @Nullable Object slot;

    /** Who is told, by whoever has the answer. */
    private record Asked(Consumer<Outcome> told, @Nullable Asked before) {
    }

    /** Null while there is none. */
    @Nullable
    Outcome outcome() {
        return slot instanceof Outcome outcome ? outcome : null;
    }

    /** Completes with the answer, on a thread that may block; it has, if there is one. */
    CompletableFuture<Outcome> future(EngineConfig config) {
        var future = new CompletableFuture<Outcome>();
        Outcome known = ask(outcome -> config.apart(() -> future.complete(outcome)));
        if (known != null) {
            future.complete(known);
        }
        return future;
    }

    /**
     * Completes with what {@code result} makes of the answer; it has, if there is one. What is chained to it runs on a thread
     * that may block; who waits for it is woken at once.
     *
     * @param result runs on any thread, so that nothing of the application's may be in it; what it throws fails the future
     */
    <T> CompletableFuture<T> future(Function<Outcome, T> result, EngineConfig config) {
        var future = new AnswerFuture<T>(config);
        Outcome known = ask(outcome -> future.answer(outcome, result));
        if (known != null) {
            future.complete(known, result);
        }
        return future;
    }

    /** Has {@code told} hear of the answer, unless there is one, which is returned. */
    private @Nullable Outcome ask(Consumer<Outcome> told) {
        Object seen = slot;
        while (!(seen instanceof Outcome known)) {
            if (SLOT.compareAndSet(this, seen, new Asked(told, (Asked) seen))) {
                return null;
            }
            seen = slot;
        }
        return known;
    }

    /** This is the answer, unless there is one. Returns whether it is. */
    boolean answer(Outcome outcome) {
        Object seen = slot;
        while (!(seen instanceof Outcome)) {
            if (SLOT.compareAndSet(this, seen, outcome)) {
                for (Asked asked = (Asked) seen; asked != null; asked = asked.before()) {
                    asked.told().accept(outcome);
                }
                return true;
            }
            seen = slot;
        }
        return false;
    }
}
