package dev.dust.server.node;

import dev.dust.server.intercept.Departure;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * What waits to be sent to one client, in order. It is bounded: a client that does not read loses its connection, not the
 * server its memory.
 */
final class SendQueue {
    private static final System.Logger LOG = System.getLogger(SendQueue.class.getName());

    private record Waiting(Outgoing outgoing, Departure departure) {
    }

    private final ClientLink link;
    private final BlockingQueue<Waiting> queue;
    private final Thread writer;
    private volatile boolean stopped;

    SendQueue(ClientLink link, int capacity) {
        this.link = link;
        this.queue = new LinkedBlockingQueue<>(capacity);
        this.writer = Thread.ofVirtual().name("dust-server-writer").start(this::write);
    }

    /**
     * Adds a frame that is to be sent after those before it, and not before its {@code departure}. Never waits: where there is
     * no room the connection is cut. Any thread may call this.
     */
    void add(Outgoing outgoing, Departure departure) {
        if (!stopped && !queue.offer(new Waiting(outgoing, departure))) {
            LOG.log(System.Logger.Level.INFO, "a client does not read what it is sent: its connection is closed");
            stop();
        }
    }

    /**
     * Cuts the connection and forgets what was waiting. The writer does it: who calls this may hold a store's lock, and the end
     * of a connection takes the locks of others.
     */
    void stop() {
        stopped = true;
        writer.interrupt();
    }

    private void write() {
        try {
            while (!stopped) {
                Waiting next = queue.take();
                next.departure().await();
                link.send(next.outgoing()).get();
                next.outgoing().sent();
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
