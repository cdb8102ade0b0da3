package dev.dust.adapter.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.inject.AbstractModule;
import com.google.inject.CreationException;
import com.google.inject.Guice;
import dev.dust.metrics.ClientMeter;
import dev.dust.metrics.Meter;
import dev.dust.metrics.Metrics;
import dev.dust.testkit.DustTesting;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MicrometerMetricsTest {
    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final Metrics metrics = new MicrometerMetrics(registry, Tags.of("client", "orders"));

    @Test
    void counter_hasNameUnitDescriptionAndTags() {
        metrics.count(ClientMeter.EVENTS, List.of("a/b", "set"));
        metrics.count(ClientMeter.EVENTS, List.of("a/b", "set"), 4);
        metrics.count(ClientMeter.EVENTS, List.of("a/b", "delete"));

        var sets = registry.get("dust.events").tags("store", "a/b", "op", "set", "client", "orders").counter();
        assertThat(sets.count()).isEqualTo(5);
        assertThat(sets.getId().getBaseUnit()).isEqualTo("events");
        assertThat(sets.getId().getDescription()).isEqualTo(ClientMeter.EVENTS.description());
        assertThat(registry.get("dust.events").tags("op", "delete").counter().count()).isEqualTo(1);
    }

    @Test
    void timer_takesTimes() {
        metrics.time(ClientMeter.COMMITS, List.of("a/b", "kept"), Duration.ofMillis(200));
        metrics.time(ClientMeter.COMMITS, List.of("a/b", "kept"), Duration.ofMillis(300));

        var kept = registry.get("dust.commits").tags("store", "a/b", "outcome", "kept").timer();
        assertThat(kept.count()).isEqualTo(2);
        assertThat(kept.totalTime(TimeUnit.MILLISECONDS)).isEqualTo(500);
    }

    @Test
    void counterOfNothing_isThere() {
        metrics.count(ClientMeter.EVENTS, List.of("a/b", "set"), 0);

        assertThat(registry.get("dust.events").tags("op", "set").counter().count()).isZero();
    }

    /** A client has no meter of that kind; a server has. */
    private enum Sizes implements Meter {
        BATCHES;

        @Override
        public Kind kind() {
            return Kind.SUMMARY;
        }

        @Override
        public String meterName() {
            return "test.batches";
        }

        @Override
        public String unit() {
            return "pushes";
        }

        @Override
        public String description() {
            return "how many came together";
        }

        @Override
        public List<String> tags() {
            return List.of("outcome");
        }
    }

    @Test
    void summary_takesSizes() {
        metrics.size(Sizes.BATCHES, List.of("kept"), 3);
        metrics.size(Sizes.BATCHES, List.of("kept"), 39);

        var kept = registry.get("test.batches").tags("outcome", "kept", "client", "orders").summary();
        assertThat(kept.count()).isEqualTo(2);
        assertThat(kept.totalAmount()).isEqualTo(42);
        assertThat(kept.max()).isEqualTo(39);
        assertThat(kept.getId().getBaseUnit()).isEqualTo("pushes");
        assertThat(kept.getId().getDescription()).isEqualTo("how many came together");
    }

    @Test
    void gauge_showsTheNumberOfNow_untilItIsClosed() {
        var size = new ArrayList<String>();
        Metrics.Shown shown = metrics.gauge(ClientMeter.OUTBOX_SIZE, List.of("a/b"), size::size);

        size.add("a write");
        var gauge = registry.get("dust.outbox.size").tags("store", "a/b").gauge();
        assertThat(gauge.value()).isEqualTo(1);
        assertThat(gauge.getId().getBaseUnit()).isEqualTo("writes");
        shown.close();
        assertThat(registry.find("dust.outbox.size").gauge()).isNull();

        metrics.gauge(ClientMeter.OUTBOX_SIZE, List.of("a/b"), () -> 7);
        shown.close();
        assertThat(registry.get("dust.outbox.size").gauge().value()).as("closed once is closed").isEqualTo(7);
    }

    @Test
    void gaugeOfATime_isToldInTheUnitOfTheRegistry() {
        metrics.gauge(ClientMeter.OUTBOX_AGE, List.of("a/b"), () -> 1.5);

        assertThat(registry.get("dust.outbox.age").timeGauge().value(TimeUnit.MILLISECONDS)).isEqualTo(1_500);
    }

    @Test
    void gaugeWithoutAUnit_hasNone() {
        metrics.gauge(ClientMeter.CONNECTED, List.of(), () -> 1);

        assertThat(registry.get("dust.connected").gauge().getId().getBaseUnit()).isNull();
    }

    @Test
    void tagValues_areAsManyAsTheMeterHasTags() {
        assertThatThrownBy(() -> metrics.count(ClientMeter.EVENTS, List.of("a/b"))).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("[store, op]");
    }

    /** What a registry sees of a client; all of it is gone with the client. */
    @Test
    void everyMeterOfAClient_hasTheKindAndTheTagsThatItSays() {
        var all = new SimpleMeterRegistry();
        try (DustTesting testing = DustTesting.create(options -> options.metrics(new MicrometerMetrics(all)))) {
            testing.dust().store("a/b").put("k", 1).committed().join();
            testing.settle();

            assertThat(all.getMeters()).isNotEmpty().allSatisfy(meter -> {
                Meter of = List.of(ClientMeter.values()).stream()
                        .filter(known -> known.meterName().equals(meter.getId().getName())).findFirst().orElseThrow();
                assertThat(meter.getId().getTags().stream().map(Tag::getKey).toList())
                        .containsExactlyInAnyOrderElementsOf(of.tags());
                assertThat(meter.getId().getType().name()).isEqualTo(of.kind().name());
            });
            assertThat(all.get("dust.writes").tags("store", "a/b", "op", "set", "outcome", "accepted").timer().count())
                    .isEqualTo(1);
            assertThat(all.get("dust.connected").gauge().value()).isEqualTo(1);
        }
        assertThat(all.find("dust.connected").gauge()).isNull();
        assertThat(all.find("dust.outbox.size").gauge()).isNull();
    }

    private static final class Registry extends AbstractModule {
        private final MeterRegistry registry;

        Registry(MeterRegistry registry) {
            this.registry = registry;
        }

        @Override
        protected void configure() {
            bind(MeterRegistry.class).toInstance(registry);
        }
    }

    @Test
    void module_bindsMetricsInTheApplicationsRegistry() {
        var injector = Guice.createInjector(new MicrometerMetricsModule(), new Registry(registry));

        injector.getInstance(Metrics.class).count(ClientMeter.SNAPSHOTS, List.of("a/b"));
        assertThat(registry.get("dust.snapshots").counter().count()).isEqualTo(1);
        assertThat(injector.getInstance(Metrics.class)).isSameAs(injector.getInstance(Metrics.class));
    }

    @Test
    void moduleWithoutARegistry_saysSo() {
        assertThatThrownBy(() -> Guice.createInjector(new MicrometerMetricsModule())).isInstanceOf(CreationException.class)
                .hasMessageContaining("MeterRegistry");
    }

    @Test
    void commonTags_areThoseOfTheModule() {
        var injector = Guice.createInjector(new MicrometerMetricsModule(Tags.of("client", "a")), new Registry(registry));

        injector.getInstance(Metrics.class).count(ClientMeter.SNAPSHOTS, List.of("a/b"));
        assertThat(registry.get("dust.snapshots").tags("client", "a").counter().count()).isEqualTo(1);
    }
}
