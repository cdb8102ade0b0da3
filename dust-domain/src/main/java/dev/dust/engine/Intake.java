package dev.dust.engine;

import dev.dust.time.Time;
import dev.dust.time.TimerId;
import dev.dust.transport.ServerMessage;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Where what the server says of a store waits for the subscriptions of that store, so that none has to drop what it is about
 * to take (docs/decisions.md#intake). It lets through so much that the shortest of their queues has room for all of it; the
 * rest waits, in order, until they have taken half of what they have. A subscription that does not go on is not waited for:
 * what has waited for long enough is let through, and then a full queue is dropped, as its options say. Answers do not wait,
 * so that a callback may wait for one.
 *
 * <p>Holds no lock, and takes no turn on the thread of a callback. Any thread may call every method; one at a time brings
 * messages.
 */
final class Intake {
    /** For so long what happens now waits at most: rows that are read are no older than that. */
    private static final long LIVE_NANOS = Duration.ofSeconds(1).toNanos();
    /** History waits on while subscriptions go on, and no longer than this. */
    private static final long HISTORY_NANOS = Duration.ofSeconds(10).toNanos();
    /** Beyond this the connection is not read, for a moment each time; after it, nothing waits. */
    private static final int MOST_WAITING = 1_024;
    private static final long FULL_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    private static final long LOOK_AGAIN_NANOS = TimeUnit.MICROSECONDS.toNanos(200);

    private final EngineConfig config;
    private final Predicate<Command.Receive> turns;
    private final Consumer<Command> post;
    /** Whether something was dropped, and is yet to be fetched again. */
    private final AtomicBoolean overrun = new AtomicBoolean();
    private final Queue<Waiting> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger size = new AtomicInteger();
    /** How many of those that were let through have not had their turn. */
    private final AtomicInteger underWay = new AtomicInteger();
    /** How many subscriptions have more waiting than half of what may wait. */
    private final AtomicInteger crowded = new AtomicInteger();
    /** How often somebody has asked that what may go on goes on; who makes it 1 does it. */
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicBoolean called = new AtomicBoolean();
    /** The half of the shortest queue. */
    private volatile int share = Integer.MAX_VALUE;
    private volatile long tookAt;
    private volatile boolean catchingUp;
    private Time.@Nullable Timer timer;

    private record Waiting(ServerMessage message, boolean history, long since) {
    }

    /**
     * Nothing waits.
     *
     * @param turns takes a message to the turns; false if there is no room for more
     * @param post  takes anything to the turns
     */
    Intake(EngineConfig config, Predicate<Command.Receive> turns, Consumer<Command> post) {
        this.post = post;
        this.config = config;
        this.turns = turns;
    }

    /** A message of the server's. May block for a moment where far too much waits. */
    void receive(ServerMessage message) {
        if (message.event().equals(ServerMessage.REPLY)) {
            offer(new Command.Receive(message, false));
        } else if (waiting.isEmpty() && asked.get() == 0 && hasRoom()) {
            letThrough(message);
        } else {
            awaitPlace();
            size.incrementAndGet();
            waiting.add(new Waiting(message, catchingUp, config.time().nanos()));
            goOn();
        }
    }

    private void awaitPlace() {
        long begun = System.nanoTime();
        while (size.get() >= MOST_WAITING && System.nanoTime() - begun < FULL_NANOS) {
            LockSupport.parkNanos(this, LOOK_AGAIN_NANOS);
        }
    }

    private void letThrough(ServerMessage message) {
        underWay.incrementAndGet();
        if (!offer(new Command.Receive(message, true))) {
            underWay.decrementAndGet();
        }
    }

    /**
     * Where more comes in than turns are taken for, the rest is dropped, and fetched again when they are: no store holds up
     * the others on its connection for more than a moment, or takes memory without end.
     */
    private boolean offer(Command.Receive received) {
        boolean taken = !overrun.get() && turns.test(received);
        if (!taken && overrun.compareAndSet(false, true)) {
            post.accept(new Command.Refetch(() -> overrun.set(false)));
        }
        return taken;
    }

    private boolean hasRoom() {
        return crowded.get() == 0 && underWay.get() < share;
    }

    /** These have had their turn; what comes next is history, or happens now. Called by turns alone. */
    void taken(List<Command> items, boolean historyComes) {
        catchingUp = historyComes;
        int messages = 0;
        for (Command item : items) {
            messages += item instanceof Command.Receive receive && receive.counted ? 1 : 0;
        }
        if (messages > 0) {
            underWay.addAndGet(-messages);
            if (!waiting.isEmpty()) {
                goOn();
            }
        }
    }

    /** A subscription has more waiting than half of what may wait, or has no longer. */
    void crowd(boolean is) {
        crowded.addAndGet(is ? 1 : -1);
    }

    /** A subscription has taken something from its queue. */
    void took() {
        if (!waiting.isEmpty()) {
            tookAt = config.time().nanos();
            if (hasRoom() && called.compareAndSet(false, true)) {
                config.apart(() -> {
                    called.set(false);
                    goOn();
                });
            }
        }
    }

    /** How many may be let through at a time: so many as the shortest queue has room for when it is half full. */
    void share(int most) {
        share = most;
    }

    /** What waits came by a connection that is gone: it is fetched again. */
    void drop() {
        while (waiting.poll() != null) {
            size.decrementAndGet();
        }
    }

    /** Lets through what may go on. One thread at a time does, for all who ask. */
    private void goOn() {
        if (asked.getAndIncrement() != 0) {
            return;
        }
        int seen = 1;
        while (seen != 0) {
            for (ServerMessage next = next(); next != null; next = next()) {
                letThrough(next);
            }
            seen = asked.addAndGet(-seen);
        }
    }

    private @Nullable ServerMessage next() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
        Waiting first = waiting.peek();
        if (first == null) {
            return null;
        }
        long left = until(first) - config.time().nanos();
        if (!hasRoom() && left > 0 && size.get() <= MOST_WAITING) {
            timer = config.later(TimerId.ROOM, Duration.ofNanos(left), this::goOn);
            return null;
        }
        Waiting next = waiting.poll();
        if (next == null) {
            return null;
        }
        size.decrementAndGet();
        return next.message();
    }

    /** When it is let through at the latest. */
    private long until(Waiting first) {
        long sinceOrTook = first.history() && tookAt - first.since() > 0 ? tookAt : first.since();
        long patience = sinceOrTook - first.since() + LIVE_NANOS;
        return first.since() + Math.min(patience, HISTORY_NANOS);
    }
}
