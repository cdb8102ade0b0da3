package dev.dust.engine;

import dev.dust.error.DustException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Those who wait until a store has applied some seq. Futures complete on threads that may block. Thread-safe. */
final class AppliedWaits {
    private final EngineConfig config;
    private final Set<Wait> waits = ConcurrentHashMap.newKeySet();
    private volatile @Nullable DustException over;

    private static final class Wait {
        private final long seq;
        private final CompletableFuture<Void> future = new CompletableFuture<>();

        Wait(long seq) {
            this.seq = seq;
        }
    }

    AppliedWaits(EngineConfig config) {
        this.config = config;
    }

    /** Notes somebody; to be followed by a {@link #look}, as the seq may have been applied beside this. */
    CompletableFuture<Void> add(long seq) {
        var wait = new Wait(seq);
        waits.add(wait);
        wait.future.whenComplete((nothing, failure) -> waits.remove(wait));
        DustException why = over;
        if (why != null) {
            wait.future.completeExceptionally(why);
        }
        return wait.future;
    }

    /** So far the store is. */
    void look(long applied) {
        for (Wait wait : waits) {
            if (wait.seq <= applied) {
                config.apart(() -> wait.future.complete(null));
            }
        }
    }

    /** It gets no further. */
    void end(DustException why) {
        over = why;
        waits.forEach(wait -> config.apart(() -> wait.future.completeExceptionally(why)));
    }
}
