package dev.dust.engine;

import dev.dust.error.AnswerTimeoutException;
import dev.dust.error.DustException;
import dev.dust.sync.Effect;
import dev.dust.time.Time;
import dev.dust.time.TimerId;
import dev.dust.value.MapValue;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Who waits for the server's answer to something that is not kept. Futures complete on threads that may block, and in time,
 * whatever becomes of the turns. Thread-safe.
 */
final class Requests {
    private final EngineConfig config;
    private final AtomicLong numbers = new AtomicLong();
    private final Map<String, CompletableFuture<MapValue>> waiting = new ConcurrentHashMap<>();

    Requests(EngineConfig config) {
        this.config = config;
    }

    /** From now on {@code answer} waits, as long as callers do, under the id that this returns. */
    String expect(CompletableFuture<MapValue> answer) {
        String id = Long.toString(numbers.incrementAndGet());
        waiting.put(id, answer);
        Duration patience = config.sync().ackTimeout();
        Time.Timer late = config.later(TimerId.ACK, patience, () -> end(id, null, new AnswerTimeoutException(
                "no answer within " + patience + "; whether it took effect is not known")));
        answer.whenComplete((response, failure) -> {
            waiting.remove(id);
            late.cancel();
        });
        return id;
    }

    /** The answer is there. */
    void answer(Effect.Reply reply) {
        config.apart(() -> end(reply.id(), reply.response(), reply.failure()));
    }

    /** No answer comes any more to anybody. */
    void endAll(DustException why) {
        waiting.keySet().forEach(id -> config.apart(() -> end(id, null, why)));
    }

    private void end(String id, @Nullable MapValue response, @Nullable DustException failure) {
        CompletableFuture<MapValue> answer = waiting.remove(id);
        if (answer != null && failure != null) {
            answer.completeExceptionally(failure);
        } else if (answer != null) {
            answer.complete(Objects.requireNonNull(response, "response"));
        }
    }
}
