package dev.dust.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.server.web.Server;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a load balancer is told of a server (docs/server.md#health). */
@Timeout(60)
class HealthTest {
    private final UnrulyLedger ledger = new UnrulyLedger();
    private final HttpClient http = HttpClient.newHttpClient();
    private final Server server = Server.start(ServerOptions.defaults().ledger(ledger.ofServer()));

    @AfterEach
    void close() {
        ledger.goOn();
        http.close();
        server.close();
    }

    private HttpRequest request(String method, String path) {
        return HttpRequest.newBuilder(server.httpUrl().resolve(path)).method(method, HttpRequest.BodyPublishers.noBody())
                .build();
    }

    private HttpResponse<String> send(String method, String path) throws IOException, InterruptedException {
        return http.send(request(method, path), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void serverWhoseLedgerAnswers_isHealthyAndReady_forWhomeverAsks() throws Exception {
        for (String path : List.of("/healthz", "/readyz")) {
            HttpResponse<String> answer = send("GET", path);
            assertThat(answer.statusCode()).as(path).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("ok\n");
            assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
            assertThat(send("HEAD", path).statusCode()).isEqualTo(200);
            assertThat(send("POST", path).statusCode()).isEqualTo(405);
        }
        assertThat(ledger.truth().stores()).isEmpty();
    }

    @Test
    void serverWhoseLedgerFails_isHealthy_andReadyAgainWhenThatAnswers() throws Exception {
        try (var log = new Log()) {
            ledger.fail("requireWritable");
            assertThat(send("GET", "/healthz").statusCode()).isEqualTo(200);
            HttpResponse<String> answer = send("GET", "/readyz");
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.body()).as("anybody may ask")
                    .isEqualTo("the ledger does not answer: the server's log says why\n");
            assertThat(send("GET", "/readyz").statusCode()).isEqualTo(503);
            assertThat(log.lines).singleElement().asString().contains("the ledger is away, on purpose");
            ledger.failNoMore();
            assertThat(send("GET", "/readyz").statusCode()).isEqualTo(200);
            assertThat(send("GET", "/readyz").statusCode()).isEqualTo(200);
            assertThat(log.lines).hasSize(2).last().asString().startsWith("the ledger answers again");
        }
    }

    /** What operators are told. */
    private static final class Log extends Handler implements AutoCloseable {
        private static final Logger LOGGER = Logger.getLogger("dev.dust.server.node.Readiness");
        private final List<String> lines = new CopyOnWriteArrayList<>();

        Log() {
            LOGGER.addHandler(this);
        }

        @Override
        public void publish(LogRecord line) {
            lines.add(line.getMessage());
        }

        @Override
        public void flush() {
            // Nothing is kept back.
        }

        @Override
        public void close() {
            LOGGER.removeHandler(this);
        }
    }

    /** Else a supervisor would end the server because of its database, just when all its clients come back. */
    @Test
    @Tag("slow")
    void serverWhoseLedgerHangs_isHealthy_howeverManyClientsItIsToLetIn() {
        var waiting = new UnrulyLedger().withTokens();
        try (Server busy = Server.start(ServerOptions.defaults().ledger(waiting.ofServer()))) {
            waiting.hangIn("accessOf");
            List<CompletableFuture<WebSocket>> clients = IntStream.range(0, 64)
                    .mapToObj(i -> http.newWebSocketBuilder().buildAsync(
                            RawClient.uri(busy.url(), "token=t&capver=3&vsn=2.0.0&device_id=dev_" + i),
                            new WebSocket.Listener() {
                            }))
                    .toList();
            // Where each takes a thread of those that answer all others, they do not all come so far.
            long end = System.nanoTime() + Duration.ofSeconds(5).toNanos();
            while (waiting.hanging() < 32 && System.nanoTime() < end) {
                Thread.onSpinWait();
            }
            CompletableFuture<HttpResponse<String>> answer = http.sendAsync(
                    HttpRequest.newBuilder(busy.httpUrl().resolve("/healthz")).build(), HttpResponse.BodyHandlers.ofString());
            assertThat(answer).succeedsWithin(Duration.ofSeconds(20)).matches(healthy -> healthy.statusCode() == 200);
            assertThat(waiting.hanging()).as("who write need the ledger, too").isEqualTo(32);
            while (clients.stream().filter(CompletableFuture::isCompletedExceptionally).count() < 32) {
                LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
            }
            waiting.goOn();
            assertThat(clients.stream().filter(client -> !client.isCompletedExceptionally())).hasSize(32)
                    .allSatisfy(client -> client.join().abort());
        } finally {
            waiting.goOn();
        }
    }

    @Test
    @Tag("slow")
    void ledgerThatHangs_isAskedOnce_howeverManyAsk_andEachOfThemIsAnswered() throws Exception {
        ledger.hangIn("requireWritable");
        List<CompletableFuture<HttpResponse<String>>> answers = Stream
                .generate(() -> http.sendAsync(request("GET", "/readyz"), HttpResponse.BodyHandlers.ofString())).limit(20)
                .toList();
        assertThat(answers).allSatisfy(answer -> {
            assertThat(answer.join().statusCode()).isEqualTo(503);
            assertThat(answer.join().body()).isEqualTo("the ledger has not answered within 2 s\n");
        });
        assertThat(ledger.hanging()).isEqualTo(1);
        ledger.goOn();
        while (send("GET", "/readyz").statusCode() != 200) {
            Thread.onSpinWait();
        }
    }
}
