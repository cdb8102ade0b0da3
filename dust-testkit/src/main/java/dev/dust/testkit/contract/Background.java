package dev.dust.testkit.contract;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Work beside the test's own thread, that cannot keep a test run from ending. */
final class Background {
    private Background() {
    }

    static <T> Future<T> start(Callable<T> work) {
        var task = new FutureTask<>(work);
        Thread.ofPlatform().daemon().name("contract").start(task);
        return task;
    }

    /** What {@code work} gives; fails with its failure, or if it takes longer than {@code patience}. */
    static <T> T get(Future<T> work, Duration patience, String what) {
        try {
            return work.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException stuck) {
            throw new AssertionError(what + " was stuck for " + patience, stuck);
        } catch (ExecutionException failed) {
            throw new AssertionError(what + " failed: " + failed.getMessage(),
                    Objects.requireNonNullElse(failed.getCause(), failed));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(what + " was interrupted", interrupted);
        }
    }

    static void await(CountDownLatch latch, Duration patience) {
        try {
            if (!latch.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("nobody went on for " + patience);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", interrupted);
        }
    }
}
