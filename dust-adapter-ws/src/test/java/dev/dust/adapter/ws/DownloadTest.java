package dev.dust.adapter.ws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.dust.testkit.time.VirtualTime;
import dev.dust.transport.DownloadRefusedException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files over HTTP (PROTOCOL 5, files). */
class DownloadTest {
    private static final String HASH = "sha256:00ff";

    private final AtomicReference<String> token = new AtomicReference<>("dust_tok_1");
    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
    private final VirtualTime time = new VirtualTime();
    private volatile int status = 200;
    private HttpServer server;
    private WebSocketTransport transport;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI().getRawPath() + " "
                    + exchange.getRequestHeaders().getFirst("Authorization"));
            exchange.getResponseHeaders().add("Location", "http://localhost:" + server.getAddress().getPort() + "/elsewhere");
            exchange.sendResponseHeaders(status, 0);
            try (var body = exchange.getResponseBody()) {
                body.write("content".getBytes());
            }
        });
        server.start();
        transport = new WebSocketTransport(URI.create("ws://127.0.0.1:" + server.getAddress().getPort() + "/ws/sync"),
                Token.from(token::get), SocketTest.CODECS, time, WebSocketOptions.DEFAULT);
    }

    @AfterEach
    void stop() {
        transport.close();
        server.stop(0);
    }

    @Test
    void fileIsAskedForByItsHash_withTheTokenOfNow() throws IOException {
        try (InputStream content = transport.download(HASH)) {
            assertThat(content).hasContent("content");
        }
        token.set("dust_tok_2");
        transport.download("a/../b").close();
        assertThat(requests).containsExactly("GET /api/files/sha256%3A00ff Bearer dust_tok_1",
                "GET /api/files/a%2F..%2Fb Bearer dust_tok_2");
    }

    @Test
    void timeToConnect_mayBeForEver() throws IOException {
        var forEver = Duration.ofSeconds(Long.MAX_VALUE, 999_999_999);
        try (var patient = new WebSocketTransport(
                URI.create("ws://127.0.0.1:" + server.getAddress().getPort() + "/ws/sync"), Token.from(token::get),
                SocketTest.CODECS, new VirtualTime(), WebSocketOptions.DEFAULT.withConnectTimeout(forEver));
                InputStream content = patient.download(HASH)) {
            assertThat(content).hasContent("content");
        }
    }

    @ParameterizedTest
    @CsvSource({"401,unauthorized", "403,unauthorized", "404,not_found"})
    void refusal_hasAReason(int refused, String reason) {
        status = refused;
        assertThatThrownBy(() -> transport.download(HASH)).isInstanceOf(DownloadRefusedException.class)
                .hasMessageNotContaining("dust_tok").extracting(e -> ((DownloadRefusedException) e).reason()).isEqualTo(reason);
    }

    /** A token is shown to nobody but the server. */
    @ParameterizedTest
    @ValueSource(ints = {302, 307, 500, 503})
    void anyOtherAnswer_isAFailureThatMayPass(int other) {
        status = other;
        assertThatThrownBy(() -> transport.download(HASH)).isInstanceOf(IOException.class)
                .isNotInstanceOf(DownloadRefusedException.class).hasMessageContaining("HTTP status " + other);
        assertThat(requests).hasSize(1);
    }

    @Test
    void withoutAToken_nobodyIsAsked() {
        token.set(null);
        assertThatThrownBy(() -> transport.download(HASH)).isInstanceOf(DownloadRefusedException.class);
        assertThat(requests).isEmpty();
    }

    @Test
    void serverThatIsAway_isNamed() {
        server.stop(0);
        assertThatThrownBy(() -> transport.download(HASH)).isInstanceOf(IOException.class)
                .hasMessageContaining("cannot reach 127.0.0.1:");
    }

    @Test
    void closedTransport_fetchesNothing() {
        transport.close();
        assertThatThrownBy(() -> transport.download(HASH)).isInstanceOf(IOException.class).hasMessageContaining("closed");
        assertThat(requests).isEmpty();
    }

    /** Somebody who fetches a file does not wait for ever, however the server stalls. */
    @Test
    void downloadThatDoesNotGoOn_fails_afterAWhile() throws Exception {
        var stalled = new CountDownLatch(1);
        server.createContext("/api/files/stalling", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write("begin".getBytes());
            exchange.getResponseBody().flush();
            await(stalled);
        });
        try (InputStream content = transport.download("stalling")) {
            assertThat(content.readNBytes(5)).asString().isEqualTo("begin");
            var end = new CompletableFuture<Throwable>();
            Thread.ofVirtual().start(() -> {
                try {
                    content.read();
                    end.complete(null);
                } catch (IOException e) {
                    end.complete(e);
                }
            });
            while (!end.isDone()) {
                time.advance(WebSocketOptions.DEFAULT.downloadPatience());
                Thread.onSpinWait();
            }
            assertThat(end.join()).isInstanceOf(IOException.class)
                    .hasMessageContaining("nothing of the file has come for PT30S");
        } finally {
            stalled.countDown();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
