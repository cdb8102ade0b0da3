package dev.dust.server;

import dev.dust.metrics.Meter;
import dev.dust.metrics.Metrics;
import dev.dust.server.metrics.ServerMeter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.DoubleSupplier;

/** What a server measures; each meter is called by its constant and the value of its tag. */
final class HeardMetrics implements Metrics {
    private final Map<String, Long> counts = new ConcurrentHashMap<>();
    private final Map<String, List<Long>> sizes = new ConcurrentHashMap<>();
    private final Map<String, DoubleSupplier> gauges = new ConcurrentHashMap<>();

    /** Fails for what is not as {@link ServerMeter} says it. */
    private static String id(Meter meter, List<String> tagValues, Meter.Kind kind) {
        List<String> known = ((ServerMeter) meter).tagValues();
        if (meter.kind() != kind || tagValues.size() != meter.tags().size() || !known.containsAll(tagValues)) {
            throw new AssertionError(meter + " has the values " + known + " for its tag, and not " + tagValues);
        }
        return (meter + " " + String.join(" ", tagValues)).strip();
    }

    @Override
    public void count(Meter counter, List<String> tagValues, long amount) {
        counts.merge(id(counter, tagValues, Meter.Kind.COUNTER), amount, Long::sum);
    }

    @Override
    public void time(Meter timer, List<String> tagValues, Duration took) {
        sizes.computeIfAbsent(id(timer, tagValues, Meter.Kind.TIMER), fresh -> new CopyOnWriteArrayList<>())
                .add(took.toNanos());
    }

    @Override
    public void size(Meter of, List<String> tagValues, long size) {
        sizes.computeIfAbsent(id(of, tagValues, Meter.Kind.SUMMARY), fresh -> new CopyOnWriteArrayList<>()).add(size);
    }

    @Override
    public Shown gauge(Meter gauge, List<String> tagValues, DoubleSupplier now) {
        gauges.put(id(gauge, tagValues, Meter.Kind.GAUGE), now);
        return () -> gauges.remove(id(gauge, tagValues, Meter.Kind.GAUGE), now);
    }

    /** What was counted; null if it was not even shown. */
    Long counted(String id) {
        return counts.get(id);
    }

    /** What is counted at all. */
    List<String> counters() {
        return counts.keySet().stream().sorted().toList();
    }

    /** The times, in nanoseconds, or the sizes that were noted. */
    List<Long> noted(String id) {
        return sizes.getOrDefault(id, List.of());
    }

    /** The number of now; NaN if it is not shown. */
    double shown(String id) {
        DoubleSupplier gauge = gauges.get(id);
        return gauge == null ? Double.NaN : gauge.getAsDouble();
    }

    /** What is shown at all. */
    List<String> gauges() {
        return gauges.keySet().stream().sorted().toList();
    }
}
