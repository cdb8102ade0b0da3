package dev.dust.benchmarks.comparison;

/** How much is measured. */
enum Pace {
    /** For figures that count. */
    FULL(3, 1_000, 30_000, 400, 30, 10, 50_000, 10_000),
    /** For a first look: a third of the time. */
    QUICK(3, 500, 10_000, 250, 8, 5, 5_000, 2_000),
    /** For tests of the benchmarks themselves: the figures mean nothing. */
    SMOKE(1, 20, 1, 10, 1, 1, 50, 20);

    /** How often each contender is measured in each row. */
    final int rounds;
    /** How long it is measured each time, where it is done as often as there is time for. */
    final int millis;
    /** For how long contenders put, before any row, until their JVMs have compiled what they are made of. */
    final int compileMillis;
    /** How long a slice of a row's warm-up is. */
    final int sliceMillis;
    /** How many slices it has at most. */
    final int slices;
    /** How often what takes long is done in each round. */
    final int times;
    /** How many puts of history a store has, where it has one. */
    final int history;
    /** How long an outage is. */
    final int outageMillis;

    Pace(int rounds, int millis, int compileMillis, int sliceMillis, int slices, int times, int history, int outageMillis) {
        this.rounds = rounds;
        this.millis = millis;
        this.compileMillis = compileMillis;
        this.sliceMillis = sliceMillis;
        this.slices = slices;
        this.times = times;
        this.history = history;
        this.outageMillis = outageMillis;
    }
}
