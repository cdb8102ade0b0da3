package dev.dust.adapter.micrometer;

import dev.dust.metrics.Meter;
import dev.dust.metrics.Metrics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.DoubleSupplier;

/**
 * Puts what a client or a server measures into a {@link MeterRegistry} (docs/operations.md#metrics, docs/server.md#metrics).
 * Times are told in the registry's unit, which for most is the second. Thread-safe. It holds nothing that would have to be
 * closed; the registry stays the application's.
 *
 * <pre>{@code
 * Dust dust = Dust.builder().metrics(new MicrometerMetrics(registry)).url(url).apiKey(token).build();
 * }</pre>
 */
public final class MicrometerMetrics implements Metrics {
    private static final String SECONDS = "seconds";

    private final MeterRegistry registry;
    private final Tags common;
    private final Map<Id, Counter> counters = new ConcurrentHashMap<>();
    private final Map<Id, Timer> timers = new ConcurrentHashMap<>();
    private final Map<Id, DistributionSummary> summaries = new ConcurrentHashMap<>();

    private record Id(Meter meter, List<String> tagValues) {
    }

    /** Into {@code registry}, with no tags but those of the meters. Enough for one client in a registry. */
    public MicrometerMetrics(MeterRegistry registry) {
        this(registry, Tags.empty());
    }

    /**
     * Into {@code registry}, with tags that each meter has besides: where several clients share a registry, each needs one
     * that the others have not, because a gauge of the same name and tags is there once.
     *
     * @param common such as {@code Tags.of("client", "orders")}; the same keys for all clients
     */
    public MicrometerMetrics(MeterRegistry registry, Iterable<? extends Tag> common) {
        this.registry = Objects.requireNonNull(registry, "registry");
        this.common = Tags.of(Objects.requireNonNull(common, "common"));
    }

    @Override
    public void count(Meter counter, List<String> tagValues, long amount) {
        counters.computeIfAbsent(new Id(counter, tagValues), this::counter).increment((double) amount);
    }

    private Counter counter(Id id) {
        return Counter.builder(id.meter.meterName()).description(id.meter.description()).baseUnit(id.meter.unit())
                .tags(tags(id.meter, id.tagValues)).register(registry);
    }

    @Override
    public void time(Meter timer, List<String> tagValues, Duration took) {
        timers.computeIfAbsent(new Id(timer, tagValues), this::timer).record(took);
    }

    private Timer timer(Id id) {
        return Timer.builder(id.meter.meterName()).description(id.meter.description()).tags(tags(id.meter, id.tagValues))
                .register(registry);
    }

    @Override
    public void size(Meter sizes, List<String> tagValues, long size) {
        summaries.computeIfAbsent(new Id(sizes, tagValues), this::summary).record((double) size);
    }

    private DistributionSummary summary(Id id) {
        return DistributionSummary.builder(id.meter.meterName()).description(id.meter.description()).baseUnit(id.meter.unit())
                .tags(tags(id.meter, id.tagValues)).register(registry);
    }

    @Override
    public Shown gauge(Meter gauge, List<String> tagValues, DoubleSupplier now) {
        Gauge registered = register(gauge, tags(gauge, tagValues), now);
        var isShown = new AtomicBoolean(true);
        return () -> {
            if (isShown.compareAndSet(true, false)) {
                registry.remove(registered);
            }
        };
    }

    private Gauge register(Meter gauge, Tags tags, DoubleSupplier now) {
        if (gauge.unit().equals(SECONDS)) {
            return TimeGauge.builder(gauge.meterName(), now::getAsDouble, TimeUnit.SECONDS).description(gauge.description())
                    .tags(tags).register(registry);
        }
        return Gauge.builder(gauge.meterName(), now::getAsDouble).description(gauge.description())
                .baseUnit(gauge.unit().isEmpty() ? null : gauge.unit()).tags(tags).register(registry);
    }

    private Tags tags(Meter meter, List<String> tagValues) {
        if (tagValues.size() != meter.tags().size()) {
            throw new IllegalArgumentException(meter + " has the tags " + meter.tags() + ", and not " + tagValues);
        }
        Tags tags = common;
        for (int i = 0; i < tagValues.size(); i++) {
            tags = tags.and(meter.tags().get(i), tagValues.get(i));
        }
        return tags;
    }
}
