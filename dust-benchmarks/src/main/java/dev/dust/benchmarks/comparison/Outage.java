package dev.dust.benchmarks.comparison;

import dev.dust.benchmarks.contender.Client;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/** From the end of an outage of the network until a put is answered; one is tried every 20 ms. */
record Outage() implements Row {
    private static final int PAUSE_MILLIS = 20;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

    @Override
    public String work() {
        return "back after an outage";
    }

    @Override
    public Measure measure() {
        return Measure.MILLIS;
    }

    @Override
    public Session open(Bench bench) throws Exception {
        Network network = bench.opened(new Network(bench.server().port()));
        Client client = bench.opened(bench.contender().connectThrough(network.port(), "outage"));
        client.put(Puts.key(0), "before").toCompletableFuture().get();
        return () -> {
            network.cut();
            Thread.sleep(bench.pace().outageMillis);
            network.restore();
            return new Figure(1e-6 * back(client), Double.NaN, Double.NaN, null);
        };
    }

    private static long back(Client client) throws Exception {
        long began = System.nanoTime();
        var back = new AtomicBoolean();
        for (long number = 0; !back.get(); number++) {
            put(client, number, back);
            if (System.nanoTime() - began > PATIENCE_NANOS) {
                throw new TimeoutException("not back after a minute");
            }
            for (int millis = 0; millis < PAUSE_MILLIS && !back.get(); millis++) {
                Thread.sleep(1);
            }
        }
        return System.nanoTime() - began;
    }

    /** Another thread, as some clients keep their caller for as long as they are not connected. */
    private static void put(Client client, long number, AtomicBoolean back) {
        Thread.startVirtualThread(() -> {
            try {
                client.put(Puts.key(number), "after").whenComplete((done, failed) -> {
                    if (failed == null) {
                        back.set(true);
                    }
                });
            } catch (RuntimeException notBack) {
                // The next one may be answered.
            }
        });
    }
}
