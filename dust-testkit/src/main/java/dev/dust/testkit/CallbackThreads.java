package dev.dust.testkit;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Runs each task on a virtual thread of its own, and knows when all of them have returned. */
final class CallbackThreads implements Executor {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition rest = lock.newCondition();
    private final ThreadLocal<Boolean> inside = ThreadLocal.withInitial(() -> false);
    private int running;

    @Override
    public void execute(Runnable task) {
        begin();
        Thread.ofVirtual().name("dust-testing").start(() -> {
            inside.set(true);
            try {
                task.run();
            } finally {
                end();
            }
        });
    }

    /** Something has begun that {@link #awaitRest} is to wait for. */
    void begin() {
        count(1);
    }

    /** It has ended. */
    void end() {
        count(-1);
    }

    private void count(int by) {
        lock.lock();
        try {
            running += by;
            if (running == 0) {
                rest.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until every task has returned; a task that calls this does not wait.
     *
     * @throws IllegalStateException if that takes longer than a callback in a test may take
     */
    void awaitRest() {
        if (inside.get()) {
            return;
        }
        lock.lock();
        try {
            long left = PATIENCE.toNanos();
            while (running > 0) {
                if (left <= 0) {
                    throw new IllegalStateException("a callback has not returned for " + PATIENCE.toSeconds() + " s");
                }
                left = rest.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a callback was running", e);
        } finally {
            lock.unlock();
        }
    }
}
