package dev.dust;

import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Ends subscriptions with the stages that they were tied to. What is hung on a stage stays there until it completes: so that is
 * one thing for each stage, however many subscriptions come and go with it. Thread-safe.
 */
final class Lifetimes {
    /** A value leads back to its key only while a subscription lives, which holds the stage anyway. */
    private static final Map<CompletionStage<?>, Lifetime> OF_STAGES = new WeakHashMap<>();

    private Lifetimes() {
    }

    /** What ends together. */
    private static final class Lifetime {
        private final Set<Runnable> ends = ConcurrentHashMap.newKeySet();
        private volatile boolean over;

        void end() {
            over = true;
            ends.removeIf(end -> {
                end.run();
                return true;
            });
        }
    }

    /**
     * Has {@code end} run when {@code stage} completes, in whatever way; at once if it has.
     *
     * @return the way to call that off, after which nothing of {@code end} is held
     */
    static Runnable tie(CompletionStage<?> stage, Runnable end) {
        Lifetime lifetime = of(stage);
        lifetime.ends.add(end);
        if (lifetime.over) {
            lifetime.end();
        }
        return () -> lifetime.ends.remove(end);
    }

    private static Lifetime of(CompletionStage<?> stage) {
        Lifetime fresh = null;
        Lifetime lifetime;
        synchronized (OF_STAGES) {
            lifetime = OF_STAGES.get(stage);
            if (lifetime == null) {
                fresh = new Lifetime();
                lifetime = fresh;
                OF_STAGES.put(stage, fresh);
            }
        }
        if (fresh != null) {
            var hung = fresh;
            stage.whenComplete((result, error) -> hung.end());
        }
        return lifetime;
    }
}
