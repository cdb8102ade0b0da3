package dev.dust.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dust.fuzz.FailingMetrics;
import dev.dust.metrics.Meter;
import dev.dust.server.ServerOptions;
import dev.dust.server.access.Access;
import dev.dust.server.metrics.ServerMeter;
import dev.dust.server.rules.Wire;
import dev.dust.server.web.Server;
import dev.dust.value.MapValue;
import dev.dust.value.Sha256;
import dev.dust.value.Value;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a server measures of itself, and who is told (docs/server.md#metrics). */
@Timeout(60)
class ServerMetricsTest {
    private static final String STORE = "org/store";
    private static final String TOPIC = "store:" + STORE;

    private final UnrulyLedger ledger = new UnrulyLedger();
    private final HeardMetrics metrics = new HeardMetrics();
    private final HttpClient http = HttpClient.newHttpClient();
    private Server server = Server.start(ServerOptions.defaults().ledger(ledger.ofServer()).metrics(metrics));

    @AfterEach
    void stop() {
        ledger.goOn();
        http.close();
        server.close();
    }

    private static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            Thread.onSpinWait();
        }
    }

    private static MapValue set(RawClient client, String join, String path) {
        return client.push(join, STORE, "write", "op", "set", "path", path, "value", 1);
    }

    @Test
    void counters_areThereBeforeAnythingHappens() {
        List<String> all = Arrays.stream(ServerMeter.values()).filter(meter -> meter.kind() == Meter.Kind.COUNTER)
                .flatMap(meter -> meter.tagValues().isEmpty()
                        ? Stream.of(meter.name())
                        : meter.tagValues().stream().map(value -> meter + " " + value))
                .sorted().toList();
        assertThat(metrics.counters()).isEqualTo(all);
        assertThat(metrics.counted("SENT_EVENTS live")).isZero();
        assertThat(metrics.gauges()).isEqualTo(Arrays.stream(ServerMeter.values())
                .filter(meter -> meter.kind() == Meter.Kind.GAUGE).map(Enum::name).sorted().toList());
    }

    @Test
    void membersAndConnections_areThoseOfNow_andGaugesEndWithTheServer() {
        try (var one = RawClient.json(server.url(), "dev_a"); var two = RawClient.json(server.url(), "dev_b")) {
            one.join(STORE, 0);
            one.join("org/other", 0);
            String join = two.join(STORE, 0);
            assertThat(metrics.shown("CONNECTIONS")).isEqualTo(2);
            assertThat(metrics.shown("MEMBERS")).isEqualTo(3);
            assertThat(metrics.shown("STORES")).isEqualTo(2);
            two.reply(two.send(join, TOPIC, "phx_leave", MapValue.EMPTY));
            two.untilQuiet();
            assertThat(metrics.shown("MEMBERS")).isEqualTo(2);
        }
        await(() -> metrics.shown("CONNECTIONS") == 0 && metrics.shown("MEMBERS") == 0);
        assertThat(metrics.shown("STORES")).isZero();
        assertThat(metrics.counted("HANDSHAKES accepted")).isEqualTo(2);
        server.close();
        assertThat(metrics.gauges()).isEmpty();
    }

    @Test
    void pushes_areTimedByWhatBecameOfThem_andBatchesByTheLedger() {
        try (var client = RawClient.json(server.url(), "dev_a")) {
            String join = client.join(STORE, 0);
            set(client, join, "a");
            set(client, join, "b");
            client.push(join, STORE, "write", "op", "increment", "path", "a/b", "value", "no number");
            ledger.fail("write");
            set(client, join, "c");
            ledger.failInDoubt();
            client.send(join, TOPIC, "write", Wire.mapOf("op", "set", "path", "d", "value", 1));
            client.next("phx_close");
        }
        assertThat(metrics.noted("PUSH ok")).hasSize(2).allMatch(nanos -> nanos > 0);
        assertThat(metrics.noted("PUSH refused")).hasSize(1);
        assertThat(metrics.noted("PUSH unavailable")).hasSize(1);
        assertThat(metrics.noted("PUSH failed")).hasSize(1);
        assertThat(metrics.noted("LEDGER_WRITE written")).hasSizeBetween(2, 3);
        assertThat(metrics.noted("LEDGER_WRITE unavailable")).hasSize(1);
        assertThat(metrics.noted("LEDGER_WRITE in_doubt")).hasSize(1);
        assertThat(metrics.noted("LEDGER_BATCH")).hasSizeBetween(4, 5).allMatch(size -> size == 1);
    }

    @Test
    void writesOverTheLimit_areTheirOwnOutcome() {
        server.close();
        server = Server.start(ServerOptions.defaults().rateLimit(1).metrics(metrics));
        try (var client = RawClient.json(server.url(), "dev_a")) {
            String join = client.join(STORE, 0);
            set(client, join, "a");
            assertThat(set(client, join, "b").get("status")).isEqualTo(Value.of("error"));
        }
        assertThat(metrics.noted("PUSH rate_limited")).hasSize(1);
        assertThat(metrics.noted("LEDGER_BATCH")).as("of a server that is alone, too").containsExactly(1L);
    }

    @Test
    void whatIsWrittenByHttp_isMeasured_too() {
        server.close();
        server = Server.start(ServerOptions.defaults().metrics(metrics).rateLimit(4));
        try (var api = new ApiClient(server.httpUrl(), "any")) {
            assertThat(api.put("/api/stores/" + STORE + "/entries/a", "1").status()).isEqualTo(200);
            assertThat(metrics.noted("LEDGER_WRITE written")).hasSize(1);
            assertThat(metrics.noted("LEDGER_BATCH")).containsExactly(1L);
            assertThat(metrics.noted("PUSH ok")).hasSize(1).allMatch(nanos -> nanos > 0);
            String write = "{\"op\":\"set\",\"path\":\"b\",\"value\":1}";
            String refused = "{\"op\":\"none\",\"path\":\"b\"}";
            api.post("/api/stores/" + STORE + "/batch",
                    "{\"writes\":[" + String.join(",", write, refused, write, write, write) + "]}");
        }
        assertThat(metrics.noted("PUSH ok")).hasSize(3);
        assertThat(metrics.noted("PUSH refused")).hasSize(1);
        assertThat(metrics.noted("PUSH rate_limited")).hasSize(2);
    }

    @Test
    void whatTheServerFailsOnOverHttp_hasFailed() {
        ledger.fail("write");
        try (var api = new ApiClient(server.httpUrl(), "any")) {
            assertThat(api.put("/api/stores/" + STORE + "/entries/a", "1").reason()).isEqualTo("unavailable");
            ledger.failInDoubt();
            assertThat(api.put("/api/stores/" + STORE + "/entries/a", "1").reason()).isEqualTo("in_doubt");
        }
        assertThat(metrics.noted("PUSH unavailable")).hasSize(1);
        assertThat(metrics.noted("PUSH failed")).hasSize(1);
    }

    @Test
    void events_areCountedForEachMember_andSnapshots() {
        try (var one = RawClient.json(server.url(), "dev_a"); var two = RawClient.json(server.url(), "dev_b")) {
            String join = one.join(STORE, 0);
            two.join(STORE, 0);
            set(one, join, "a");
            set(one, join, "b");
            assertThat(metrics.counted("SENT_EVENTS live")).isEqualTo(4);
            try (var late = RawClient.json(server.url(), "dev_c")) {
                late.join(STORE, 0);
            }
            assertThat(metrics.counted("SENT_EVENTS catch_up")).isEqualTo(2);
            assertThat(metrics.counted("SENT_SNAPSHOTS")).isZero();
            ledger.truth(STORE).compact(2);
            try (var late = RawClient.json(server.url(), "dev_d")) {
                late.join(STORE, 0);
            }
            assertThat(metrics.counted("SENT_SNAPSHOTS")).isEqualTo(1);
        }
    }

    /** What members have not been sent, because it cannot be read. */
    @Test
    void lag_isWhatTheLedgerHasAndMembersHaveNot() {
        try (var client = RawClient.json(server.url(), "dev_a");
                var other = Server.start(ServerOptions.defaults().ledger(ledger.ofServer()));
                var elsewhere = RawClient.json(other.url(), "dev_b")) {
            client.join(STORE, 0);
            String join = elsewhere.join(STORE, 0);
            assertThat(metrics.shown("LAG")).isZero();
            assertThat(metrics.shown("BEHIND")).isZero();
            ledger.fail("after");
            set(elsewhere, join, "a");
            set(elsewhere, join, "b");
            await(() -> metrics.shown("LAG") == 2);
            double before = metrics.shown("BEHIND");
            assertThat(before).isPositive();
            await(() -> metrics.shown("BEHIND") > before);
            ledger.failNoMore();
            set(elsewhere, join, "c");
            await(() -> metrics.shown("LAG") == 0);
            assertThat(metrics.shown("BEHIND")).isZero();
        }
        assertThat(metrics.shown("LAG")).isZero();
    }

    @Test
    void ledgerThatIsAway_isShownFromTheFirstQuestionThatItDoesNotAnswer() throws Exception {
        get("/readyz", null);
        assertThat(metrics.shown("LEDGER_AWAY")).isZero();
        ledger.fail("requireWritable");
        get("/readyz", null);
        double away = metrics.shown("LEDGER_AWAY");
        assertThat(away).isPositive();
        get("/readyz", null);
        assertThat(metrics.shown("LEDGER_AWAY")).isGreaterThan(away);
        ledger.failNoMore();
        get("/readyz", null);
        assertThat(metrics.shown("LEDGER_AWAY")).isZero();
    }

    @Test
    @Tag("slow")
    void connections_areCountedByWhatEndedThem() throws Exception {
        server.close();
        server = Server.start(ServerOptions.defaults().ledger(ledger.ofServer()).metrics(metrics).sendQueue(4));
        RawClient.json(server.url(), "dev_a").close();
        await(() -> metrics.counted("ENDED_CONNECTIONS client") == 1);
        try (var socket = new RawSocket(RawClient.uri(server.url(), "token=any&capver=3&vsn=2.0.0&device_id=dev_b"))) {
            socket.send(RawSocket.TEXT, "no frame".getBytes(StandardCharsets.UTF_8));
            assertThat(socket.next().closeCode()).isEqualTo(1007);
        }
        await(() -> metrics.counted("ENDED_CONNECTIONS unreadable") == 1);
        try (var deaf = RawClient.deaf(server.url()); var writer = RawClient.json(server.url(), "dev_w")) {
            deaf.send(null, TOPIC, "phx_join", MapValue.EMPTY);
            String join = writer.join(STORE, 0);
            String large = "x".repeat(100_000);
            await(() -> {
                writer.push(join, STORE, "write", "op", "set", "path", "k", "value", large);
                return metrics.counted("ENDED_CONNECTIONS slow") == 1;
            });
        }
        // The writer is one that its client has ended, as soon as the server knows.
        await(() -> server.connections() == 0);
        try (var client = RawClient.json(server.url(), "dev_c")) {
            client.untilQuiet();
            server.close();
        }
        assertThat(metrics.counted("ENDED_CONNECTIONS server")).isEqualTo(1);
        assertThat(metrics.counted("ENDED_CONNECTIONS failed")).isZero();
    }

    @Test
    void handshakes_areCountedByTheirAnswer() throws Exception {
        get("/ws/sync/websocket?token=&capver=3", null);
        assertThat(metrics.counted("HANDSHAKES refused")).isEqualTo(1);
        get("/ws/sync/websocket?token=any&capver=3&vsn=2.0.0&device_id=dev_a", null);
        assertThat(metrics.counted("HANDSHAKES refused")).isEqualTo(2);
        assertThat(metrics.counted("HANDSHAKES accepted")).isZero();
    }

    @Test
    void files_areCountedByTheirBytes() throws Exception {
        server.close();
        server = Server.start(ServerOptions.defaults().metrics(metrics));
        byte[] content = "seven b".getBytes(StandardCharsets.UTF_8);
        String hash = Sha256.name(content);
        HttpResponse<String> kept = http.send(HttpRequest.newBuilder(server.httpUrl().resolve("/api/files/" + hash))
                .header("Authorization", "Bearer any").PUT(BodyPublishers.ofByteArray(content)).build(),
                BodyHandlers.ofString());
        assertThat(kept.statusCode()).isEqualTo(204);
        assertThat(metrics.counted("FILE_BYTES received")).isEqualTo(7);
        try (var client = RawClient.json(server.url(), "dev_a")) {
            client.push(client.join(STORE, 0), STORE, "put_file", "path", "f", "hash", hash, "size", 7, "content_type", "a/b");
        }
        assertThat(get("/api/files/" + hash, "any").body()).isEqualTo("seven b");
        await(() -> metrics.counted("FILE_BYTES sent") == 7);
    }

    private HttpResponse<String> get(String path, String token) throws IOException, InterruptedException {
        return send("GET", path, token);
    }

    private HttpResponse<String> send(String method, String path, String token) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server.httpUrl() + path)).method(method,
                BodyPublishers.noBody());
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }

    @Test
    void page_isForTheTokenOfMetrics_andForThoseThatMayDoEverything() throws Exception {
        server.close();
        server = Server.start(ServerOptions.defaults().ledger(ledger.ofServer()).metricsPage(() -> "a_meter 7\n")
                .metricsToken("t_metrics")
                .tokens(Map.of("t_all", Access.all(), "t_read", Access.readOnly(), "t_store", Access.all().onlyStores(STORE))));
        for (String token : List.of("t_metrics", "t_all")) {
            HttpResponse<String> page = get("/metrics", token);
            assertThat(page.statusCode()).as(token).isEqualTo(200);
            assertThat(page.body()).isEqualTo("a_meter 7\n");
            assertThat(page.headers().firstValue("Content-Type")).hasValue("text/plain; version=0.0.4; charset=utf-8");
            assertThat(page.headers().firstValue("Cache-Control")).hasValue("no-store");
            assertThat(send("HEAD", "/metrics", token).statusCode()).isEqualTo(200);
            assertThat(send("POST", "/metrics", token).statusCode()).isEqualTo(405);
        }
        assertThat(get("/metrics", "t_read").statusCode()).isEqualTo(403);
        assertThat(get("/metrics", "t_store").statusCode()).isEqualTo(403);
        for (String token : new String[]{"t_metric", "other", null}) {
            HttpResponse<String> refused = get("/metrics", token);
            assertThat(refused.statusCode()).as(token).isEqualTo(401);
            assertThat(refused.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
        }
        assertThat(get("/api/stores", "t_metrics").statusCode()).as("it opens nothing else").isEqualTo(401);
        assertThatThrownBy(() -> RawClient.json(server.url(), "dev_a", "t_metrics")).isInstanceOf(RuntimeException.class);
    }

    @Test
    void page_asksTheLedgerFirst_andIsThereWhileThatIsAway() throws Exception {
        server.close();
        server = Server.start(ServerOptions.defaults().ledger(ledger.ofServer()).metrics(metrics)
                .metricsPage(() -> metrics.shown("LEDGER_AWAY") > 0 ? "away" : "there").metricsToken("t"));
        assertThat(get("/metrics", "t").body()).isEqualTo("there");
        ledger.fail("requireWritable");
        HttpResponse<String> page = get("/metrics", "t");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).isEqualTo("away");
    }

    @Test
    void serverWithoutAPage_hasNone() throws Exception {
        assertThat(get("/metrics", "any").statusCode()).isEqualTo(404);
    }

    @Test
    void metricsThatFail_harmNobody() {
        server.close();
        server = Server.start(ServerOptions.defaults().metrics(new FailingMetrics()));
        try (var client = RawClient.json(server.url(), "dev_a")) {
            assertThat(set(client, client.join(STORE, 0), "a").get("status")).isEqualTo(Value.of("ok"));
        }
    }

    @Test
    void eachMeter_hasANameAUnitAndAText_andTagsOfFewValues() {
        assertThat(Arrays.stream(ServerMeter.values()).map(Meter::meterName)).doesNotHaveDuplicates()
                .allMatch(name -> name.matches("dust\\.server(\\.[a-z]+)+"));
        assertThat(ServerMeter.values()).allSatisfy(meter -> {
            assertThat(meter.description()).isNotBlank();
            assertThat(meter.unit()).isNotBlank();
            assertThat(meter.kind() != Meter.Kind.TIMER || meter.unit().equals("seconds")).isTrue();
            assertThat(meter.tags()).hasSize(meter.tagValues().isEmpty() ? 0 : 1)
                    .allMatch(Set.of("outcome", "cause", "kind", "direction")::contains);
        });
    }
}
