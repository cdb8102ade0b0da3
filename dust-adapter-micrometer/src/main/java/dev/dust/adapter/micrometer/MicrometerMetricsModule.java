package dev.dust.adapter.micrometer;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import dev.dust.metrics.Metrics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import java.util.Objects;

/**
 * Binds {@link Metrics} to {@link MicrometerMetrics}, in the {@link MeterRegistry} that another module binds: the client of
 * {@code DustModule} tells what it measures there.
 */
@SuppressWarnings("exports") // Guice is optional: who uses this class requires it.
public final class MicrometerMetricsModule extends AbstractModule {
    private final Tags common;

    /** With no tags but those of the meters. */
    public MicrometerMetricsModule() {
        this(Tags.empty());
    }

    /** With tags that each meter has besides, see {@link MicrometerMetrics#MicrometerMetrics(MeterRegistry, Iterable)}. */
    public MicrometerMetricsModule(Iterable<? extends Tag> common) {
        this.common = Tags.of(Objects.requireNonNull(common, "common"));
    }

    @Override
    protected void configure() {
        requireBinding(MeterRegistry.class);
    }

    @Provides
    @Singleton
    Metrics metrics(MeterRegistry registry) {
        return new MicrometerMetrics(registry, common);
    }
}
