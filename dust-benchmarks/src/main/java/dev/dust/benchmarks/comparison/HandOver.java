package dev.dust.benchmarks.comparison;

import dev.dust.benchmarks.contender.Client;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** From a lock's release by one client until another has it who waited for it. */
record HandOver() implements Row {
    private static final String KEY = Puts.key(0);
    /** By then the other one waits. */
    private static final int PAUSE_MILLIS = 10;

    @Override
    public String work() {
        return "lock handed over";
    }

    @Override
    public Measure measure() {
        return Measure.MILLIS;
    }

    @Override
    public Session open(Bench bench) throws Exception {
        // Locks belong to threads.
        List<Client> clients = bench.clients(2, "handover");
        List<ExecutorService> threads = List.of(bench.opened(Executors.newSingleThreadExecutor()),
                bench.opened(Executors.newSingleThreadExecutor()));
        var taking = new Turns(clients, threads);
        Rate.warmUp(bench.pace(), end -> Work.Done.now(Times.until(end, taking).count()));
        return () -> {
            long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(bench.pace().millis);
            return new Figure(1e-6 * Times.until(end, taking).nanos(), Double.NaN, Double.NaN, null);
        };
    }

    /** Each is the one that waits by turns. */
    private static final class Turns implements Times.Taking {
        private final List<Client> clients;
        private final List<ExecutorService> threads;
        private int holder;

        Turns(List<Client> clients, List<ExecutorService> threads) throws Exception {
            this.clients = clients;
            this.threads = threads;
            lock(0).get();
        }

        private Future<Long> lock(int who) {
            return threads.get(who).submit(() -> {
                clients.get(who).lock(KEY);
                return System.nanoTime();
            });
        }

        @Override
        public long nanos() throws Exception {
            int other = 1 - holder;
            Future<Long> locked = lock(other);
            Thread.sleep(PAUSE_MILLIS);
            int now = holder;
            long released = threads.get(now).submit(() -> {
                long began = System.nanoTime();
                clients.get(now).unlock(KEY);
                return began;
            }).get();
            long nanos = locked.get() - released;
            holder = other;
            return nanos;
        }
    }
}
