package dev.dust.engine;

import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Something to be done in a {@link Mailbox}, the thread that waits for it, and what went wrong. */
abstract class WorkItem {
    private static final AtomicIntegerFieldUpdater<WorkItem> STATE = AtomicIntegerFieldUpdater.newUpdater(WorkItem.class,
            "state");
    static final int WAITING = 0;
    private static final int TAKEN = 1;
    private static final int DONE = 2;
    static final int WITHDRAWN = 3;

    /** Written by others only where the stack may be at its end, so that no method can be called. */
    volatile int state;
    private volatile @Nullable Thread waiter;
    /** Whether it takes up room that there is only so much of. */
    private boolean bounded;
    private @Nullable Throwable failure;

    /** Part of a turn: what its caller is to be told instead of a result. The first failure counts. */
    final void fail(Throwable why) {
        if (failure == null) {
            failure = why;
        }
    }

    /** What went wrong, once it is done; null for nothing. */
    final @Nullable Throwable failure() {
        return failure;
    }

    /** Whether it is done, successfully or not. */
    final boolean isDone() {
        return state == DONE;
    }

    final boolean take() {
        return STATE.compareAndSet(this, WAITING, TAKEN);
    }

    final boolean withdraw() {
        return STATE.compareAndSet(this, WAITING, WITHDRAWN);
    }

    final void finish() {
        state = DONE;
        LockSupport.unpark(waiter);
    }

    /** A thread that is to be woken when it is done, and whenever it may have to stop waiting. */
    final void awaitedBy(Thread thread) {
        waiter = thread;
    }

    final void wakeWaiter() {
        LockSupport.unpark(waiter);
    }

    /** Its turn was not taken: it waits for the next. */
    final void putBack() {
        state = WAITING;
    }

    final void takeRoom() {
        bounded = true;
    }

    /** Returns true, once, if it took up room. */
    final boolean leaveRoom() {
        boolean left = bounded;
        bounded = false;
        return left;
    }
}
