package dev.dust.adapter.ws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dust.adapter.ws.WebSocketOptions.Format;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;

class WebSocketOptionsTest {

    @Test
    void theDefaultsAreTheProtocols() {
        assertThat(WebSocketOptions.DEFAULT).isEqualTo(
                new WebSocketOptions(Format.JSON, Duration.ofSeconds(10), Duration.ofSeconds(30), 256 * 1024 * 1024,
                        Duration.ofSeconds(30), null));
    }

    @Test
    void eachCanBeChangedAlone() throws NoSuchAlgorithmException {
        var tls = SSLContext.getDefault();

        assertThat(WebSocketOptions.DEFAULT.withFormat(Format.MESSAGE_PACK).withConnectTimeout(Duration.ofSeconds(1))
                .withHeartbeatInterval(Duration.ofSeconds(2)).withMaxMessageSize(3)
                .withDownloadPatience(Duration.ofSeconds(4)).withTls(tls))
                .isEqualTo(new WebSocketOptions(Format.MESSAGE_PACK, Duration.ofSeconds(1), Duration.ofSeconds(2), 3,
                        Duration.ofSeconds(4), tls));
    }

    @Test
    void whatIsNotPositiveIsRefused() {
        assertThatThrownBy(() -> WebSocketOptions.DEFAULT.withConnectTimeout(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("connectTimeout");
        assertThatThrownBy(() -> WebSocketOptions.DEFAULT.withHeartbeatInterval(Duration.ofSeconds(-1)))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("heartbeatInterval");
        assertThatThrownBy(() -> WebSocketOptions.DEFAULT.withMaxMessageSize(0)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("maxMessageSize");
        assertThatThrownBy(() -> WebSocketOptions.DEFAULT.withDownloadPatience(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("downloadPatience");
    }
}
