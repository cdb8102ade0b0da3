package dev.dust.cli.demo;

import dev.dust.error.DustException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The checks behind the demo's lines. */
final class Check {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final long LOOK_EVERY_MILLIS = 5;

    private Check() {
    }

    /** Something is as expected now. */
    static void now(String what, Object expected, @Nullable Object seen) {
        if (!Objects.equals(expected, seen)) {
            throw new CheckFailed(what, expected, seen);
        }
    }

    /** Something is as expected now, or becomes so within seconds. */
    static void soon(String what, Object expected, Supplier<?> seen) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!Objects.equals(expected, seen.get()) && System.nanoTime() < end) {
            Thread.sleep(LOOK_EVERY_MILLIS);
        }
        now(what, expected, seen.get());
    }

    /** Something that the server has to answer succeeds. */
    static <T> T success(String what, CompletableFuture<T> answer) throws InterruptedException {
        try {
            return answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            throw new CheckFailed(what, "success", Objects.requireNonNullElse(failed.getCause(), failed).getMessage());
        } catch (TimeoutException none) {
            throw new CheckFailed(what, "success", "no answer");
        }
    }

    /** Something that the server has to answer is refused for this reason. */
    static void refusal(String what, String reason, CompletableFuture<?> answer) throws InterruptedException {
        try {
            Object result = answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            throw new CheckFailed(what, reason, "success: " + result);
        } catch (ExecutionException failed) {
            now(what, reason, failed.getCause() instanceof DustException refused ? refused.reason() : failed.getCause());
        } catch (TimeoutException none) {
            throw new CheckFailed(what, reason, "no answer");
        }
    }
}
