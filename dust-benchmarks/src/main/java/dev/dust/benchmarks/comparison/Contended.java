package dev.dust.benchmarks.comparison;

import dev.dust.benchmarks.contender.Client;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The same step on one key by several clients, each with a thread and one under way. Nothing may be lost: the number in the end
 * is that of the steps.
 *
 * @param work    as the table calls it
 * @param clients how many
 * @param step    what each does
 */
record Contended(String work, int clients, Step step) implements Row {
    private static final String KEY = Puts.key(0);
    private static final int PATIENCE_MILLIS = 10_000;

    /** What adds 1 to a number. */
    @FunctionalInterface
    interface Step {
        /** Adds it. */
        void add(Client client, String key) throws Exception;
    }

    @Override
    public Measure measure() {
        return Measure.RATE;
    }

    @Override
    public Session open(Bench bench) throws Exception {
        List<Client> all = bench.clients(clients, "contended" + work.codePoints().filter(Character::isLetter).sum());
        ExecutorService threads = bench.opened(Executors.newFixedThreadPool(clients));
        var total = new AtomicLong();
        return Rate.of(bench, end -> {
            var steps = new ArrayList<Callable<Long>>();
            for (Client client : all) {
                steps.add(() -> steps(client, end));
            }
            long count = 0;
            for (Future<Long> thread : threads.invokeAll(steps)) {
                count += thread.get();
            }
            Work.Done done = Work.Done.now(count);
            check(all.getFirst(), total.addAndGet(count));
            return done;
        });
    }

    private long steps(Client client, long end) throws Exception {
        long count = 0;
        do {
            step.add(client, KEY);
            count++;
        } while (System.nanoTime() - end < 0);
        return count;
    }

    /** What others have done may come a moment later. */
    private static void check(Client client, long expected) throws Exception {
        long number = client.number(KEY);
        for (int millis = 0; number != expected && millis < PATIENCE_MILLIS; millis++) {
            Thread.sleep(1);
            number = client.number(KEY);
        }
        if (number != expected) {
            throw new IllegalStateException("after " + expected + " steps the number is " + number);
        }
    }
}
