package dev.dust.adapter.ws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.dust.testkit.time.VirtualTime;
import dev.dust.transport.FileRefusedException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files over HTTP (docs/protocol.md#files). */
class DownloadTest {
    private static final String HASH = "sha256:00ff";
    private static final Duration STALL = WebSocketOptions.defaults().downloadPatience();

    private interface Body {
        void to(OutputStream out) throws IOException;
    }

    private final AtomicReference<String> token = new AtomicReference<>("dust_tok_1");
    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
    private final VirtualTime time = new VirtualTime();
    private final List<String> ranges = Collections.synchronizedList(new ArrayList<>());
    private volatile int status = 200;
    private volatile String contentRange;
    private volatile Body body = out -> out.write("content".getBytes());
    private HttpServer server;
    private WebSocketTransport transport;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            ranges.add(exchange.getRequestHeaders().getFirst("Range"));
            requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI().getRawPath() + " "
                    + exchange.getRequestHeaders().getFirst("Authorization"));
            exchange.getResponseHeaders().add("Location", "http://localhost:" + server.getAddress().getPort() + "/elsewhere");
            if (contentRange != null) {
                exchange.getResponseHeaders().add("Content-Range", contentRange);
            }
            exchange.sendResponseHeaders(status, 0);
            try (var out = exchange.getResponseBody()) {
                body.to(out);
            }
        });
        server.start();
        transport = transport(WebSocketOptions.defaults());
    }

    private WebSocketTransport transport(WebSocketOptions options) {
        return new WebSocketTransport(URI.create("ws://127.0.0.1:" + server.getAddress().getPort() + "/ws/sync"),
                Token.from(token::get), SocketTest.CODECS, time, options);
    }

    @AfterEach
    void stop() {
        transport.close();
        server.stop(0);
    }

    @Test
    void fileIsAskedForByItsHash_withTheTokenOfNow() throws IOException {
        try (InputStream content = transport.download(HASH, 0)) {
            assertThat(content).hasContent("content");
        }
        token.set("dust_tok_2");
        transport.download("a/../b", 0).close();
        assertThat(requests).containsExactly("GET /api/files/sha256%3A00ff Bearer dust_tok_1",
                "GET /api/files/a%2F..%2Fb Bearer dust_tok_2");
    }

    /** By any duration that is too long for a clock. */
    @Test
    void whoWaitsForEver_isServedAsWell() throws IOException {
        transport.close();
        Duration forEver = Duration.ofSeconds(Long.MAX_VALUE);
        transport = transport(WebSocketOptions.defaults().connectTimeout(forEver).downloadPatience(forEver));
        try (InputStream content = transport.download(HASH, 0)) {
            assertThat(content).hasContent("content");
        }
        status = 201;
        transport.upload(HASH, 1, new ByteArrayInputStream(new byte[1]));
        assertThat(requests).hasSize(2);
    }

    @Test
    void whoHasAPart_asksForTheRest() throws IOException {
        status = 206;
        contentRange = "bytes 3-6/7";
        body = out -> out.write("tent".getBytes());
        try (InputStream rest = transport.download(HASH, 3)) {
            assertThat(rest).hasContent("tent");
        }
        status = 200;
        transport.download(HASH, 0).close();
        assertThat(ranges).containsExactly("bytes=3-", null);
    }

    /** A server that knows no parts sends all of it. */
    @Test
    void whatIsHereAlready_isLeftOut() throws IOException {
        try (InputStream rest = transport.download(HASH, 3)) {
            assertThat(rest).hasContent("tent");
        }
        try (InputStream rest = transport.download(HASH, 8)) {
            assertThat(rest).as("there are not so many").isEmpty();
        }
    }

    @Test
    void aServerThatHasNoMoreBytes_givesNothing() throws IOException {
        status = 416;
        try (InputStream rest = transport.download(HASH, 7)) {
            assertThat(rest).isEmpty();
        }
        assertThatThrownBy(() -> transport.download(HASH, 0)).isInstanceOf(IOException.class).hasMessageContaining("416");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes 0-6/7", "bytes */7", ""})
    void anotherPart_isAFailure(String told) {
        status = 206;
        contentRange = told;
        assertThatThrownBy(() -> transport.download(HASH, 3)).isInstanceOf(IOException.class).hasMessageContaining("206");
    }

    @ParameterizedTest
    @CsvSource({"401,unauthorized", "403,unauthorized", "404,not_found"})
    void refusal_hasAReason(int refused, String reason) {
        status = refused;
        assertThatThrownBy(() -> transport.download(HASH, 0)).isInstanceOf(FileRefusedException.class)
                .hasMessageNotContaining("dust_tok").extracting(e -> ((FileRefusedException) e).reason()).isEqualTo(reason);
    }

    /** A token is shown to nobody but the server. */
    @ParameterizedTest
    @ValueSource(ints = {302, 307, 500, 503})
    void anyOtherAnswer_isAFailureThatMayPass(int other) {
        status = other;
        assertThatThrownBy(() -> transport.download(HASH, 0)).isInstanceOf(IOException.class)
                .isNotInstanceOf(FileRefusedException.class).hasMessageContaining("HTTP status " + other);
        assertThat(requests).hasSize(1);
    }

    /** Who needs the content hears in time that it does not come; what comes slowly, and who reads slowly, is let be. */
    @Test
    void contentThatStalls_endsTheReading() throws Exception {
        var waiting = new CountDownLatch(1);
        body = out -> {
            out.write("some".getBytes());
            out.flush();
            Conditions.await(waiting);
        };
        try (InputStream content = transport.download(HASH, 0)) {
            assertThat(content.readNBytes(3)).asString().isEqualTo("som");
            time.advance(STALL.multipliedBy(3));
            assertThat(content.read()).isEqualTo('e');
            var end = new CompletableFuture<Integer>();
            Thread.ofVirtual().start(() -> {
                try {
                    end.complete(content.read());
                } catch (IOException | RuntimeException e) {
                    end.completeExceptionally(e);
                }
            });
            // Whenever it is that the reading begins, twice as long is too long for it.
            Conditions.until("the end of the reading", () -> {
                time.advance(STALL);
                return end.isDone();
            });

            assertThatThrownBy(() -> end.get(20, TimeUnit.SECONDS)).hasCauseInstanceOf(IOException.class)
                    .hasMessageContaining("sent nothing more for 30000 ms");
        } finally {
            waiting.countDown();
        }
    }

    @Test
    void contentThatIsReadWhole_leavesNoTimer() throws IOException {
        try (InputStream content = transport.download(HASH, 0)) {
            assertThat(content).hasContent("content");
        }
        time.advance(STALL);
        assertThat(time.set()).isEmpty();
    }

    /** The answer to a request may stall too. */
    @Test
    void anAnswerThatDoesNotCome_isAFailureThatMayPass() throws IOException {
        try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var impatient = new WebSocketTransport(URI.create("ws://127.0.0.1:" + silent.getLocalPort() + "/ws/sync"),
                        Token.from(token::get), SocketTest.CODECS, time,
                        WebSocketOptions.defaults().downloadPatience(Duration.ofMillis(200)))) {
            assertThatThrownBy(() -> impatient.download(HASH, 0)).isInstanceOf(IOException.class)
                    .isNotInstanceOf(FileRefusedException.class);
        }
    }

    /** A server says 403 of a file that it does not have, too. */
    @Test
    void forbidden_saysWhatMayBeTheCause() {
        status = 403;
        assertThatThrownBy(() -> transport.download(HASH, 0)).isInstanceOf(FileRefusedException.class)
                .hasMessageContainingAll(HASH,
                        "it has none, or no row names it any more, or the token lacks the scope files:read");
    }

    @Test
    void withoutAToken_nobodyIsAsked() {
        token.set(null);
        assertThatThrownBy(() -> transport.download(HASH, 0)).isInstanceOf(FileRefusedException.class);
        assertThat(requests).isEmpty();
    }

    @Test
    void serverThatIsAway_isNamed() {
        server.stop(0);
        assertThatThrownBy(() -> transport.download(HASH, 0)).isInstanceOf(IOException.class)
                .hasMessageContaining("cannot reach 127.0.0.1:");
    }

    @Test
    void closedTransport_fetchesNothing() {
        transport.close();
        assertThatThrownBy(() -> transport.download(HASH, 0)).isInstanceOf(IOException.class).hasMessageContaining("closed");
        assertThat(requests).isEmpty();
    }
}
