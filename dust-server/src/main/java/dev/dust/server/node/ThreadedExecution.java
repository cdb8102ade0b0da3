package dev.dust.server.node;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** What waits for a database waits on a thread of its own. */
final class ThreadedExecution implements Execution {
    private static final Executor APART = task -> Thread.ofVirtual().name("dust-server-apart").start(task);

    @Override
    public Executor handling() {
        return APART;
    }

    @Override
    public Executor ledger() {
        return APART;
    }

    @Override
    public void later(Duration delay, Runnable task) {
        CompletableFuture.delayedExecutor(delay.toNanos(), TimeUnit.NANOSECONDS, APART).execute(task);
    }

    @Override
    public <T> T await(CompletableFuture<T> outcome) {
        return outcome.join();
    }

    @Override
    public int batch() {
        return BATCH;
    }

    @Override
    public Sending sending(ClientLink link, int capacity, Runnable tooSlow) {
        return new SendQueue(link, capacity, tooSlow);
    }
}
