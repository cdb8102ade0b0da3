package dev.dust.testkit.conformance;

import dev.dust.Write;
import dev.dust.error.DustException;
import dev.dust.lease.Lease;
import dev.dust.transport.ClientMessage;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A call of the application's that the server answers: what it asked for, and its result once there is one. */
final class Call {
    private final String op;
    private final String key;
    private final CompletableFuture<Result> result;
    /** Null for a lease op until its push was seen: the API does not tell it. */
    private @Nullable String opId;

    /** What a caller was told. */
    sealed interface Result {

        /** For a line of output; {@code result} is null for a caller that waits. */
        static String text(@Nullable Result result) {
            return switch (result) {
                case null -> "waiting";
                case Ok ok -> "ok " + Json.text(ok.fields());
                case Failed failed -> "error " + failed.reason();
            };
        }

        /** All is well. */
        record Ok(MapValue fields, @Nullable Lease lease) implements Result {
        }

        /** It is not, for this reason. */
        record Failed(String reason) implements Result {
        }
    }

    private Call(String op, String key, @Nullable String opId, CompletableFuture<Result> result) {
        this.op = op;
        this.key = key;
        this.opId = opId;
        this.result = result;
    }

    static Call write(Write write) {
        return new Call("write", write.path().key(), write.opId(),
                resultOf(write.committed(), seq -> new Result.Ok(Json.map("store_seq", seq), null)));
    }

    static Call lease(String key, CompletableFuture<Optional<Lease>> taken) {
        return new Call("lease", key, null,
                resultOf(taken, lease -> lease.<Result>map(Call::held).orElse(new Result.Failed("held"))));
    }

    static Call renew(Lease lease, CompletableFuture<Lease> renewed) {
        return new Call("renew", lease.key().key(), null, resultOf(renewed, Call::held));
    }

    static Call release(Lease lease, CompletableFuture<Boolean> released) {
        return new Call("release", lease.key().key(), null,
                resultOf(released, matched -> new Result.Ok(Json.map("released", matched), null)));
    }

    private static Result held(Lease lease) {
        return new Result.Ok(Json.map("token", lease.token(), "holder", lease.holder(), "expires_at", lease.expiresAtMillis()),
                lease);
    }

    private static <T> CompletableFuture<Result> resultOf(CompletableFuture<T> future, Function<T, Result> ok) {
        return future.handle((value, error) -> error == null ? ok.apply(value) : new Result.Failed(reason(error)));
    }

    private static String reason(Throwable error) {
        Throwable cause = error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
        return cause instanceof DustException dust ? dust.reason() : cause.toString();
    }

    @Nullable
    String opId() {
        return opId;
    }

    boolean isAnswered() {
        return result.isDone();
    }

    /** What the caller was told; null while it waits. */
    Result result() {
        return result.getNow(null);
    }

    /** Whether {@code push} asks for this lease op; then its client_op_id is this call's. */
    boolean claims(ClientMessage push) {
        boolean mine = Value.of(op).equals(push.payload().get("op")) && Value.of(key).equals(push.payload().get("path"));
        if (mine) {
            opId = Json.string(push.payload().get("client_op_id"));
        }
        return mine;
    }
}
