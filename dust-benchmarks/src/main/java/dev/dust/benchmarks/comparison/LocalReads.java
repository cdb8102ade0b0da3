package dev.dust.benchmarks.comparison;

import dev.dust.benchmarks.contender.Client;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Reads of strings that are at hand, without the server.
 *
 * @param threads how many read
 */
record LocalReads(int threads) implements Row {
    private static final int KEYS = 1_000;

    @Override
    public String work() {
        return "local read of a string, threads: " + threads;
    }

    @Override
    public Measure measure() {
        return Measure.MILLIONS;
    }

    @Override
    public Session open(Bench bench) throws Exception {
        Client client = bench.client("reads" + threads);
        Puts.of(client, 1, KEYS).count(KEYS);
        var keys = new ArrayList<String>();
        for (int i = 0; i < KEYS; i++) {
            keys.add(Puts.key(i));
            client.fetch(Puts.key(i));
        }
        ExecutorService executor = bench.opened(Executors.newFixedThreadPool(threads));
        return Rate.ofMillions(bench, end -> {
            List<Callable<Long>> readers = Collections.nCopies(threads, () -> read(client, keys, end));
            long count = 0;
            for (Future<Long> reader : executor.invokeAll(readers)) {
                count += reader.get();
            }
            return Work.Done.now(count);
        });
    }

    private static long read(Client client, Iterable<String> keys, long end) {
        long count = 0;
        do {
            for (String key : keys) {
                if (client.local(key).isEmpty()) {
                    throw new IllegalStateException(key + " is empty");
                }
                count++;
            }
        } while (System.nanoTime() - end < 0);
        return count;
    }
}
