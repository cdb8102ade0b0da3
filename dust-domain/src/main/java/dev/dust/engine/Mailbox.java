package dev.dust.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiPredicate;
import java.util.function.Predicate;

/**
 * Does one thing after another, whoever asks: a store has one writer at a time (DESIGN 3). There is no thread of its own. Where
 * turns do not block, whoever finds the mailbox idle works it off, so that a call costs no change of threads; where they may
 * block, a thread of the executor's does, and takes what has gathered in one turn.
 *
 * @param <T> what is to be done
 */
final class Mailbox<T extends Mailbox.Item> {
    /** After so many of other people's items a caller goes back to its own work. */
    private static final int MOST_FOR_OTHERS = 64;
    private static final int MOST_IN_TURN = 512;
    private static final int MOST_WAITING = 4_096;

    private final ConcurrentLinkedDeque<T> queue = new ConcurrentLinkedDeque<>();
    private final AtomicBoolean busy = new AtomicBoolean();
    private final Semaphore room = new Semaphore(MOST_WAITING);
    private final Executor executor;
    private final boolean inline;
    private final BiPredicate<T, T> together;
    private final Predicate<List<T>> turn;
    private volatile Thread worker;
    private volatile boolean suspended;

    /** Something to be done, and the thread that waits for it. */
    abstract static class Item {
        private volatile boolean done;
        private volatile Thread waiter;
        private boolean bounded;

        private void finish() {
            done = true;
            Thread thread = waiter;
            if (thread != null) {
                LockSupport.unpark(thread);
            }
        }
    }

    /**
     * An empty mailbox.
     *
     * @param inline   whether callers do the work themselves
     * @param together whether an item may join the turn of the one before it
     * @param turn     does the items of a turn, and returns whether it did; never throws
     */
    Mailbox(Executor executor, boolean inline, BiPredicate<T, T> together, Predicate<List<T>> turn) {
        this.executor = executor;
        this.inline = inline;
        this.together = together;
        this.turn = turn;
    }

    /** Leaves an item, and does not wait for it. */
    void post(T item) {
        queue.add(item);
        work();
    }

    /** Leaves an item, after waiting for room: so that who brings too much is slowed down. */
    void postBounded(T item) {
        room.acquireUninterruptibly();
        ((Item) item).bounded = true;
        post(item);
    }

    /**
     * Leaves an item, and waits until it is done. Not interrupted by {@link Thread#interrupt}, which is kept for later.
     *
     * @return false if the mailbox is suspended: the item was not done, and will not be
     * @throws IllegalStateException if called from within a turn: a port has called back into the library
     */
    boolean run(T item) {
        if (worker == Thread.currentThread()) {
            throw new IllegalStateException(
                    "called from within the engine: a cache, transport, clock or executor must not call Dust");
        }
        ((Item) item).waiter = Thread.currentThread();
        post(item);
        boolean interrupted = false;
        boolean withdrawn = false;
        while (!((Item) item).done && !withdrawn) {
            withdrawn = suspended && queue.remove(item);
            if (!withdrawn) {
                LockSupport.park(this);
                interrupted |= Thread.interrupted();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return !withdrawn;
    }

    /** Called from within a turn: no further one is begun before {@link #resume}, and those who wait are sent away. */
    void suspend() {
        suspended = true;
        queue.forEach(item -> LockSupport.unpark(((Item) item).waiter));
    }

    /** Goes on, from any thread. */
    void resume() {
        suspended = false;
        work();
    }

    private void work() {
        if (!suspended && busy.compareAndSet(false, true)) {
            if (inline) {
                drain(MOST_FOR_OTHERS);
            } else {
                executor.execute(() -> drain(Integer.MAX_VALUE));
            }
        }
    }

    private void drain(int most) {
        int turns = 0;
        do {
            worker = Thread.currentThread();
            for (List<T> items = take(); !items.isEmpty(); items = take()) {
                if (turn.test(items)) {
                    items.forEach(this::finish);
                } else {
                    items.reversed().forEach(queue::addFirst);
                }
                if (++turns >= most && !queue.isEmpty()) {
                    worker = null;
                    executor.execute(() -> drain(Integer.MAX_VALUE));
                    return;
                }
            }
            worker = null;
            busy.set(false);
        } while (!queue.isEmpty() && !suspended && busy.compareAndSet(false, true));
    }

    private void finish(T item) {
        if (((Item) item).bounded) {
            room.release();
        }
        ((Item) item).finish();
    }

    /** The items of the next turn. */
    private List<T> take() {
        T first = suspended ? null : queue.poll();
        if (first == null) {
            return List.of();
        }
        if (inline) {
            return List.of(first);
        }
        var items = new ArrayList<T>();
        items.add(first);
        for (T next = queue.poll(); next != null; next = queue.poll()) {
            if (items.size() == MOST_IN_TURN || !together.test(items.getLast(), next)) {
                queue.addFirst(next);
                break;
            }
            items.add(next);
        }
        return items;
    }
}
