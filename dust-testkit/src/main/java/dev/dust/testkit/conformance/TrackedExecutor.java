package dev.dust.testkit.conformance;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Runs each task on a virtual thread, and knows when all of them have come to rest: finished, or hanging at a {@link Gate}
 * until a scenario opens it. So nobody needs to sleep.
 */
final class TrackedExecutor implements Executor {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private int running;
    private @Nullable Throwable fault;

    @Override
    public void execute(Runnable task) {
        count(1);
        Thread.ofVirtual().start(() -> {
            try {
                task.run();
            } catch (RuntimeException | Error e) {
                noteFault(e);
            } finally {
                count(-1);
            }
        });
    }

    private void count(int by) {
        lock.lock();
        try {
            running += by;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void noteFault(Throwable e) {
        lock.lock();
        try {
            fault = e;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until every task has come to rest.
     *
     * @throws ScenarioFailure if that takes longer than anything here can take, or a task threw
     */
    void awaitRest() {
        lock.lock();
        try {
            long left = PATIENCE.toNanos();
            while (running > 0 && left > 0) {
                left = changed.awaitNanos(left);
            }
            if (running > 0) {
                throw new ScenarioFailure("the client has not come to rest within " + PATIENCE.toSeconds() + " s");
            }
            if (fault != null) {
                throw new ScenarioFailure("a task of the client failed: " + fault);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ScenarioFailure("the run was interrupted");
        } finally {
            lock.unlock();
        }
    }

    /** Where tasks of the executor hang while it is shut. */
    final class Gate {
        private final Condition opened = lock.newCondition();
        private boolean shut;
        private int hanging;

        void shut() {
            lock.lock();
            try {
                shut = true;
            } finally {
                lock.unlock();
            }
        }

        /** Lets those go that hang here; they count as running from now on. */
        void open() {
            lock.lock();
            try {
                shut = false;
                running += hanging;
                hanging = 0;
                opened.signalAll();
            } finally {
                lock.unlock();
            }
        }

        /** Returns at once if the gate is open, else when it is opened. To be called by a task. */
        void pass() {
            lock.lock();
            try {
                if (shut) {
                    hanging++;
                    running--;
                    changed.signalAll();
                    while (shut) {
                        opened.awaitUninterruptibly();
                    }
                }
            } finally {
                lock.unlock();
            }
        }
    }
}
