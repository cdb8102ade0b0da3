package dev.dust.adapter.ws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.testkit.time.VirtualTime;
import dev.dust.transport.CloseReason.Lost;
import dev.dust.transport.CloseReason;
import dev.dust.value.Value;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code wss}: the same over TLS, and only with a server that proves its name. */
@Tag("slow")
class TlsTest {
    private static final char[] PASSWORD = "password".toCharArray();
    private static SSLContext context;

    private final VirtualTime time = new VirtualTime();
    private final RecordingListener listener = new RecordingListener();
    private ScriptedServer server;
    private WebSocketTransport transport;

    @BeforeAll
    static void makeACertificate(@TempDir Path folder) throws Exception {
        var file = folder.resolve("keys.p12");
        var keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair",
                "-alias", "server", "-keyalg", "EC", "-dname", "CN=localhost", "-ext", "san=dns:localhost", "-storetype",
                "PKCS12", "-keystore", file.toString(), "-storepass", new String(PASSWORD)).redirectErrorStream(true).start();
        String output = new String(keytool.getInputStream().readAllBytes());
        assertThat(keytool.waitFor()).as(output).isZero();
        context = context(file);
    }

    private static SSLContext context(Path file) throws IOException, GeneralSecurityException {
        var keys = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(file)) {
            keys.load(in, PASSWORD);
        }
        var own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(keys, PASSWORD);
        var trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trusted.init(keys);
        var context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
        return context;
    }

    @AfterAll
    static void forget() {
        context = null;
    }

    @BeforeEach
    void start() throws IOException {
        server = new ScriptedServer(
                context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress()));
    }

    @AfterEach
    void stop() throws IOException {
        transport.close();
        server.close();
    }

    private void connect(String host, WebSocketOptions options) {
        var url = URI.create("wss://" + host + ":" + server.url().getPort() + "/ws/sync");
        transport = new WebSocketTransport(url, Token.of("secret"), SocketTest.CODECS, time, options);
        transport.connect(SocketTest.HANDSHAKE, listener);
    }

    @Test
    void messagesPassBothWays_largeOnesToo() {
        var url = URI.create("wss://localhost:" + server.url().getPort() + "/ws/sync");
        transport = new WebSocketTransport(url, Token.of("secret"), SocketTest.CODECS, time,
                WebSocketOptions.defaults().tls(context));
        var connection = transport.connect(SocketTest.HANDSHAKE, listener);
        listener.awaitOpened();
        var peer = server.peer();
        String large = "x".repeat(4 << 20);

        peer.text(SocketTest.json(1).replace("1}", "1,\"value\":\"" + large + "\"}"));
        assertThat(listener.awaitMessage().payload().get("value")).isEqualTo(Value.of(large));
        connection.send(SocketTest.message("1", Map.of("value", large)));
        assertThat(peer.readText()).contains(large);

        connection.close();
        assertThat(peer.read().opcode()).isEqualTo(Peer.CLOSE);
        peer.hangUp();
        assertThat(listener.awaitClosed()).isInstanceOf(Lost.class);
    }

    @Test
    void theRequestGoesToTheSamePath() {
        connect("localhost", WebSocketOptions.defaults().tls(context));
        listener.awaitOpened();

        assertThat(server.peer().request().target()).startsWith("/ws/sync/websocket?token=secret&");
    }

    @Test
    void aCertificateThatNobodyTrusts_losesTheConnection() {
        connect("localhost", WebSocketOptions.defaults());

        assertLostByTls(listener.awaitClosed());
    }

    @Test
    void aCertificateOfAnotherName_losesTheConnection() {
        connect("127.0.0.1", WebSocketOptions.defaults().tls(context).connectTimeout(Duration.ofSeconds(5)));

        assertLostByTls(listener.awaitClosed());
    }

    private static void assertLostByTls(CloseReason reason) {
        assertThat(reason).isInstanceOf(Lost.class);
        assertThat(reason.message()).contains("by TLS").doesNotContain("\n");
    }
}
