package dev.dust.testkit.time;

import dev.dust.time.Durations;
import dev.dust.time.Time;
import dev.dust.time.TimerId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A clock that stands still until it is moved, and timers that fire while it is, in order of their time and, at the same time,
 * in the order in which they were set. Timers run on the thread that moves the clock. Any thread may set timers; one at a time
 * may move the clock.
 */
public final class VirtualTime implements Time {
    private final ReentrantLock lock = new ReentrantLock();
    private final PriorityQueue<Pending> pending = new PriorityQueue<>(
            Comparator.comparingLong((Pending timer) -> timer.due).thenComparingLong(timer -> timer.number));
    private final Instant start;
    private long nanos;
    private long timers;

    /** A timer that waits. */
    private final class Pending implements Timer {
        private final TimerId id;
        private final long due;
        private final long number;
        private final Runnable task;

        private Pending(TimerId id, long due, long number, Runnable task) {
            this.id = id;
            this.due = due;
            this.number = number;
            this.task = task;
        }

        @Override
        public void cancel() {
            lock.lock();
            try {
                pending.remove(this);
            } finally {
                lock.unlock();
            }
        }
    }

    /** Starts at the beginning of 2026. */
    public VirtualTime() {
        this(Instant.parse("2026-01-01T00:00:00Z"));
    }

    /** Starts at {@code start}. */
    public VirtualTime(Instant start) {
        this.start = start;
    }

    @Override
    public Instant now() {
        return start.plusNanos(nanos());
    }

    @Override
    public long nanos() {
        lock.lock();
        try {
            return nanos;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Timer schedule(TimerId id, Duration delay, Runnable task) {
        lock.lock();
        try {
            var timer = new Pending(id, Durations.after(nanos, delay), timers++, task);
            pending.add(timer);
            return timer;
        } finally {
            lock.unlock();
        }
    }

    /** Moves the clock, and fires what comes due on the way, including timers that are set meanwhile. */
    public void advance(Duration by) {
        advance(by, () -> {
        });
    }

    /**
     * The same, calling {@code settle} after each timer: a test lets everything that the timer caused happen before the clock
     * moves on.
     */
    public void advance(Duration by, Runnable settle) {
        long target = Durations.after(nanos(), by);
        for (Pending timer = nextDue(target); timer != null; timer = nextDue(target)) {
            timer.task.run();
            settle.run();
        }
        lock.lock();
        try {
            nanos = Math.max(nanos, target);
        } finally {
            lock.unlock();
        }
    }

    /** Fires the timers that are due now; returns whether there were any. */
    public boolean fireDue() {
        boolean any = false;
        for (Pending timer = nextDue(nanos()); timer != null; timer = nextDue(nanos())) {
            any = true;
            timer.task.run();
        }
        return any;
    }

    /** Fires the timers of this name, whenever they are due; the clock stays where it is. */
    public void fire(TimerId id) {
        List<Pending> early;
        lock.lock();
        try {
            early = pending.stream().filter(timer -> timer.id == id).sorted(pending.comparator()).toList();
            pending.removeAll(early);
        } finally {
            lock.unlock();
        }
        early.forEach(timer -> timer.task.run());
    }

    private @Nullable Pending nextDue(long target) {
        lock.lock();
        try {
            Pending first = pending.peek();
            if (first == null || first.due > target) {
                return null;
            }
            nanos = Math.max(nanos, first.due);
            return pending.poll();
        } finally {
            lock.unlock();
        }
    }

    /** How long until the next timer fires; empty if none is set. */
    public Optional<Duration> untilNext() {
        lock.lock();
        try {
            return Optional.ofNullable(pending.peek()).map(first -> Duration.ofNanos(Math.max(0, first.due - nanos)));
        } finally {
            lock.unlock();
        }
    }

    /** The names of the timers that are set, and how many of each. */
    public Map<TimerId, Integer> set() {
        lock.lock();
        try {
            var names = new TreeMap<TimerId, Integer>();
            List<Pending> all = new ArrayList<>(pending);
            all.forEach(timer -> names.merge(timer.id, 1, Integer::sum));
            return names;
        } finally {
            lock.unlock();
        }
    }
}
