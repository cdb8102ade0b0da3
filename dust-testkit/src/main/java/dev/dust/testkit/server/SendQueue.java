package dev.dust.testkit.server;

import dev.dust.testkit.frame.Format;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * What waits to be sent to one client, in order. It is bounded: a client that does not read loses its connection, not the server
 * its memory.
 */
final class SendQueue {
    private static final System.Logger LOG = System.getLogger(SendQueue.class.getName());

    private record Waiting(Outgoing outgoing, long dueNanos) {
    }

    private final Socket socket;
    private final Format format;
    private final BlockingQueue<Waiting> queue;
    private final Thread writer;
    private volatile boolean stopped;

    SendQueue(Socket socket, Format format, int capacity) {
        this.socket = socket;
        this.format = format;
        this.queue = new LinkedBlockingQueue<>(capacity);
        this.writer = Thread.ofVirtual().name("dust-server-writer").start(this::write);
    }

    /**
     * Adds a frame that is to be sent after those before it, and no earlier than in {@code delayNanos}. Never waits: where there
     * is no room the connection is cut. Any thread may call this.
     */
    void add(Outgoing outgoing, long delayNanos) {
        if (!stopped && !queue.offer(new Waiting(outgoing, System.nanoTime() + delayNanos))) {
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
                TimeUnit.NANOSECONDS.sleep(next.dueNanos() - System.nanoTime());
                socket.send(format, next.outgoing().encoded(format)).get();
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
            socket.abort();
        }
    }
}
