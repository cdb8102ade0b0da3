package dev.dust.benchmarks.socket;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** Keeps so many requests under way, and counts the answers. */
public final class Window {

    private static final long PATIENCE_SECONDS = 60;

    private final int size;
    private final Semaphore free;
    private final LongAdder answered = new LongAdder();

    /** So many requests are under way. */
    public Window(int size) {
        this.size = size;
        free = new Semaphore(size);
    }

    /** A request was answered. Any thread. */
    public void answered() {
        answered.increment();
        free.release();
    }

    /** Makes requests for so long. */
    public interface Request {
        /** Makes the {@code number}-th request, which leads to a call of {@link #answered}. */
        void send(int number) throws Exception;
    }

    /**
     * Makes requests.
     *
     * @return answers a second, from the end of the warm-up on
     */
    public double rate(Request request, double warmUpSeconds, double seconds) throws Exception {
        int number = send(request, 0, warmUpSeconds);
        long before = answered.sum();
        long began = System.nanoTime();
        send(request, number, seconds);
        if (answered.sum() == before) {
            // Shorter than an answer takes.
            awaitAnswers();
        }
        return (answered.sum() - before) / (1e-9 * (System.nanoTime() - began));
    }

    /** Waits until everything is answered. */
    public void awaitAnswers() throws InterruptedException {
        if (!free.tryAcquire(size, PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException("no answer for " + PATIENCE_SECONDS + " s");
        }
        free.release(size);
    }

    private int send(Request request, int first, double seconds) throws Exception {
        int number = first;
        long end = System.nanoTime() + (long) (seconds * 1e9);
        while (System.nanoTime() < end) {
            if (!free.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("no answer for " + PATIENCE_SECONDS + " s");
            }
            request.send(number++);
        }
        return number;
    }
}
