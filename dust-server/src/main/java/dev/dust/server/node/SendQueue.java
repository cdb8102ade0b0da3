package dev.dust.server.node;

import dev.dust.server.intercept.Departure;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What waits to be sent to one client, in order. It is bounded: a client that does not read loses its connection, not the
 * server its memory.
 */
final class SendQueue implements Sending {
    private static final System.Logger LOG = System.getLogger(SendQueue.class.getName());

    /** A client that reads nothing holds up so much, besides what is in the queue. */
    private static final int MOST_TOGETHER = 256;
    private static final int BYTES_TOGETHER = 1 << 16;
    /** So many bytes may wait, about, besides catch-ups; one frame alone may be as large as it likes. */
    static final long MOST_BYTES_WAITING = 64L << 20;

    /** What is to happen next. */
    private sealed interface Waiting {
        /** About how many bytes it has. */
        long bytes();

        record Message(Outgoing outgoing, Departure departure, long bytes) implements Waiting {
        }

        /** The last: the link is closed when all before it has left. */
        record Goodbye(int code, String reason) implements Waiting {
            @Override
            public long bytes() {
                return 0;
            }
        }
    }

    private final ClientLink link;
    private final Runnable tooSlow;
    private final BlockingQueue<Waiting> queue;
    private final AtomicLong bytesWaiting = new AtomicLong();
    /** What was given to the socket and may not have left. Used by the writer alone. */
    private final List<Outgoing> batch = new ArrayList<>();
    private final Thread writer;
    /** Whether nothing is added any more. */
    private volatile boolean ended;
    private volatile boolean stopped;

    /** For {@code link}; {@code tooSlow} runs if the client has left {@code capacity} frames unread, or very large ones. */
    SendQueue(ClientLink link, int capacity, Runnable tooSlow) {
        this.link = link;
        this.tooSlow = tooSlow;
        this.queue = new LinkedBlockingQueue<>(capacity);
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
        if (!stopped && !(hasRoomFor(next) && queue.offer(next))) {
            LOG.log(System.Logger.Level.INFO, "a client does not read what it is sent: its connection is closed");
            tooSlow.run();
            stop();
        }
    }

    private boolean hasRoomFor(Waiting next) {
        long before = bytesWaiting.getAndAdd(next.bytes());
        return before == 0 || next.bytes() == 0 || before + next.bytes() <= MOST_BYTES_WAITING;
    }

    /** The next one, which waits no longer. */
    private Waiting taken(Waiting next) {
        bytesWaiting.addAndGet(-next.bytes());
        return next;
    }

    @Override
    public int waiting() {
        return queue.size();
    }

    /** The writer does it: who calls this may hold a store's lock, and the end of a connection takes the locks of others. */
    @Override
    public void stop() {
        stopped = true;
        writer.interrupt();
    }

    /**
     * Sends a frame, and with it those that wait behind it, so many as may leave now: the system is asked once for all of them.
     * Returns when they have left.
     */
    private void send(Waiting.Message first) throws InterruptedException, ExecutionException {
        Waiting.Message next = first;
        next.departure().await();
        int bytes = 0;
        while (next != null) {
            bytes += link.sizeOf(next.outgoing());
            boolean full = batch.size() >= MOST_TOGETHER || bytes >= BYTES_TOGETHER || next.outgoing().hasSequel();
            boolean more = !full && queue.peek() instanceof Waiting.Message following
                    && following.departure().equals(Departure.AT_ONCE);
            batch.add(next.outgoing());
            CompletableFuture<?> left = link.send(next.outgoing(), more);
            next = more ? (Waiting.Message) taken(queue.remove()) : null;
            if (next == null) {
                left.get();
            }
        }
        batch.forEach(Outgoing::sent);
        batch.clear();
    }

    private void write() {
        try {
            boolean saidGoodbye = false;
            while (!stopped) {
                switch (taken(queue.take())) {
                    case Waiting.Message next -> {
                        // What came at the same moment as the goodbye has come too late.
                        if (!saidGoodbye) {
                            send(next);
                        }
                    }
                    case Waiting.Goodbye(int code, String reason) -> {
                        saidGoodbye = true;
                        link.close(code, reason);
                    }
                }
            }
        } catch (InterruptedException | ExecutionException gone) {
            LOG.log(System.Logger.Level.DEBUG, "a connection is gone", gone);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "a frame could not be sent: the connection is closed", e);
        } finally {
            stopped = true;
            queue.clear();
            // Whoever cut this thread short meant its waiting, and not what it does to end.
            Thread.interrupted();
            link.abort();
        }
    }
}
