package dev.dust.metrics;

import java.time.Duration;
import java.util.List;
import java.util.function.DoubleSupplier;

/** Where nobody measures. */
enum NoMetrics implements Metrics {
    NONE;

    private static final Shown NOTHING = () -> {
        // Nothing is shown.
    };

    @Override
    public void count(Meter counter, List<String> tagValues, long amount) {
        // Nobody counts.
    }

    @Override
    public void time(Meter timer, List<String> tagValues, Duration took) {
        // Nobody measures.
    }

    @Override
    public void size(Meter sizes, List<String> tagValues, long size) {
        // Nobody measures.
    }

    @Override
    public Shown gauge(Meter gauge, List<String> tagValues, DoubleSupplier now) {
        return NOTHING;
    }

    @Override
    public String toString() {
        return "Metrics.none()";
    }
}
