package dev.dust.benchmarks.comparison;

import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;

/** How often a second a {@link Work} is done, once it has been done until its rate was stable. */
final class Rate implements Row.Session {
    /** By so many slices of the warm-up is told whether it is. */
    private static final int WINDOW = 5;
    /** Their standard deviation by their mean, at most. */
    private static final double STABLE = 0.08;

    private final Bench bench;
    private final Work work;
    private final double scale;
    private final boolean stable;

    private Rate(Bench bench, Work work, double scale) throws Exception {
        this.bench = bench;
        this.work = work;
        this.scale = scale;
        this.stable = warmUp(bench.pace(), work);
    }

    /** Warms it up. */
    static Rate of(Bench bench, Work work) throws Exception {
        return new Rate(bench, work, 1);
    }

    /** The same, told in millions. */
    static Rate ofMillions(Bench bench, Work work) throws Exception {
        return new Rate(bench, work, 1e-6);
    }

    /** Does it until its rate is stable, or for as long as the pace has it. Returns whether it is. */
    static boolean warmUp(Pace pace, Work work) throws Exception {
        var rates = new ArrayDeque<Double>();
        for (int slice = 0; slice < pace.slices; slice++) {
            long began = System.nanoTime();
            Work.Done done = work.until(began + TimeUnit.MILLISECONDS.toNanos(pace.sliceMillis));
            rates.add((double) done.count() / (done.last() - began));
            if (rates.size() > WINDOW) {
                rates.remove();
            }
            if (rates.size() == WINDOW && variation(rates) < STABLE) {
                return true;
            }
        }
        return false;
    }

    /** The coefficient of variation. */
    static double variation(Iterable<Double> figures) {
        int count = 0;
        double sum = 0;
        double squares = 0;
        for (double figure : figures) {
            count++;
            sum += figure;
            squares += figure * figure;
        }
        double mean = sum / count;
        return Math.sqrt(Math.max(0, squares / count - mean * mean)) / mean;
    }

    @Override
    public Figure measure() throws Exception {
        Cpu before = Cpu.now(bench.server());
        long began = System.nanoTime();
        Work.Done done = work.until(began + TimeUnit.MILLISECONDS.toNanos(bench.pace().millis));
        if (done.count() == 0) {
            throw new IllegalStateException("nothing was done");
        }
        double rate = scale * TimeUnit.SECONDS.toNanos(1) * done.count() / (done.last() - began);
        Figure figure = before.figure(rate, Cpu.now(bench.server()), done.count(), done.note());
        return stable || !done.note().isEmpty() ? figure : figure.unstable();
    }
}
