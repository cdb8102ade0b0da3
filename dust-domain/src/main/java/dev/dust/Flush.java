package dev.dust;

import dev.dust.engine.EngineConfig;
import dev.dust.engine.StoreEngine;
import dev.dust.time.Durations;
import dev.dust.time.Time;
import dev.dust.time.TimerId;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Waits until the server has settled all that waits for it. */
final class Flush {
    private Flush() {
    }

    /**
     * Waits for these stores, on the calling thread.
     *
     * @return whether nothing waits any more; false once {@code patience} is over, the stores that have something are
     *         closed, or the thread is interrupted
     */
    static boolean of(List<StoreEngine> engines, Duration patience, EngineConfig config) {
        var settled = new CompletableFuture<Boolean>();
        Runnable look = () -> {
            // What a store has that is closed waits for a later run, and nobody here for that.
            if (engines.stream().noneMatch(engine -> !engine.isClosed() && hasWritesThatWait(engine))) {
                settled.complete(engines.stream().noneMatch(Flush::hasWritesThatWait));
            }
        };
        Time.Timer timer = config.at(TimerId.FLUSH, Durations.after(config.time().nanos(), patience),
                () -> settled.complete(false));
        engines.forEach(engine -> engine.watchTurns(look));
        try {
            look.run();
            return patience.isPositive() ? settled.get() : settled.getNow(false);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException never) {
            throw new IllegalStateException(never);
        } finally {
            timer.cancel();
            engines.forEach(engine -> engine.forgetTurns(look));
        }
    }

    private static boolean hasWritesThatWait(StoreEngine engine) {
        return engine.status().pendingOps() > 0;
    }
}
