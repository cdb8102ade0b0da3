package dev.dust.engine;

import dev.dust.error.DustException;
import java.util.concurrent.CompletableFuture;

/** Tells those who wait for a store to catch up with the server. Futures complete on threads that may block. */
final class Ready {
    private final EngineConfig config;
    private volatile CompletableFuture<Void> future = new CompletableFuture<>();
    private boolean settled;
    /** Whether {@link #future} fails, or is about to. */
    private boolean failed;

    Ready(EngineConfig config) {
        this.config = config;
    }

    /** From any thread: completes when the store has caught up, or cannot. */
    CompletableFuture<Void> future() {
        return future;
    }

    /** The store has caught up. */
    synchronized void caughtUp() {
        if (settled) {
            return;
        }
        settled = true;
        if (failed) {
            future = new CompletableFuture<>();
        }
        var waiting = future;
        config.apart(() -> waiting.complete(null));
    }

    /** What it could not do before, it may do now: those who come from here on wait. */
    synchronized void anew() {
        if (!settled && failed) {
            future = new CompletableFuture<>();
            failed = false;
        }
    }

    /** It cannot catch up for now: those who wait hear, those who come later wait for what becomes of it. */
    synchronized void cannot(DustException why) {
        failed = true;
        var waiting = future;
        config.apart(() -> waiting.completeExceptionally(why));
    }

    /** It never will. */
    synchronized void never(DustException why) {
        if (!settled) {
            settled = true;
            cannot(why);
        }
    }
}
