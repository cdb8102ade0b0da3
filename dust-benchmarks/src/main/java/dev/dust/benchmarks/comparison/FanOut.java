package dev.dust.benchmarks.comparison;

import dev.dust.benchmarks.contender.Client;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Puts by one client that others hear, each by so many listeners: how many are called a second. What is not heard within a
 * while after the last put is lost.
 *
 * @param work      as the table calls it
 * @param clients   how many hear
 * @param listeners how many each of them has
 * @param inFlight  how many puts are under way
 */
record FanOut(String work, int clients, int listeners, int inFlight) implements Row {
    private static final int KEYS = 1_000;
    /** Whoever says nothing for so long says nothing more. */
    private static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(2);

    @Override
    public Measure measure() {
        return Measure.RATE;
    }

    @Override
    public Session open(Bench bench) throws Exception {
        String space = "fanout" + clients + "by" + listeners;
        var heard = new Heard();
        for (Client client : bench.clients(clients, space)) {
            for (int i = 0; i < listeners; i++) {
                bench.opened(client.listen("folder", value -> heard.one()));
            }
        }
        Puts puts = Puts.heard(bench.client(space), inFlight, KEYS);
        return Rate.of(bench, end -> {
            heard.count.set(0);
            long expected = puts.until(end).count() * clients * listeners;
            long missing = expected - heard.upTo(expected);
            return new Work.Done(expected - missing, heard.last, missing == 0 ? "" : "lost " + missing + " of " + expected);
        });
    }

    /** What listeners have been told. */
    private static final class Heard {
        private final AtomicLong count = new AtomicLong();
        private volatile long last = System.nanoTime();

        void one() {
            last = System.nanoTime();
            count.incrementAndGet();
        }

        /** Waits for so many, for as long as something comes. Returns how many came. */
        long upTo(long expected) throws InterruptedException {
            while (count.get() < expected && System.nanoTime() - last < SILENCE_NANOS) {
                Thread.sleep(1);
            }
            return count.get();
        }
    }
}
