package dev.dust.adapter.ws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.dust.testkit.time.VirtualTime;
import dev.dust.transport.FileRefusedException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Contents that are brought over HTTP (docs/protocol.md#files). */
class UploadTest {
    private static final String HASH = "sha256:00ff";
    private static final byte[] CONTENT = "content".getBytes();

    private interface Intake {
        void from(InputStream in) throws IOException;
    }

    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
    private volatile int status = 201;
    private volatile Intake intake = in -> requests.add(new String(in.readAllBytes()));
    private HttpServer server;
    private WebSocketTransport transport;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI().getRawPath() + " "
                    + exchange.getRequestHeaders().getFirst("Authorization") + " "
                    + exchange.getRequestHeaders().getFirst("Content-Length"));
            intake.from(exchange.getRequestBody());
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        server.start();
        transport = transport(WebSocketOptions.defaults());
    }

    private WebSocketTransport transport(WebSocketOptions options) {
        return new WebSocketTransport(URI.create("ws://127.0.0.1:" + server.getAddress().getPort() + "/ws/sync"),
                Token.from(() -> "dust_tok_1"), SocketTest.CODECS, new VirtualTime(), options);
    }

    private void upload() throws IOException {
        transport.upload(HASH, CONTENT.length, new ByteArrayInputStream(CONTENT));
    }

    @AfterEach
    void stop() {
        transport.close();
        server.stop(0);
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 204})
    void contentIsBroughtToItsHash_withItsLengthAndTheToken(int taken) throws IOException {
        status = taken;
        upload();
        assertThat(requests).containsExactly("PUT /api/files/sha256%3A00ff Bearer dust_tok_1 7", "content");
    }

    @ParameterizedTest
    @CsvSource({"413,too_large", "401,unauthorized", "403,missing_scope", "404,unsupported", "405,unsupported"})
    void refusal_hasAReason(int refused, String reason) {
        status = refused;
        assertThatThrownBy(this::upload).isInstanceOf(FileRefusedException.class).hasMessageNotContaining("dust_tok")
                .extracting(e -> ((FileRefusedException) e).reason()).isEqualTo(reason);
    }

    @ParameterizedTest
    @ValueSource(ints = {302, 409, 500, 503})
    void anyOtherAnswer_isAFailureThatMayPass(int other) {
        status = other;
        assertThatThrownBy(this::upload).isInstanceOf(IOException.class).isNotInstanceOf(FileRefusedException.class)
                .hasMessageContaining("HTTP status " + other);
    }

    @Test
    @Tag("slow")
    void serverThatTakesNothingMore_isWaitedForNoLongerThanForADownload() {
        var end = new CountDownLatch(1);
        intake = in -> {
            in.readNBytes(1000);
            Conditions.await(end);
        };
        long size = 256L << 20;
        try (var impatient = transport(WebSocketOptions.defaults().downloadPatience(Duration.ofMillis(300)))) {
            assertThatThrownBy(() -> impatient.upload(HASH, size, new Zeros(size))).isInstanceOf(IOException.class)
                    .hasMessage("the server has taken nothing more for 300 ms");
        } finally {
            end.countDown();
        }
    }

    @Test
    void serverThatIsNotThere_isNamed() {
        server.stop(0);
        assertThatThrownBy(this::upload).isInstanceOf(IOException.class).isNotInstanceOf(FileRefusedException.class)
                .hasMessageContaining("cannot reach 127.0.0.1:" + server.getAddress().getPort());
    }

    @Test
    void interruptedThread_waitsNoLonger_andStaysInterrupted() {
        var end = new CountDownLatch(1);
        Thread uploader = Thread.currentThread();
        intake = in -> {
            uploader.interrupt();
            Conditions.await(end);
        };
        try {
            assertThatThrownBy(this::upload).isInstanceOf(InterruptedIOException.class);
            assertThat(Thread.interrupted()).isTrue();
        } finally {
            end.countDown();
        }
    }

    @Test
    void whoIsInterruptedAlready_bringsNothing() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(this::upload).isInstanceOf(IOException.class).isNotInstanceOf(FileRefusedException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(requests).isEmpty();
    }

    @Test
    void closedTransport_bringsNothing() {
        transport.close();
        assertThatThrownBy(this::upload).isInstanceOf(IOException.class).hasMessage("the transport is closed");
        assertThat(requests).isEmpty();
    }

    /** So many zeros. */
    private static final class Zeros extends InputStream {
        private long left;

        private Zeros(long size) {
            left = size;
        }

        @Override
        public int read() {
            return left-- > 0 ? 0 : -1;
        }

        @Override
        public int read(byte[] to, int from, int length) {
            int some = (int) Math.min(length, left);
            left -= some;
            return some == 0 ? -1 : some;
        }
    }
}
