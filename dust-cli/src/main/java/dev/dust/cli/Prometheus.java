package dev.dust.cli;

import dev.dust.adapter.micrometer.MicrometerMetrics;
import dev.dust.metrics.Metrics;
import dev.dust.server.metrics.ServerMeter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

/** What a server measures, and its JVM, as Prometheus reads it (docs/server.md#metrics). Safe for every thread. */
final class Prometheus implements AutoCloseable {
    /** Upper bounds of the times that are told apart, in nanoseconds: from 1 ms to 10 s. */
    private static final double[] TIMES = LongStream.of(1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000)
            .mapToDouble(TimeUnit.MILLISECONDS::toNanos).toArray();
    /** Upper bounds of the sizes of batches. */
    private static final double[] SIZES = {1, 2, 4, 8, 16, 32, 64, 128, 256, 512};

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics collections = new JvmGcMetrics();

    Prometheus() {
        registry.config().meterFilter(new MeterFilter() {
            @Override
            public DistributionStatisticConfig configure(Meter.Id id, DistributionStatisticConfig config) {
                double[] bounds = id.getName().equals(ServerMeter.LEDGER_BATCH.meterName()) ? SIZES : TIMES;
                return id.getName().startsWith("dust.")
                        ? DistributionStatisticConfig.builder().serviceLevelObjectives(bounds).build().merge(config)
                        : config;
            }
        });
        new JvmMemoryMetrics().bindTo(registry);
        collections.bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
    }

    /** For the server. */
    Metrics metrics() {
        return new MicrometerMetrics(registry);
    }

    /** What there is now, in Prometheus' text format. */
    String page() {
        return registry.scrape();
    }

    @Override
    public void close() {
        collections.close();
        registry.close();
    }
}
