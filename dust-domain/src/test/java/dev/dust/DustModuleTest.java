package dev.dust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.inject.AbstractModule;
import com.google.inject.CreationException;
import com.google.inject.Guice;
import com.google.inject.Inject;
import com.google.inject.Injector;
import com.google.inject.Module;
import com.google.inject.Provides;
import com.google.inject.multibindings.Multibinder;
import dev.dust.cache.Cache;
import dev.dust.codec.Codecs;
import dev.dust.engine.IdlePorts;
import dev.dust.error.InvalidRequestException;
import dev.dust.metrics.Meter;
import dev.dust.metrics.Metrics;
import dev.dust.subscribe.DustEvent;
import dev.dust.transport.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;

class DustModuleTest {
    private final List<String> closed = new ArrayList<>();
    private final IdlePorts ports = new IdlePorts(closed::add);

    private final class Ports extends AbstractModule {
        @Provides
        Cache cache() {
            return ports.cache();
        }

        @Provides
        Transport transport() {
            return ports.transport();
        }

        @Provides
        Codecs codecs() {
            return ports.codecs();
        }
    }

    record Both(Dust one, Dust other) {
        @Inject
        Both {
        }
    }

    /** As an application would write it: it writes to the client that calls it. */
    static final class Subscriber implements DustSubscriber.OfOps {
        private final Dust dust;

        @Inject
        Subscriber(Dust dust) {
            this.dust = dust;
        }

        @Override
        public String store() {
            return "a/b";
        }

        @Override
        public String pattern() {
            return "posts/*";
        }

        @Override
        public void onEvent(DustEvent event) {
            dust.store("a/b").put("last", event.path());
        }
    }

    private static Module subscriber(DustSubscriber subscriber) {
        return binder -> Multibinder.newSetBinder(binder, DustSubscriber.class).addBinding().toInstance(subscriber);
    }

    @Test
    void twoInjections_areOneClient_underOneDeviceId() {
        Injector injector = Guice.createInjector(new DustModule(DustOptions.defaults().deviceId("dev_a")), new Ports());
        Both both = injector.getInstance(Both.class);

        assertThat(both.one()).isSameAs(both.other()).isSameAs(injector.getInstance(Dust.class));
        assertThat(injector.getInstance(DustOptions.class).deviceId()).isEqualTo("dev_a");
        both.one().close();
        both.other().close();
        assertThat(closed).as("each port once, the transport before the cache").containsExactly("transport", "cache");
    }

    @Test
    void metricsThatAModuleBinds_areTheClients() {
        var shown = new ArrayList<String>();
        var metrics = new Metrics() {
            @Override
            public void count(Meter counter, List<String> tagValues, long amount) {
                // Nobody connects.
            }

            @Override
            public void time(Meter timer, List<String> tagValues, Duration took) {
                // Nobody writes.
            }

            @Override
            public void size(Meter sizes, List<String> tagValues, long size) {
                // It has no sizes.
            }

            @Override
            public Shown gauge(Meter gauge, List<String> tagValues, DoubleSupplier now) {
                shown.add(gauge.meterName());
                return () -> shown.remove(gauge.meterName());
            }
        };
        Injector injector = Guice.createInjector(new DustModule(), new Ports(),
                binder -> binder.bind(Metrics.class).toInstance(metrics));

        assertThat(shown).containsExactly("dust.connected");
        injector.getInstance(Dust.class).close();
        assertThat(shown).isEmpty();
    }

    @Test
    void withoutTheModule_thereIsNoClient() {
        assertThatThrownBy(() -> Guice.createInjector(new Ports()).getInstance(Dust.class))
                .hasMessageContaining("dev.dust.Dust");
    }

    @Test
    void subscribers_beginWithTheInjector_andMayAskForTheClient() {
        Injector injector = Guice.createInjector(new DustModule(), new Ports(),
                binder -> Multibinder.newSetBinder(binder, DustSubscriber.class).addBinding().to(Subscriber.class));

        try (Dust dust = injector.getInstance(Dust.class)) {
            assertThat(ports.attempts()).as("its store was opened, and so the connection asked for").isEqualTo(1);
            assertThat(dust.store("a/b").name()).isEqualTo("a/b");
        }
    }

    @Test
    void subscriberThatIsWrong_failsTheStart_andLeavesNothingOpen() {
        var wrong = new DustSubscriber.OfOps() {
            @Override
            public String store() {
                return "a/b";
            }

            @Override
            public String pattern() {
                return "posts//*";
            }

            @Override
            public void onEvent(DustEvent event) {
                throw new AssertionError("not reached");
            }
        };

        assertThatThrownBy(() -> Guice.createInjector(new DustModule(), new Ports(), subscriber(wrong)))
                .isInstanceOf(CreationException.class).hasCauseInstanceOf(InvalidRequestException.class);
        assertThat(closed).containsExactly("transport", "cache");
    }
}
