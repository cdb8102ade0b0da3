package dev.dust.server.node;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * How much the pushes of a connection may weigh that are under way, in however many stores: as long as the frames of those that
 * are not answered have so many bytes together, no other one begins. Safe for every thread.
 */
final class PushRoom {
    static final long MOST_BYTES = 1L << 20;

    private final ReentrantLock lock = new ReentrantLock();
    private long bytes;
    /** Who waits for room, which one does at a time; completed as soon as there is some. */
    private @Nullable CompletableFuture<Void> waiting;

    /** A push begins. */
    void take(long size) {
        lock.lock();
        try {
            bytes += size;
        } finally {
            lock.unlock();
        }
    }

    /** One that began is answered. */
    void giveBack(long size) {
        CompletableFuture<Void> waited = null;
        lock.lock();
        try {
            bytes -= size;
            if (bytes < MOST_BYTES) {
                waited = waiting;
                waiting = null;
            }
        } finally {
            lock.unlock();
        }
        if (waited != null) {
            waited.complete(null);
        }
    }

    /** Completes when another one may begin. One caller may wait at a time. */
    CompletableFuture<Void> some() {
        var future = new CompletableFuture<Void>();
        lock.lock();
        try {
            if (bytes < MOST_BYTES) {
                future.complete(null);
            } else {
                waiting = future;
            }
        } finally {
            lock.unlock();
        }
        return future;
    }
}
