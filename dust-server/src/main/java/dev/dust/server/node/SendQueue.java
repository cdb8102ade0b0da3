package dev.dust.server.node;

import dev.dust.server.intercept.Departure;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What waits to be sent to one client, in order. It is bounded: a client that does not read loses its connection, not the
 * server its memory.
 *
 * <p>A thread of its own sends, and takes all that waits at once. Where a frame of the client's is handled, and nothing else is
 * being sent, what that has added is sent by the thread that handled it: to wake another costs more than to send. Not so for
 * clients that send one frame behind the other, whose answers leave together.
 */
final class SendQueue implements Sending {
    private static final System.Logger LOG = System.getLogger(SendQueue.class.getName());

    /** A client that reads nothing holds up so much, besides what is in the queue. */
    private static final int MOST_TOGETHER = 256;
    private static final int BYTES_TOGETHER = 1 << 16;
    /** So many bytes may wait, about, besides catch-ups; one frame alone may be as large as it likes. */
    static final long MOST_BYTES_WAITING = 64L << 20;
    /** Whose next frame comes within this of the end of handling does not wait for answers. */
    static final Duration PACE = Duration.ofNanos(30_000);

    /** What is to happen next. */
    private sealed interface Waiting {
        /** About how many bytes it has. */
        long bytes();

        record Message(Outgoing outgoing, Departure departure, long bytes) implements Waiting {
            boolean mayLeave() {
                return departure.equals(Departure.AT_ONCE);
            }

            /** Whether it is small, as catch-ups are not, and nothing is to be done before it leaves, nor when it has. */
            boolean isPlain() {
                return mayLeave() && !outgoing.hasSequel() && bytes > 0 && bytes <= BYTES_TOGETHER;
            }
        }

        /** The last: the link is closed when all before it has left. */
        record Goodbye(int code, String reason) implements Waiting {
            @Override
            public long bytes() {
                return 0;
            }
        }
    }

    private final LongSupplier clock;
    private final ClientLink link;
    private final int capacity;
    private final Runnable tooSlow;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition filled = lock.newCondition();
    private final Deque<Waiting> queue = new ArrayDeque<>();
    private final AtomicLong bytesWaiting = new AtomicLong();
    /** What was given to the socket and may not have left. Used by who sends. */
    private final List<Outgoing> batch = new ArrayList<>();
    private final Thread writer;
    /** Whether what comes need not leave yet, because a frame is being handled. Never so while something waits. */
    private boolean held;
    /** Whether the frame that is being handled came of a client that waits for answers. Used by who handles. */
    private boolean waitsForAnswers;
    /** When the handling of a frame ended last, and the sending of what it added. Used by who handles. */
    private long handledAtNanos;
    /** Whether somebody sends, who looks at the queue again. */
    private boolean sending;
    /** What is behind a goodbye has come too late. Written by the writer. */
    private boolean saidGoodbye;
    /** Whether nothing is added any more. */
    private volatile boolean ended;
    private volatile boolean stopped;

    /** For {@code link}; {@code tooSlow} runs if the client has left {@code capacity} frames unread, or very large ones. */
    SendQueue(ClientLink link, int capacity, Runnable tooSlow) {
        this(link, capacity, tooSlow, System::nanoTime);
    }

    /** {@code clock}: nanoseconds since some moment. */
    SendQueue(ClientLink link, int capacity, Runnable tooSlow, LongSupplier clock) {
        this.clock = clock;
        this.link = link;
        this.capacity = capacity;
        this.tooSlow = tooSlow;
        this.handledAtNanos = clock.getAsLong() - PACE.toNanos();
        this.writer = Thread.ofVirtual().name("dust-server-writer").start(this::write);
    }

    @Override
    public void add(Outgoing outgoing, Departure departure) {
        if (!ended) {
            put(new Waiting.Message(outgoing, departure, outgoing.weight()));
        }
    }

    @Override
    public void end(int code, String reason) {
        ended = true;
        put(new Waiting.Goodbye(code, reason));
    }

    private void put(Waiting next) {
        if (!stopped && !(hasRoomFor(next) && offer(next))) {
            LOG.log(System.Logger.Level.INFO, "a client does not read what it is sent: its connection is closed");
            tooSlow.run();
            stop();
        }
    }

    private boolean hasRoomFor(Waiting next) {
        long before = bytesWaiting.getAndAdd(next.bytes());
        return before == 0 || next.bytes() == 0 || before + next.bytes() <= MOST_BYTES_WAITING;
    }

    private boolean offer(Waiting next) {
        lock.lock();
        try {
            boolean fits = queue.size() < capacity;
            if (fits) {
                queue.add(next);
                wakeWriter();
            }
            return fits;
        } finally {
            lock.unlock();
        }
    }

