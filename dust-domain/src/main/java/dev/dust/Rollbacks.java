package dev.dust;

import dev.dust.engine.StoreEngine;
import dev.dust.error.InvalidRequestException;
import dev.dust.op.Fields;
import dev.dust.op.OpCodec;
import dev.dust.path.DustPath;
import dev.dust.transport.ClientMessage;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Has the server write again what was before (docs/protocol.md#rollback). Stateless. */
final class Rollbacks {
    private Rollbacks() {
    }

    /** Of what is at and below {@code path}; of all of the store if that is null. */
    static CompletableFuture<Boolean> rollback(StoreEngine engine, @Nullable DustPath path, long toSeq) {
        if (toSeq < 0) {
            throw new InvalidRequestException("invalid_to_seq", "a seq is 0 or more, not " + toSeq + " (invalid_to_seq)");
        }
        return engine.ask(ClientMessage.ROLLBACK, OpCodec.rollback(path, toSeq)).thenCompose(answer -> shown(engine, answer));
    }

    private static CompletableFuture<Boolean> shown(StoreEngine engine, MapValue answer) {
        boolean hasWritten = !Value.of(true).equals(answer.get("noop")) && Fields.whole(answer, "ops_written").orElse(-1) != 0;
        long seq = Fields.whole(answer, "store_seq").orElse(-1);
        return hasWritten && seq > 0
                ? engine.applied(seq).thenApply(nothing -> true)
                : CompletableFuture.completedFuture(hasWritten);
    }
}
