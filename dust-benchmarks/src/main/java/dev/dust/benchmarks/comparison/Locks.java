package dev.dust.benchmarks.comparison;

import dev.dust.benchmarks.contender.Client;

/** One client takes a lock that nobody else wants, and gives it back. */
record Locks() implements Row {
    @Override
    public String work() {
        return "lock and release";
    }

    @Override
    public Measure measure() {
        return Measure.RATE;
    }

    @Override
    public Session open(Bench bench) throws Exception {
        Client client = bench.client("locks");
        String key = Puts.key(0);
        return Rate.of(bench, end -> {
            long count = 0;
            do {
                client.lock(key);
                client.unlock(key);
                count++;
            } while (System.nanoTime() - end < 0);
            return Work.Done.now(count);
        });
    }
}