    /** If it is for the writer to go on. Under the lock. */
    private void wakeWriter() {
        if (!held && !sending && !queue.isEmpty()) {
            filled.signal();
        }
    }

    @Override
    public int waiting() {
        lock.lock();
        try {
            return queue.size();
        } finally {
            lock.unlock();
        }
    }

    /** The writer does it: who calls this may hold a store's lock, and the end of a connection takes the locks of others. */
    @Override
    public void stop() {
        stopped = true;
        writer.interrupt();
    }

    @Override
    public void hold() {
        // How long handling and sending take says nothing of the client, but of this machine.
        waitsForAnswers = clock.getAsLong() - handledAtNanos >= PACE.toNanos();
        lock.lock();
        try {
            held = !sending && queue.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void release() {
        boolean sends;
        lock.lock();
        try {
            boolean wasHeld = held;
            held = false;
            sends = wasHeld && waitsForAnswers && !saidGoodbye && !stopped && queue.peek() instanceof Waiting.Message first
                    && first.isPlain();
            sending |= sends;
            wakeWriter();
        } finally {
            lock.unlock();
        }
        if (sends) {
            sendFromHere();
        }
        handledAtNanos = clock.getAsLong();
    }

    /** Does not wait until all has left: whoever handles frames may have those of others to handle, too. */
    private void sendFromHere() {
        try {
            if (taken() instanceof Waiting.Message first) {
                give(first, Waiting.Message::isPlain).whenComplete((nothing, failure) -> sentFromHere(failure));
            }
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.ERROR, "a frame could not be sent: the connection is closed", e);
            stop();
        }
    }

    private void sentFromHere(@Nullable Throwable failure) {
        if (failure == null) {
            left();
            sendNoMore();
        } else {
            LOG.log(System.Logger.Level.DEBUG, "a connection is gone", failure);
            stop();
        }
    }

    /** The next one, which waits no longer; null if what waited was forgotten. */
    private @Nullable Waiting taken() {
        Waiting next;
        lock.lock();
        try {
            next = queue.poll();
        } finally {
            lock.unlock();
        }
        bytesWaiting.addAndGet(next == null ? 0 : -next.bytes());
        return next;
    }

    private @Nullable Waiting next() {
        lock.lock();
        try {
            return queue.peek();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Gives a frame to the link, and with it those that wait behind it, so many as may leave now: the system is asked once for
     * all of them.
     *
     * @param joins what may leave with those before it
     * @return completes when they have left
     */
    private CompletableFuture<?> give(Waiting.Message first, Predicate<Waiting.Message> joins) {
        Waiting.@Nullable Message next = first;
        CompletableFuture<?> left = new CompletableFuture<>();
        int bytes = 0;
        while (next != null) {
            bytes += link.sizeOf(next.outgoing());
            boolean full = batch.size() >= MOST_TOGETHER || bytes >= BYTES_TOGETHER || next.outgoing().hasSequel();
            boolean more = !full && next() instanceof Waiting.Message following && joins.test(following);
            batch.add(next.outgoing());
            left = link.send(next.outgoing(), more);
            next = more ? (Waiting.Message) taken() : null;
        }
        return left;
    }

    private void left() {
        batch.forEach(Outgoing::sent);
        batch.clear();
    }

    private void sendNothingMore() {
        lock.lock();
        try {
            saidGoodbye = true;
        } finally {
            lock.unlock();
        }
    }

    private void sendNoMore() {
        lock.lock();
        try {
            sending = false;
            wakeWriter();
        } finally {
            lock.unlock();
        }
    }

    private void awaitTurn() throws InterruptedException {
        lock.lock();
        try {
            while (held || sending || queue.isEmpty()) {
                filled.await();
            }
            sending = true;
        } finally {
            lock.unlock();
        }
    }

    private void write() {
        try {
            while (!stopped) {
                awaitTurn();
                switch (Objects.requireNonNull(taken(), "next")) {
                    case Waiting.Message next -> {
                        // What came at the same moment as the goodbye has come too late.
                        if (!saidGoodbye) {
                            next.departure().await();
                            give(next, Waiting.Message::mayLeave).get();
                            left();
                        }
                    }
                    case Waiting.Goodbye(int code, String reason) -> {
                        sendNothingMore();
                        link.close(code, reason);
                    }
                }
                sendNoMore();
            }
        } catch (InterruptedException | ExecutionException gone) {
            LOG.log(System.Logger.Level.DEBUG, "a connection is gone", gone);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "a frame could not be sent: the connection is closed", e);
        } finally {
            stopped = true;
            clear();
            // Whoever cut this thread short meant its waiting, and not what it does to end.
            Thread.interrupted();
            link.abort();
        }
    }

    private void clear() {
        lock.lock();
        try {
            queue.clear();
        } finally {
            lock.unlock();
        }
    }
}
