package dev.dust.adapter.ws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.transport.CloseReason.Lost;
import dev.dust.transport.CloseReason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever goes wrong before a connection stands, other than a refusal, is a loss that says what and where. */
@Tag("slow")
class ConnectFailureTest extends SocketTest {

    @Test
    void aPortThatNobodyListensOn() throws IOException {
        try (var holder = new Socket()) {
            holder.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            var url = URI.create("ws://localhost:" + holder.getLocalPort() + "/ws/sync");
            transport = new WebSocketTransport(url, Token.of("t"), CODECS, time, WebSocketOptions.defaults());

            assertThat(failure("localhost:" + holder.getLocalPort())).contains("Connection refused");
        }
    }

    @Test
    void aHostThatIsUnknown() {
        var url = URI.create("ws://" + TestHosts.UNKNOWN + ":7755/ws/sync");
        transport = new WebSocketTransport(url, Token.of("t"), CODECS, time, WebSocketOptions.defaults());

        assertThat(failure(TestHosts.UNKNOWN + ":7755")).contains("unknown");
    }

    @Test
    void oneOfAHostsAddressesIsEnough() {
        var url = URI.create("ws://" + TestHosts.IPV6_FIRST + ":" + server.url().getPort() + "/ws/sync");
        transport = new WebSocketTransport(url, Token.of("t"), CODECS, time, WebSocketOptions.defaults());

        open();

        assertThat(server.request().header("Host")).startsWith(TestHosts.IPV6_FIRST);
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 301, 401, 404, 500, 503})
    void anAnswerThatIsNoUpgrade(int status) {
        server.answerStatus(status);

        assertThat(failure()).contains("HTTP status " + status);
    }

    @ParameterizedTest
    @ValueSource(strings = {"220 mail.example.org ESMTP\r\n\r\n", "\r\n\r\n", "HTTP/1.1 OK\r\n\r\n"})
    void aServerThatDoesNotSpeakHttp(String answer) {
        server.answer(answer);

        assertThat(failure()).contains("does not speak HTTP");
    }

    @Test
    void aServerThatAcceptsTheWrongKey() {
        server.answer("HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n"
                + "sec-websocket-accept: AAAAAAAAAAAAAAAAAAAAAAAAAAA=\r\n\r\n");

        assertThat(failure()).contains("does not speak WebSocket");
    }

    @Test
    void anAnswerWithoutEnd() {
        server.answer("HTTP/1.1 200 OK\r\n" + "x: y\r\n".repeat(20_000));

        assertThat(failure()).contains("too long");
    }

    @Test
    void aServerThatHangsUpDuringTheHandshake() {
        server.answer("HTTP/1.1 101 Sw");

        assertThat(failure()).contains("closed the connection during the handshake");
    }

    @Test
    void aServerThatSpeaksNoTls() {
        server.answer("HTTP/1.1 400 Bad Request\r\n\r\n");
        var url = URI.create("wss://localhost:" + server.url().getPort() + "/ws/sync");
        transport = new WebSocketTransport(url, Token.of("t"), CODECS, time, WebSocketOptions.defaults().connectTimeout(
                Duration.ofSeconds(2)));

        assertThat(failure()).contains("localhost");
    }

    @Test
    void aServerThatDoesNotAnswerInTime() throws IOException {
        try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var url = URI.create("ws://localhost:" + silent.getLocalPort() + "/ws/sync");
            transport = new WebSocketTransport(url, Token.of("t"), CODECS, time,
                    WebSocketOptions.defaults().connectTimeout(Duration.ofMillis(200)));

            assertThat(failure("localhost:" + silent.getLocalPort())).contains("no answer in time");
        }
    }

    private String failure() {
        return failure("localhost:" + server.url().getPort());
    }

    private String failure(String hostAndPort) {
        transport.connect(HANDSHAKE, listener);
        CloseReason reason = listener.awaitClosed();
        assertThat(reason).isInstanceOf(Lost.class);
        assertThat(reason.message()).contains(hostAndPort).doesNotContain("\n", "Exception", "token=");
        return reason.message();
    }
}
