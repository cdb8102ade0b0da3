package dev.dust.fuzz;

import dev.dust.metrics.Meter;
import dev.dust.metrics.Metrics;
import java.time.Duration;
import java.util.List;
import java.util.function.DoubleSupplier;

/** Metrics that fail whatever they are told: nobody is to be harmed by that, and options that have them are never to tell. */
public final class FailingMetrics implements Metrics {

    /** All are alike, and none equals another. */
    public FailingMetrics() {
    }

    private static IllegalStateException failure() {
        return new IllegalStateException("on purpose");
    }

    @Override
    public void count(Meter counter, List<String> tagValues, long amount) {
        throw failure();
    }

    @Override
    public void time(Meter timer, List<String> tagValues, Duration took) {
        throw failure();
    }

    @Override
    public void size(Meter sizes, List<String> tagValues, long size) {
        throw failure();
    }

    @Override
    public Shown gauge(Meter gauge, List<String> tagValues, DoubleSupplier now) {
        throw failure();
    }
}
