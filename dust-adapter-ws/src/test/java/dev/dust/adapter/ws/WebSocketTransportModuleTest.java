package dev.dust.adapter.ws;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.AbstractModule;
import com.google.inject.Guice;
import com.google.inject.Key;
import com.google.inject.Module;
import dev.dust.codec.Codecs;
import dev.dust.time.Time;
import dev.dust.time.TimerId;
import dev.dust.transport.Transport;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The transport by Guice, with and without a {@link Time} of the application's. */
class WebSocketTransportModuleTest extends SocketTest {
    private final Module codecs = new AbstractModule() {
        @Override
        protected void configure() {
            bind(Codecs.class).toInstance(CODECS);
        }
    };

    @Test
    void withoutATime_theSystemsIsUsed() {
        var options = WebSocketOptions.defaults().heartbeatInterval(Duration.ofMillis(10));
        var injector = Guice.createInjector(codecs, new WebSocketTransportModule(server.url(), Token.of("t"), options));

        try (var bound = injector.getInstance(Transport.class)) {
            bound.connect(HANDSHAKE, listener);

            assertThat(server.peer().readText()).contains("\"heartbeat\"");
            assertThat(injector.getExistingBinding(Key.get(Time.class))).isNull();
        }
    }

    @Test
    void aTimeThatIsBound_isUsed() {
        var injector = Guice.createInjector(new WebSocketTransportModule(server.url(), Token.of("t")), codecs,
                new AbstractModule() {
                    @Override
                    protected void configure() {
                        bind(Time.class).toInstance(time);
                    }
                });

        try (var bound = injector.getInstance(Transport.class)) {
            bound.connect(HANDSHAKE, listener);
            listener.awaitOpened();

            assertThat(time.set()).containsOnly(Map.entry(TimerId.HEARTBEAT, 1));
        }
    }

    @Test
    void thereIsOneTransport() {
        var injector = Guice.createInjector(codecs, new WebSocketTransportModule(server.url(), Token.of("t")));

        try (var bound = injector.getInstance(Transport.class)) {
            assertThat(bound).isInstanceOf(WebSocketTransport.class).isSameAs(injector.getInstance(Transport.class));
        }
    }
}
