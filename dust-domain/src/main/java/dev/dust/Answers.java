package dev.dust;

import dev.dust.error.RefusedException;
import dev.dust.lease.Lease;
import dev.dust.op.Op;
import dev.dust.path.DustPath;
import dev.dust.sync.Outcome;
import dev.dust.value.Value;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Turns the engine's answers into those of the API. */
final class Answers {
    private Answers() {
    }

    static Long seq(Outcome outcome) {
        return outcome instanceof Outcome.Accepted accepted ? accepted.seq() : 0L;
    }

    static CompletableFuture<Committed> committed(CompletableFuture<Outcome> answer, Op op, Conversion conversion) {
        return map(answer, outcome -> {
            long seq = outcome instanceof Outcome.Accepted accepted ? accepted.seq() : 0;
            Value told = outcome instanceof Outcome.Accepted accepted ? accepted.value() : null;
            return new Committed(seq, conversion.reading(op.path().key(), switch (op) {
                case Op.Put put -> put.value();
                case Op.Merge merge -> merge.value();
                case Op.PutFile put -> put.file();
                case Op.Increment increment -> told;
                case Op.Add add -> told;
                case Op.Remove remove -> told;
                case Op.Delete delete -> null;
                case Op.LeaseOp lease -> null;
            }));
        });
    }

    /** A lease that somebody else holds is an expected outcome and no error. */
    static CompletableFuture<Optional<Lease>> leasedUnlessHeld(CompletableFuture<Outcome> answer, DustPath key) {
        var result = new CompletableFuture<Optional<Lease>>();
        leased(answer, key).whenComplete((lease, error) -> {
            if (error == null) {
                result.complete(Optional.of(lease));
            } else if (error instanceof RefusedException refused && refused.reason().equals("held")) {
                result.complete(Optional.empty());
            } else {
                result.completeExceptionally(error);
            }
        });
        return result;
    }

    /** The server need not say again who holds it. */
    static Lease renewed(Outcome outcome, Lease lease) {
        Lease now = lease(outcome, lease.key());
        return now.holder() == null ? new Lease(now.key(), now.token(), lease.holder(), now.expiresAtMillis()) : now;
    }

    private static CompletableFuture<Lease> leased(CompletableFuture<Outcome> answer, DustPath key) {
        return map(answer, outcome -> lease(outcome, key));
    }

    private static Lease lease(Outcome outcome, DustPath key) {
        return switch (outcome) {
            case Outcome.Leased(String holder, long token, long expiresAt) -> new Lease(key, token, holder, expiresAt);
            default -> throw new IllegalStateException("no answer to a lease op: " + outcome);
        };
    }

    static Boolean released(Outcome outcome) {
        return outcome instanceof Outcome.Released(boolean matched) && matched;
    }

    /** The result fails with the very exception, not with one that wraps it; also where {@code result} throws. */
    private static <T> CompletableFuture<T> map(CompletableFuture<Outcome> answer, Function<Outcome, T> result) {
        var mapped = new CompletableFuture<T>();
        answer.whenComplete((outcome, failure) -> {
            if (failure != null) {
                mapped.completeExceptionally(failure);
            } else if (outcome instanceof Outcome.Failed(var error)) {
                mapped.completeExceptionally(error);
            } else {
                try {
                    mapped.complete(result.apply(outcome));
                } catch (Throwable unfit) {
                    mapped.completeExceptionally(unfit);
                }
            }
        });
        return mapped;
    }
}
