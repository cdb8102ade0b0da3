package dev.dust.testkit;

import dev.dust.metrics.Meter;
import dev.dust.metrics.Metrics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.DoubleSupplier;

/** Keeps what a client measures; a meter is called by its constant and the values of its tags. */
final class RecordedMetrics implements Metrics {
    final Map<String, Integer> counts = new ConcurrentHashMap<>();
    final Map<String, List<Duration>> times = new ConcurrentHashMap<>();
    private final Map<String, DoubleSupplier> gauges = new ConcurrentHashMap<>();

    private static String id(Meter meter, List<String> tagValues) {
        if (tagValues.size() != meter.tags().size()) {
            throw new AssertionError(meter + " has the tags " + meter.tags() + ", and not " + tagValues);
        }
        return (meter + " " + String.join(" ", tagValues)).strip();
    }

    @Override
    public void count(Meter counter, List<String> tagValues, long amount) {
        counts.merge(id(counter, tagValues), Math.toIntExact(amount), Integer::sum);
    }

    @Override
    public void time(Meter timer, List<String> tagValues, Duration took) {
        times.computeIfAbsent(id(timer, tagValues), fresh -> new CopyOnWriteArrayList<>()).add(took);
    }

    @Override
    public void size(Meter sizes, List<String> tagValues, long size) {
        throw new AssertionError("a client has no meter of that kind: " + sizes);
    }

    @Override
    public Shown gauge(Meter gauge, List<String> tagValues, DoubleSupplier now) {
        gauges.put(id(gauge, tagValues), now);
        return () -> gauges.remove(id(gauge, tagValues), now);
    }

    /** The number of now; NaN if it is not shown. */
    double shown(String id) {
        DoubleSupplier gauge = gauges.get(id);
        return gauge == null ? Double.NaN : gauge.getAsDouble();
    }
}
