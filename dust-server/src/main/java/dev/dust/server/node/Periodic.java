package dev.dust.server.node;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Does something again and again, on a thread of its own, until it is closed. */
final class Periodic implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Periodic.class.getName());

    private final CountDownLatch closed = new CountDownLatch(1);
    private final String name;
    private final Duration pause;
    private final Runnable task;

    private Periodic(String name, Duration pause, Runnable task) {
        this.name = name;
        this.pause = pause;
        this.task = task;
    }

    /** Does {@code task} after each pause; if it fails, that is logged, and the next time may be better. */
    static Periodic start(String name, Duration pause, Runnable task) {
        var periodic = new Periodic(name, pause, task);
        Thread.ofVirtual().name(name).start(periodic::run);
        return periodic;
    }

    private void run() {
        try {
            while (!closed.await(pause.toNanos(), TimeUnit.NANOSECONDS)) {
                try {
                    task.run();
                } catch (RuntimeException e) {
                    LOG.log(System.Logger.Level.WARNING, name + " has failed, and is tried again: " + e.getMessage(), e);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What is under way ends by itself. */
    @Override
    public void close() {
        closed.countDown();
    }
}
