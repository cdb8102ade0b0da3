package dev.dust.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dust.server.ServerOptions;
import dev.dust.server.intercept.ConnectionInterceptor;
import dev.dust.server.intercept.Departure;
import dev.dust.server.intercept.InterceptedConnection;
import dev.dust.server.intercept.ServerInterceptor;
import dev.dust.server.rules.Wire;
import dev.dust.server.web.Server;
import dev.dust.value.MapValue;
import dev.dust.value.Sha256;
import dev.dust.value.Value;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How a server leaves its clients (docs/server.md#stopping). */
@Timeout(60)
class GoingAwayTest {
    private static final String STORE = "org/store";
    private static final String TOPIC = "store:" + STORE;
    private static final int RESTART = 1012;
    private static final Duration LONG = Duration.ofSeconds(50);

    private final UnrulyLedger ledger = new UnrulyLedger();
    private final HttpClient http = HttpClient.newHttpClient();
    private final CountDownLatch mayLeave = new CountDownLatch(1);
    private Server server = Server.start(ServerOptions.defaults().ledger(ledger.ofServer()));

    @AfterEach
    void stop() {
        ledger.goOn();
        mayLeave.countDown();
        http.close();
        server.close(Duration.ZERO);
    }

    private static MapValue increment() {
        return Wire.mapOf("op", "increment", "path", "n", "value", 1);
    }

    private CompletableFuture<Void> closing(Duration atMost) {
        return CompletableFuture.runAsync(() -> server.close(atMost), task -> Thread.ofVirtual().start(task));
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(server.httpUrl().resolve(path)).build(), BodyHandlers.ofString());
    }

    private void awaitNotReady() throws IOException, InterruptedException {
        while (!get("/readyz").body().equals("the server goes away\n")) {
            Thread.onSpinWait();
        }
    }

    @Test
    void pushThatIsUnderWay_isAnswered_beforeTheConnectionIsClosedWith1012() throws Exception {
        try (var client = RawClient.json(server.url(), "dev_a")) {
            String join = client.join(STORE, 0);
            ledger.hangIn("write");
            String push = client.send(join, TOPIC, "write", increment());
            while (ledger.hanging() == 0) {
                Thread.onSpinWait();
            }
            CompletableFuture<Void> closing = closing(LONG);
            awaitNotReady();
            assertThat(closing).isNotDone();
            ledger.goOn();
            assertThat(client.reply(push).get("status")).isEqualTo(Value.of("ok"));
            assertThat(client.awaitGone()).isEqualTo(RESTART);
            closing.join();
        }
        assertThat(ledger.truth(STORE).row("n").value()).isEqualTo(Value.of(1));
    }

    @Test
    void serverThatGoesAway_isHealthyAndNotReady_andTakesNobody() throws Exception {
        try (var client = RawClient.json(server.url(), "dev_a")) {
            String join = client.join(STORE, 0);
            ledger.hangIn("write");
            client.send(join, TOPIC, "write", increment());
            while (ledger.hanging() == 0) {
                Thread.onSpinWait();
            }
            CompletableFuture<Void> closing = closing(LONG);
            awaitNotReady();
            assertThat(get("/readyz").statusCode()).isEqualTo(503);
            assertThat(get("/healthz").statusCode()).isEqualTo(200);
            assertThat(get("/api/files/" + "0".repeat(64)).statusCode()).isEqualTo(503);
            assertThatThrownBy(() -> RawClient.json(server.url(), "dev_b")).cause()
                    .isInstanceOfSatisfying(WebSocketHandshakeException.class,
                            refused -> assertThat(refused.getResponse().statusCode()).isEqualTo(503));
            ledger.goOn();
            closing.join();
        }
    }

    /** The answer that lets it in is on its way, and no connection there yet. */
    @Test
    void clientThatIsJustLetIn_hearsOfItAsTheOthersDo() throws Exception {
        var asked = new UnrulyLedger().withTokens();
        server.close();
        server = Server.start(ServerOptions.defaults().ledger(asked.ofServer()));
        asked.hangIn("accessOf");
        CompletableFuture<RawClient> coming = CompletableFuture.supplyAsync(() -> RawClient.json(server.url(), "dev_a"),
                task -> Thread.ofVirtual().start(task));
        while (asked.hanging() == 0) {
            Thread.onSpinWait();
        }
        CompletableFuture<Void> closing = closing(LONG);
        awaitNotReady();
        asked.goOn();
        try (RawClient client = coming.join()) {
            assertThat(client.awaitGone()).isEqualTo(RESTART);
        }
        closing.join();
    }

    @Test
    void whatIsAskedOverHttp_isAnsweredBefore_andRefusedAfterwards() throws Exception {
        ledger.hangIn("write");
        try (var api = new ApiClient(server.httpUrl(), "any")) {
            CompletableFuture<ApiClient.Answer> put = api.sent("PUT", "/api/stores/" + STORE + "/entries/n",
                    BodyPublishers.ofString("1"));
            while (ledger.hanging() == 0) {
                Thread.onSpinWait();
            }
            CompletableFuture<Void> closing = closing(LONG);
            awaitNotReady();
            ApiClient.Answer late = api.get("/api/stores/" + STORE + "/entries/n");
            assertThat(late.status()).isEqualTo(503);
            assertThat(late.reason()).isEqualTo("unavailable");
            assertThat(late.header("Retry-After")).isEqualTo("1");
            assertThat(closing).isNotDone();
            ledger.goOn();
            assertThat(put.join().body()).isEqualTo("{\"store_seq\":1}");
            closing.join();
        }
        assertThat(ledger.truth(STORE).row("n").value()).isEqualTo(Value.of(1));
    }

    /** Who waits for what may come within a minute does not hold up the server for so long. */
    @Test
    void whoWaitsForTheLog_isAnsweredAtOnce() {
        ledger.truth(STORE);
        try (var api = new ApiClient(server.httpUrl(), "any")) {
            CompletableFuture<ApiClient.Answer> log = api.sent("GET", "/api/stores/" + STORE + "/log?after=0&wait=60",
                    BodyPublishers.noBody());
            while (ledger.followers() == 0) {
                Thread.onSpinWait();
            }
            assertThat(closing(LONG)).succeedsWithin(Duration.ofSeconds(20));
            assertThat(log.join().body()).isEqualTo("{\"events\":[],\"store_seq\":0}");
        }
        assertThat(ledger.followers()).isZero();
    }

    /** It tells from which line another server goes on. */
    @Test
    void import_endsWithTheBatchThatIsUnderWay() throws Exception {
        ledger.hangIn("write");
        String lines = IntStream.range(0, 1_200).mapToObj(i -> "{\"path\":\"p" + i + "\",\"value\":1}\n")
                .collect(Collectors.joining());
        try (var api = new ApiClient(server.httpUrl(), "any")) {
            CompletableFuture<ApiClient.Answer> answer = api.sent("POST", "/api/stores/" + STORE + "/import",
                    BodyPublishers.ofString(lines));
            while (ledger.hanging() == 0) {
                Thread.onSpinWait();
            }
            CompletableFuture<Void> closing = closing(LONG);
            awaitNotReady();
            ledger.goOn();
            assertThat(answer.join().reason()).isEqualTo("unavailable");
            assertThat(answer.join().json().get("line")).isEqualTo(Value.of(501));
            closing.join();
        }
        assertThat(ledger.truth(STORE).head().seq()).isEqualTo(500);
    }

    @Test
    void whatWasQueuedBefore_isSentBefore() {
        server.close();
        server = Server.start(ServerOptions.defaults().ledger(ledger.ofServer()), new ServerInterceptor() {
            @Override
            public ConnectionInterceptor connected(InterceptedConnection connection) {
                return !connection.deviceId().equals("dev_slow") ? ConnectionInterceptor.NONE : new ConnectionInterceptor() {
                    private final AtomicLong sent = new AtomicLong();

                    @Override
                    public Departure departure() {
                        // The answer to the join and the end of the catch-up leave, and nothing else.
                        return sent.incrementAndGet() <= 2 ? Departure.AT_ONCE : mayLeave::await;
                    }
                };
            }
        });
        try (var slow = RawClient.json(server.url(), "dev_slow"); var writer = RawClient.json(server.url(), "dev_w")) {
            slow.join(STORE, 0);
            String join = writer.join(STORE, 0);
            IntStream.range(0, 20).forEach(i -> writer.push(join, STORE, "write", "op", "increment", "path", "n", "value", 1));
            CompletableFuture<Void> closing = closing(LONG);
            assertThat(writer.awaitGone()).isEqualTo(RESTART);
            assertThat(closing).isNotDone();
            mayLeave.countDown();
            for (long seq = 1; seq <= 20; seq++) {
                assertThat(slow.next().payload().get("store_seq")).isEqualTo(Value.of(seq));
            }
            assertThat(slow.awaitGone()).isEqualTo(RESTART);
            closing.join();
        }
    }

    @Test
    void pushThatComesAfterTheGoodbye_hasNoEffect() {
        server.close();
        Queue<Runnable> held = new ConcurrentLinkedQueue<>();
        server = Server.start(ServerOptions.defaults().ledger(ledger.ofServer()), new ServerInterceptor() {
            @Override
            public ConnectionInterceptor connected(InterceptedConnection connection) {
                return new ConnectionInterceptor() {
                    private final AtomicLong received = new AtomicLong();

                    @Override
                    public void received(Runnable handling) {
                        if (received.incrementAndGet() == 1) {
                            handling.run();
                        } else {
                            held.add(handling);
                        }
                    }
                };
            }
        });
        try (var client = RawClient.json(server.url(), "dev_a")) {
            client.send(client.join(STORE, 0), TOPIC, "write", increment());
            while (held.isEmpty()) {
                Thread.onSpinWait();
            }
            CompletableFuture<Void> closing = closing(LONG);
            assertThat(client.awaitGone()).isEqualTo(RESTART);
            held.remove().run();
            closing.join();
        }
        assertThat(ledger.truth(STORE).row("n")).isNull();
    }

    /** Whoever is answered has written, and whoever is not has not: what comes late is not handled. */
    @Test
    void clientsThatWriteAllTheTime_areAnsweredExactlyWhatIsWritten() {
        var answered = new AtomicLong();
        var begun = new CountDownLatch(40);
        List<CompletableFuture<Integer>> clients = IntStream.range(0, 4)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> {
                    try (var client = RawClient.json(server.url(), "dev_" + i)) {
                        String join = client.join(STORE, 0);
                        try {
                            while (true) {
                                MapValue reply = client.push(join, STORE, "write", "op", "increment", "path", "n", "value", 1);
                                assertThat(reply.get("status")).isEqualTo(Value.of("ok"));
                                answered.incrementAndGet();
                                begun.countDown();
                            }
                        } catch (AssertionError | RuntimeException gone) {
                            return client.awaitGone();
                        }
                    }
                }, task -> Thread.ofVirtual().start(task))).toList();
        awaitLatch(begun);
        server.close(LONG);
        assertThat(clients).allSatisfy(client -> assertThat(client.join()).isEqualTo(RESTART));
        assertThat(ledger.truth(STORE).row("n").value()).isEqualTo(Value.of(answered.get()));
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void clientThatDoesNotLeave_isCutOffWhenTheTimeIsOver() throws Exception {
        try (var deaf = new RawSocket(RawClient.uri(server.url(), "token=any&capver=3&vsn=2.0.0&device_id=dev_deaf"))) {
            // The upgrade is answered a moment before there is a connection; without one it is cut, and has nothing to lose.
            while (server.connections() == 0) {
                Thread.onSpinWait();
            }
            CompletableFuture<Void> closing = closing(Duration.ofSeconds(1));
            assertThat(deaf.next().closeCode()).isEqualTo(RESTART);
            assertThat(deaf.next().closeCode()).as("it is cut").isEqualTo(1006);
            closing.join();
        }
    }

    @Test
    void serverWithoutClients_isClosedAtOnce() {
        server.close(LONG);
        assertThat(ledger.closed()).isEqualTo(1);
    }

    @Test
    void fileThatIsOnItsWay_arrives() throws Exception {
        byte[] content = "a file".getBytes(StandardCharsets.UTF_8);
        server.close();
        server = Server.start(ServerOptions.defaults());
        var asked = new CountDownLatch(1);
        InputStream slow = new InputStream() {
            private int read;

            @Override
            public int read() {
                if (read == 1) {
                    asked.countDown();
                    awaitLatch(mayLeave);
                }
                return read == content.length ? -1 : content[read++];
            }

            @Override
            public int read(byte[] into, int offset, int length) {
                int next = read();
                if (next < 0) {
                    return -1;
                }
                into[offset] = (byte) next;
                return 1;
            }
        };
        CompletableFuture<HttpResponse<String>> upload = http.sendAsync(HttpRequest
                .newBuilder(server.httpUrl().resolve("/api/files/" + Sha256.name(content)))
                .header("Authorization", "Bearer any")
                .expectContinue(true)
                .PUT(BodyPublishers.fromPublisher(BodyPublishers.ofInputStream(() -> slow), content.length)).build(),
                BodyHandlers.ofString());
        // It is asked for by the server, since the client waits for that before it sends anything.
        asked.await();
        CompletableFuture<Void> closing = closing(LONG);
        awaitNotReady();
        assertThat(closing).isNotDone();
        mayLeave.countDown();
        assertThat(upload.join().statusCode()).isEqualTo(204);
        closing.join();
    }
}
