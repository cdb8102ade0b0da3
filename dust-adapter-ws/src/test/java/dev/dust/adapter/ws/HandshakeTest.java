package dev.dust.adapter.ws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dust.transport.Handshake;
import java.net.URI;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The request that opens a connection (docs/protocol.md#connecting). */
class HandshakeTest extends SocketTest {

    @Test
    void theRequestNamesTokenDeviceAndVersions() {
        open();

        var request = server.peer().request();

        assertThat(request.line())
                .isEqualTo("GET /ws/sync/websocket?token=secret&device_id=dev_1&capver=3&vsn=2.0.0 HTTP/1.1");
        assertThat(request.header("Host")).isEqualTo(server.url().getAuthority());
        assertThat(request.header("Upgrade")).isEqualTo("websocket");
        assertThat(request.header("Sec-WebSocket-Version")).isEqualTo("13");
        assertThat(request.header("Origin")).isNull();
    }

    @Test
    void messagePackIsAskedForByItsVsn() {
        transport = transport(WebSocketOptions.defaults().format(WebSocketOptions.Format.MESSAGE_PACK));
        open();

        assertThat(server.peer().request().target()).endsWith("&vsn=3.0.0");
    }

    @Test
    void everythingIsEncodedForAUrl() {
        transport = transport(Token.of(" a b+c&d=\u00eb%\n"), WebSocketOptions.defaults());
        transport.connect(new Handshake("dev 1/2", 4), listener);

        assertThat(server.peer().request().target())
                .isEqualTo("/ws/sync/websocket?token=a%20b%2Bc%26d%3D%C3%AB%25&device_id=dev%201%2F2&capver=4&vsn=2.0.0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "", "/a%2Fb", "/deep/er/", "?region=eu%20west&x", "/p?q#fragment"})
    void pathAndQueryOfTheUrlAreKept(String rest) {
        var url = URI.create("ws://localhost:" + server.url().getPort() + rest);
        transport = new WebSocketTransport(url, Token.of("t"), CODECS, time, WebSocketOptions.defaults());
        open();

        String path = url.getRawPath().endsWith("/") ? url.getRawPath() : url.getRawPath() + "/";
        String query = url.getRawQuery() == null ? "" : url.getRawQuery() + "&";
        assertThat(server.peer().request().target())
                .isEqualTo(path + "websocket?" + query + "token=t&device_id=dev_1&capver=3&vsn=2.0.0");
    }

    @ParameterizedTest
    @CsvSource({"localhost:7812, ws://localhost:7812/ws/sync", "http://localhost:7755, ws://localhost:7755/ws/sync",
            "http://localhost:7755/, ws://localhost:7755/ws/sync", "HTTP://localhost:7755/a/b, ws://localhost:7755/a/b",
            "https://dustlayer.io, wss://dustlayer.io/ws/sync", "dustlayer.io, ws://dustlayer.io/ws/sync",
            "localhost:7812/ws/sync, ws://localhost:7812/ws/sync", "http://[::1]:7755, ws://[::1]:7755/ws/sync",
            "http://me:secret@localhost:1/p?token=secret#secret, ws://localhost:1/p",
            "me:secret@localhost:1?secret, ws://localhost:1/ws/sync", "/ws/sync, ", "ws:///ws, ", "a:%20, ",
            "http:/secret, "})
    void aUrlThatIsNoSocketsIsRefusedAtOnce_andMended(String url, String mended) {
        assertThatThrownBy(() -> new WebSocketTransport(URI.create(url), Token.of("t"), CODECS, time,
                WebSocketOptions.defaults())).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a server's URL looks like ws://host:port/ws/sync, or wss://host/ws/sync with TLS"
                        + (mended == null ? "" : "; perhaps you mean " + mended))
                .hasMessageNotContaining("secret");
    }

    @Test
    void theTokenIsAskedForAtEachConnect() {
        var tokens = new LinkedBlockingQueue<>(List.of("one", "two"));
        transport = transport(Token.from(tokens::poll), WebSocketOptions.defaults());

        transport.connect(HANDSHAKE, listener);
        assertThat(server.peer().request().target()).contains("token=one&");
        transport.connect(HANDSHAKE, new RecordingListener());
        assertThat(server.peer().request().target()).contains("token=two&");
    }

    @Test
    void noOneTellsTheToken() {
        assertThat(Token.of("secret").toString()).doesNotContain("secret");
        assertThat(transport(Token.of("secret"), WebSocketOptions.defaults()).toString()).doesNotContain("secret")
                .contains("localhost");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\n"})
    void aBlankTokenIsNone(String token) {
        assertThatThrownBy(() -> Token.of(token)).isInstanceOf(IllegalArgumentException.class);
    }
}
