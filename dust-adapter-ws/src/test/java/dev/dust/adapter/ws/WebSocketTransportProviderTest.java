package dev.dust.adapter.ws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dust.config.Settings;
import dev.dust.config.TransportProvider;
import dev.dust.time.SystemTime;
import dev.dust.transport.Transport;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

/** The transport is found by its name, and made of settings. */
class WebSocketTransportProviderTest extends SocketTest {
    private final TransportProvider provider = ServiceLoader.load(TransportProvider.class).stream()
            .map(ServiceLoader.Provider::get).filter(WebSocketTransportProvider.class::isInstance).findFirst().orElseThrow();

    @Test
    void isFound_underItsName_andKnowsItsSettings() {
        assertThat(provider.name()).isEqualTo("websocket");
        Settings all = Settings.of(Map.of("dust.url", "ws://localhost/ws/sync", "dust.api-key", "t", "dust.format", "json",
                "dust.connect-timeout", "1s", "dust.heartbeat-interval", "2s", "dust.download-patience", "3s"));
        all.requireKnown(provider.settings());
    }

    @Test
    void settingsAreObeyed() {
        Settings settings = Settings.of(Map.of("dust.url", server.url().toString(), "dust.api-key", "dust_tok_test",
                "dust.heartbeat-interval", "10ms", "dust.connect-timeout", "10s", "dust.download-patience", "10s",
                "dust.format",
                "json"));
        try (Transport made = provider.transport(settings, CODECS, new SystemTime())) {
            made.connect(HANDSHAKE, listener);
            assertThat(server.peer().readText()).contains("\"heartbeat\"");
        }
    }

    @Test
    void withoutUrlOrToken_thereIsNone_andTheMessageSaysWhatIsMissing() {
        assertThatThrownBy(() -> provider.transport(Settings.of(Map.of("dust.api-key", "t")), CODECS, time))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("dust.url");
        assertThatThrownBy(() -> provider.transport(Settings.of(Map.of("dust.url", "ws://localhost/ws/sync")), CODECS, time))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("dust.api-key");
    }
}
