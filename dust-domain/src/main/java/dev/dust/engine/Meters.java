package dev.dust.engine;

import dev.dust.metrics.Meter;
import dev.dust.metrics.Metrics;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.DoubleSupplier;

/** Metrics that may throw, and harm nobody by it. Thread-safe. */
final class Meters {
    private static final System.Logger LOG = System.getLogger(Meters.class.getName());

    private final Metrics metrics;
    private final boolean on;
    private final AtomicBoolean toldOfFailure = new AtomicBoolean();

    Meters(Metrics metrics) {
        this.metrics = metrics;
        this.on = !metrics.equals(Metrics.none());
    }

    /** Whether anybody measures. */
    boolean isOn() {
        return on;
    }

    void count(Meter counter, List<String> tagValues) {
        guarded(() -> metrics.count(counter, tagValues));
    }

    void time(Meter timer, List<String> tagValues, Duration took) {
        guarded(() -> metrics.time(timer, tagValues, took));
    }

    Metrics.Shown gauge(Meter gauge, List<String> tagValues, DoubleSupplier now) {
        try {
            Metrics.Shown shown = metrics.gauge(gauge, tagValues, now);
            return () -> guarded(shown::close);
        } catch (Throwable e) {
            failed(e);
            return () -> {
                // It is not shown.
            };
        }
    }

    private void guarded(Runnable call) {
        try {
            call.run();
        } catch (Throwable e) {
            failed(e);
        }
    }

    /** Once at WARNING: what fails each time would fill the log. */
    private void failed(Throwable e) {
        LOG.log(toldOfFailure.compareAndSet(false, true) ? System.Logger.Level.WARNING : System.Logger.Level.DEBUG,
                "the application's metrics failed", e);
    }
}
