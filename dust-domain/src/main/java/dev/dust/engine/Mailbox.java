package dev.dust.engine;

import dev.dust.time.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Does one thing after another, whoever asks: a store has one writer at a time (docs/architecture.md#core). There is no thread
 * of its own. Where turns do not block, whoever finds the mailbox idle works it off, so that a call costs no change of threads;
 * where they may block, a thread of the executor's does, and takes what has gathered in one turn.
 *
 * <p>Whatever a turn throws is the failure of its items, and of nothing else: the mailbox goes on. That holds at the end of a
 * caller's stack too, where not even the handling of an error has room.
 *
 * @param <T> what is to be done
 */
final class Mailbox<T extends WorkItem> {
    private static final System.Logger LOG = System.getLogger(Mailbox.class.getName());
    /** After so many of other people's items a caller goes back to its own work. */
    private static final int MOST_FOR_OTHERS = 64;
    private static final int MOST_IN_TURN = 512;
    static final int MOST_WAITING = 4_096;
    /** For how long somebody who brings too much is slowed down. Longer, and it would hold up what it brings to others. */
    private static final long ROOM_WITHIN_MILLIS = 250;
    /** How often a thread that waits looks whether there is somebody at work. */
    private static final long LOOK_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int IDLE = 0;
    private static final int AT_WORK = 1;
    /** Another thread is to go on, and is on its way. */
    private static final int HANDED_OVER = 2;
    @SuppressWarnings("rawtypes") // There are no class literals of generic types.
    private static final AtomicIntegerFieldUpdater<Mailbox> BUSY = AtomicIntegerFieldUpdater.newUpdater(Mailbox.class, "busy");

    private final ConcurrentLinkedDeque<T> queue = new ConcurrentLinkedDeque<>();
    private final Semaphore room = new Semaphore(MOST_WAITING);
    private final Executor executor;
    private final boolean inline;
    private final BiPredicate<T, T> together;
    private final Predicate<List<T>> turn;
    private volatile int busy;
    private volatile @Nullable Thread worker;
    private volatile boolean suspended;
    private volatile boolean abandoned;
    /** The items of the turn that is under way; left behind by a turn that ended in the middle. Written by who is at work. */
    private volatile List<T> taken = List.of();

    /** How waiting for an item ended. */
    enum Ending {
        /** It was done. */
        DONE,
        /** The mailbox is suspended: the item was not done, and will not be. */
        SENT_AWAY,
        /** It took too long: the item was not done, and will not be. */
        WITHDRAWN,
        /** It took too long: the item is being done. */
        LATE
    }

    /**
     * An empty mailbox.
     *
     * @param executor gives each task a thread to itself
     * @param inline   whether callers do the work themselves
     * @param together whether an item may join the turn of the one before it
     * @param turn     does the items of a turn, and returns whether it did; what it throws is the items' failure
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

    /**
     * Leaves an item of which there may be too many, after waiting a moment for room: who brings faster than turns are taken is
     * slowed down, and who brings to a mailbox that has come to a standstill is not held up.
     *
     * @return false if there is no room: the item is not taken
     */
    boolean offer(T item) {
        if (!room.tryAcquire() && (suspended || !acquiredSoon())) {
            return false;
        }
        item.takeRoom();
        post(item);
        return true;
    }

    private boolean acquiredSoon() {
        try {
            return room.tryAcquire(ROOM_WITHIN_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /**
     * Leaves an item, and waits until it is done. Not interrupted by {@link Thread#interrupt}, which is kept for later.
     *
     * @param patience how long to wait at most, by the system's clock
     * @throws IllegalStateException if called from within a turn: a port has called back into the library
     */
    Ending run(T item, Duration patience) {
        item.awaitedBy(Thread.currentThread());
        leave(item);
        return outcome(item, patience);
    }

    /**
     * Leaves an item of which somebody will ask {@link #outcome}, and does not wait for it.
     *
     * @throws IllegalStateException as {@link #run} does
     */
    void leave(T item) {
        requireOutside();
        try {
            post(item);
        } catch (Throwable endOfTheStack) {
            if (item.state == WorkItem.WAITING) {
                item.state = WorkItem.WITHDRAWN;
            }
            throw endOfTheStack;
        }
    }

    /** Throws {@link IllegalStateException} within a turn: a port has called back into the library. */
    void requireOutside() {
        if (worker == Thread.currentThread()) {
            throw new IllegalStateException(
                    "called from within the engine: a cache, transport, clock or executor must not call Dust");
        }
    }

    /**
     * Waits for an item that was posted, however the mailbox stands. Returns false if it is not done within {@code patience}.
     */
    boolean await(T item, Duration patience) {
        requireOutside();
        long begun = System.nanoTime();
        boolean interrupted = false;
        item.awaitedBy(Thread.currentThread());
        for (long left = Durations.nanos(patience); !item.isDone() && left > 0; left = Durations.nanos(patience)
                - (System.nanoTime() - begun)) {
            resume();
            LockSupport.parkNanos(this, Math.min(left, LOOK_AGAIN_NANOS));
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return item.isDone();
    }

    /**
     * Waits until an item that was left is done. Not interrupted by {@link Thread#interrupt}, which is kept for later.
     *
     * @param patience from now
     */
    Ending outcome(T item, Duration patience) {
        if (item.isDone()) {
            return Ending.DONE;
        }
        item.awaitedBy(Thread.currentThread());
        long begun = System.nanoTime();
        boolean interrupted = false;
        Ending ending = null;
        while (ending == null) {
            long left = Durations.nanos(patience) - (System.nanoTime() - begun);
            if (item.isDone()) {
                ending = Ending.DONE;
            } else if ((suspended || abandoned) && item.withdraw()) {
                ending = Ending.SENT_AWAY;
            } else if (abandoned) {
                ending = item.isDone() ? Ending.DONE : Ending.LATE;
            } else if (left <= 0) {
                ending = item.withdraw() ? Ending.WITHDRAWN : item.isDone() ? Ending.DONE : Ending.LATE;
            } else {
                LockSupport.parkNanos(this, Math.min(left, LOOK_AGAIN_NANOS));
                interrupted |= Thread.interrupted();
                work();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return ending;
    }

    /** Called from within a turn: no further one is begun before {@link #resume}, and those who wait are sent away. */
    void suspend() {
        suspended = true;
        queue.forEach(WorkItem::wakeWaiter);
    }

    /** From any thread: the turn that is under way may never end, and nobody is to wait for it any more, or for another. */
    void abandon() {
        abandoned = true;
        taken.forEach(WorkItem::wakeWaiter);
        queue.forEach(WorkItem::wakeWaiter);
    }

    /** Goes on, from any thread. */
    void resume() {
        suspended = false;
        work();
    }

    private void work() {
        if (!hasWork()) {
            return;
        }
        if (inline) {
            workOff(IDLE, MOST_FOR_OTHERS);
        } else {
            handOver(IDLE);
        }
    }

    private boolean hasWork() {
        return !suspended && !queue.isEmpty();
    }

    /**
     * Has another thread do the work, if it is {@code from} that it would be taken from.
     *
     * @return whether another thread does
     */
    private boolean handOver(int from) {
        boolean claimed = false;
        try {
            claimed = BUSY.compareAndSet(this, from, HANDED_OVER);
            if (claimed) {
                executor.execute(() -> workOff(HANDED_OVER, Integer.MAX_VALUE));
            }
            return claimed;
        } catch (Throwable noThread) {
            // Nothing is called before this is done: the stack may be at its end.
            boolean back = claimed && busy == HANDED_OVER;
            if (back) {
                busy = from;
            }
            LOG.log(System.Logger.Level.ERROR, "there is no thread for a turn; the next to come tries again", noThread);
            return !back;
        }
    }

    private void workOff(int from, int most) {
        int expected = from;
        boolean goesOn = true;
        while (goesOn) {
            boolean atWork = false;
            try {
                atWork = BUSY.compareAndSet(this, expected, AT_WORK);
                goesOn = atWork;
                if (atWork) {
                    worker = Thread.currentThread();
                    atWork = !takeTurns(most);
                    goesOn = atWork;
                }
            } finally {
                // Nothing is called in here: the stack may be at its end.
                if (atWork) {
                    worker = null;
                    busy = IDLE;
                }
            }
            expected = IDLE;
            goesOn = goesOn && hasWork();
        }
    }

    /** Takes turns while there are any. Returns true if, after {@code most} of them, another thread goes on. */
    private boolean takeTurns(int most) {
        finishWhatWasLeft();
        int turns = 0;
        for (List<T> items = take(); !items.isEmpty(); items = take()) {
            taken = items;
            turn(items);
            taken = List.of();
            if (++turns >= most && !queue.isEmpty()) {
                worker = null;
                if (handOver(AT_WORK)) {
                    return true;
                }
                worker = Thread.currentThread();
            }
        }
        return false;
    }

    private void turn(List<T> items) {
        boolean isTaken = true;
        try {
            isTaken = turn.test(items);
        } catch (Throwable thrown) {
            items.forEach(item -> item.fail(thrown));
            LOG.log(System.Logger.Level.ERROR, "a turn failed", thrown);
        }
        if (isTaken) {
            items.forEach(this::finish);
        } else {
            items.reversed().forEach(this::putBack);
        }
    }

    private void putBack(T item) {
        item.putBack();
        queue.addFirst(item);
        item.wakeWaiter();
    }

    /** The turn before this one ended in the middle, on a stack without room even for saying so. */
    private void finishWhatWasLeft() {
        List<T> left = taken;
        taken = List.of();
        for (T item : left) {
            if (!item.isDone()) {
                item.fail(new IllegalStateException("the turn ended in the middle, on a stack that was at its end"));
                finish(item);
            }
        }
    }

    private void finish(T item) {
        if (item.leaveRoom()) {
            room.release();
        }
        item.finish();
    }

    /** The items of the next turn. */
    private List<T> take() {
        T first = suspended ? null : next();
        if (first == null) {
            return List.of();
        }
        if (inline) {
            return List.of(first);
        }
        var items = new ArrayList<T>();
        items.add(first);
        for (T next = queue.peek(); next != null; next = queue.peek()) {
            if (items.size() == MOST_IN_TURN || !together.test(items.getLast(), next)) {
                break;
            }
            queue.poll();
            if (next.take()) {
                items.add(next);
            }
        }
        return items;
    }

    /** The next item that nobody has withdrawn, or null. */
    private T next() {
        T item = queue.poll();
        while (item != null && !item.take()) {
            item = queue.poll();
        }
        return item;
    }
}
