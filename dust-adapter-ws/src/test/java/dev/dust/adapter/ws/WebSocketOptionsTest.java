package dev.dust.adapter.ws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dust.adapter.ws.WebSocketOptions.Format;
import dev.dust.fuzz.OptionsForm;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;

class WebSocketOptionsTest {

    @Test
    void theDefaultsAreTheProtocols() {
        WebSocketOptions defaults = WebSocketOptions.defaults();
        assertThat(defaults.format()).isEqualTo(Format.JSON);
        assertThat(defaults.connectTimeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(defaults.heartbeatInterval()).isEqualTo(Duration.ofSeconds(30));
        assertThat(defaults.maxMessageSize()).isEqualTo(256 * 1024 * 1024);
        assertThat(defaults.downloadPatience()).isEqualTo(Duration.ofSeconds(30));
        assertThat(defaults.tls()).isNull();
    }

    @Test
    void optionsHaveTheOneForm() throws NoSuchAlgorithmException {
        OptionsForm.require(WebSocketOptions.defaults(), Map.of("format", Format.MESSAGE_PACK, "connectTimeout",
                Duration.ofSeconds(1), "heartbeatInterval", Duration.ofSeconds(2), "maxMessageSize", 3, "downloadPatience",
                Duration.ofSeconds(4), "tls", SSLContext.getDefault()));
    }

    @Test
    void whatIsNotPositiveIsRefused() {
        assertThatThrownBy(() -> WebSocketOptions.defaults().connectTimeout(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("connectTimeout");
        assertThatThrownBy(() -> WebSocketOptions.defaults().heartbeatInterval(Duration.ofSeconds(-1)))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("heartbeatInterval");
        assertThatThrownBy(() -> WebSocketOptions.defaults().maxMessageSize(0)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("maxMessageSize");
        assertThatThrownBy(() -> WebSocketOptions.defaults().downloadPatience(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("downloadPatience");
    }
}
