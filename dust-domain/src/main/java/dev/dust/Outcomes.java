package dev.dust;

import dev.dust.error.RefusedException;
import dev.dust.lease.Lease;
import dev.dust.path.Path;
import dev.dust.sync.Outcome;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Turns the engine's answers into those of the API. */
final class Outcomes {
    private Outcomes() {
    }

    static CompletableFuture<Long> accepted(CompletableFuture<Outcome> answer) {
        return map(answer, outcome -> outcome instanceof Outcome.Accepted(long seq) ? seq : 0L);
    }

    static CompletableFuture<Lease> leased(CompletableFuture<Outcome> answer, Path key) {
        return map(answer, outcome -> switch (outcome) {
            case Outcome.Leased(String holder, long token, long expiresAt) -> new Lease(key, token, holder, expiresAt);
            default -> throw new IllegalStateException("no answer to a lease op: " + outcome);
        });
    }

    /** A lease that somebody else holds is an expected outcome and no error. */
    static CompletableFuture<Optional<Lease>> unlessHeld(CompletableFuture<Lease> lease) {
        return lease.handle((taken, error) -> {
            if (error == null) {
                return CompletableFuture.completedFuture(Optional.of(taken));
            }
            return error instanceof RefusedException refused && refused.reason().equals("held")
                    ? CompletableFuture.completedFuture(Optional.<Lease>empty())
                    : CompletableFuture.<Optional<Lease>>failedFuture(error);
        }).thenCompose(Function.identity());
    }

    static CompletableFuture<Boolean> released(CompletableFuture<Outcome> answer) {
        return map(answer, outcome -> outcome instanceof Outcome.Released(boolean matched) && matched);
    }

    /** The result fails with the very exception, not with one that wraps it. */
    private static <T> CompletableFuture<T> map(CompletableFuture<Outcome> answer, Function<Outcome, T> result) {
        var mapped = new CompletableFuture<T>();
        answer.thenAccept(outcome -> {
            if (outcome instanceof Outcome.Failed(var error)) {
                mapped.completeExceptionally(error);
            } else {
                mapped.complete(result.apply(outcome));
            }
        });
        return mapped;
    }
}
