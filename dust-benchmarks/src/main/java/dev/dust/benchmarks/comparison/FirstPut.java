package dev.dust.benchmarks.comparison;

import dev.dust.benchmarks.contender.Client;

/**
 * Connects, puts once and waits for the answer.
 *
 * @param history whether there is a history of many puts to 1,000 keys, or nothing
 */
record FirstPut(boolean history) implements Row {
    private static final int KEYS = 1_000;
    private static final int IN_FLIGHT = 100;

    @Override
    public String work() {
        return "connect and first put" + (history ? ", 1,000 rows with a history" : "");
    }

    @Override
    public Measure measure() {
        return Measure.MILLIS;
    }

    @Override
    public Session open(Bench bench) throws Exception {
        String space = history ? "history" : "first";
        if (history) {
            try (Client filling = bench.contender().connectToFill(bench.server().port(), space)) {
                Puts.of(filling, IN_FLIGHT, KEYS).count(bench.pace().history);
            }
        }
        Times.Taking taking = () -> {
            long began = System.nanoTime();
            try (Client client = bench.contender().connect(bench.server().port(), space)) {
                client.put(Puts.key(0), "first").toCompletableFuture().get();
                return System.nanoTime() - began;
            }
        };
        Times.count(bench.pace().times, taking);
        return () -> {
            Cpu before = Cpu.now(bench.server());
            Times.Taken taken = Times.count(bench.pace().times, taking);
            return before.figure(1e-6 * taken.nanos(), Cpu.now(bench.server()), taken.count(), "");
        };
    }
}
