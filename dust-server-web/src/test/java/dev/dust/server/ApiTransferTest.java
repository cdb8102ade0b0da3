package dev.dust.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dust.server.access.Access;
import dev.dust.value.ListValue;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Rows in and out as lines, and the log of ops (docs/http-api.md#export, docs/http-api.md#log). */
class ApiTransferTest {
    private static final String STORE = "/api/stores/james/blog";
    private static final int MAX_LINE = 100_000;

    private final ManualTime time = new ManualTime();
    private final TestServer server = TestServer.start(ServerOptions.defaults().time(time).maxFrameBytes(MAX_LINE)
            .tokens(Map.of("dust_tok_all", Access.all(), "dust_tok_slow", Access.all().withWritesPerMinute(600))));
    private final ApiClient api = new ApiClient(server.httpUrl(), "dust_tok_all");

    @AfterEach
    void close() {
        api.close();
        server.close();
    }

    private StoreBackDoor store() {
        return server.store("james/blog");
    }

    private static String lines(int count) {
        return IntStream.range(0, count).mapToObj(i -> "{\"path\":\"p/" + i + "\",\"value\":" + i + "}\n")
                .collect(Collectors.joining());
    }

    // --- Export and import

    @Test
    void whatIsExported_isImported_withoutItsLeases() {
        store().set("a", List.of(1, 1.0));
        store().set("b/c", "x");
        api.post(STORE + "/writes", "{\"op\":\"lease\",\"path\":\"lock\"}");
        ApiClient.Answer export = api.get(STORE + "/export");
        assertThat(export.body()).isEqualTo("{\"path\":\"a\",\"type\":\"list\",\"value\":[1,1.0]}\n"
                + "{\"path\":\"b/c\",\"type\":\"string\",\"value\":\"x\"}\n");
        assertThat(export.header("Dust-Store-Seq")).isEqualTo("3");
        assertThat(export.header("Content-Type")).isEqualTo("application/x-ndjson");
        assertThat(api.get(STORE + "/export?pattern=b/**").body()).startsWith("{\"path\":\"b/c\"").doesNotContain("\"a\"");

        ApiClient.Answer imported = api.post("/api/stores/ann/copy/import", export.body());
        assertThat(imported.body()).isEqualTo("{\"written\":2,\"lines\":2}");
        assertThat(api.get("/api/stores/ann/copy/export").body()).isEqualTo(export.body());
    }

    /** What is written while somebody reads is not in it. */
    @Test
    void export_isOfOneMoment_howeverSlowItIsRead() throws IOException, InterruptedException {
        String large = "x".repeat(50_000);
        for (int i = 0; i < 400; i++) {
            store().set("p/%03d".formatted(i), large);
        }
        HttpResponse<InputStream> export = api.stream(STORE + "/export");
        try (var lines = new BufferedReader(new InputStreamReader(export.body(), StandardCharsets.UTF_8))) {
            assertThat(lines.readLine()).contains("p/000");
            store().delete("p");
            store().set("z", 1);
            assertThat(lines.lines().toList()).hasSize(399).noneMatch(line -> line.contains("\"z\""));
        }
        assertThat(export.headers().firstValue("Dust-Store-Seq")).hasValue("400");
    }

    /** Who asked must not take what he got for all there is. */
    @Test
    void exportThatFails_breaksOff_orIsAProblemIfNothingWasSent() {
        var ledger = new UnrulyLedger();
        try (TestServer failing = TestServer.start(ServerOptions.defaults().ledger(ledger.ofServer())
                .tokens(Map.of("dust_tok_all", Access.all())));
                var there = new ApiClient(failing.httpUrl(), "dust_tok_all")) {
            for (int i = 0; i < 9; i++) {
                failing.store("james/blog").set("p/" + i, "x".repeat(50_000));
            }
            ledger.breakSnapshotsAfter(0);
            ApiClient.Answer nothing = there.get(STORE + "/export");
            assertThat(nothing.status()).isEqualTo(503);
            assertThat(nothing.reason()).isEqualTo("unavailable");
            ledger.breakSnapshotsAfter(5);
            assertThatThrownBy(() -> there.get(STORE + "/export")).hasRootCauseInstanceOf(IOException.class);
        }
    }

    @Test
    @Tag("slow")
    void exportsAtOnce_areFew_andTheNextIsToldToComeAgain() throws IOException, InterruptedException {
        String large = "x".repeat(90_000);
        for (int i = 0; i < 400; i++) {
            store().set("p/" + i, large);
        }
        try (InputStream one = api.stream(STORE + "/export").body(); InputStream two = api.stream(STORE + "/export").body()) {
            ApiClient.Answer third = api.get(STORE + "/export");
            assertThat(third.status()).isEqualTo(503);
            assertThat(third.header("Retry-After")).isEqualTo("1");
            assertThat(one.readAllBytes().length).isEqualTo(two.readAllBytes().length).isGreaterThan(400 * 90_000);
        }
        while (api.send("HEAD", STORE + "/export", BodyPublishers.noBody()).status() == 503) {
            Thread.onSpinWait();
        }
    }

    @Test
    void importOfManyLines_isWrittenInBatches_andMembersHearAll() {
        try (RawClient member = RawClient.json(server.url(), "dev_a", "dust_tok_all")) {
            member.join("james/blog", 0);
            ApiClient.Answer imported = api.send("POST", STORE + "/import", BodyPublishers.fromPublisher(
                    BodyPublishers.ofString(lines(1_201) + "\n  \r\n")));
            assertThat(imported.body()).isEqualTo("{\"written\":1201,\"lines\":1203}");
            for (int i = 0; i < 1_201; i++) {
                assertThat(member.next("event").payload().get("path")).isEqualTo(Value.of("p/" + i));
            }
        }
    }

    @Test
    void importThatEnds_saysTheLine_andGoesOnFromThere() {
        String bad = lines(600) + "{\"path\":\"p//q\",\"value\":1}\n" + "{\"path\":\"last\"}";
        ApiClient.Answer ended = api.post(STORE + "/import", bad);
        assertThat(ended.status()).isEqualTo(400);
        assertThat(ended.reason()).isEqualTo("empty_segment");
        assertThat(ended.json().get("line")).isEqualTo(Value.of(601));
        assertThat(store().rows()).hasSizeGreaterThanOrEqualTo(600);

        ApiClient.Answer again = api.post(STORE + "/import?from=602", bad);
        assertThat(again.body()).isEqualTo("{\"written\":1,\"lines\":602}");
        assertThat(store().get("last")).isEqualTo(Value.NULL);
    }

    @Test
    void lineThatIsNone_endsTheImport_andWhatIsBeforeIsWritten() {
        for (String line : List.of("nonsense", "[]", "{\"value\":1}", "{\"path\":1}",
                "{\"path\":\"x\",\"value\":\"" + "x".repeat(MAX_LINE) + "\"}")) {
            ApiClient.Answer ended = api.post(STORE + "/import", lines(2) + "\n" + line + "\n" + lines(5));
            assertThat(ended.json().get("line")).as(ended.body()).isEqualTo(Value.of(4));
            assertThat(ended.status()).isIn(400, 413);
        }
        assertThat(store().rows()).containsOnlyKeys("p/0", "p/1");
        assertThat(api.post(STORE + "/import?from=0", lines(1)).reason()).isEqualTo("invalid_parameter");
    }

    /** It does not end there: whoever began it need not wait for it. */
    @Test
    @Tag("slow")
    void importBeyondTheLimit_goesOnWhenTheTokenMayWriteAgain() {
        try (var slow = new ApiClient(server.httpUrl(), "dust_tok_slow")) {
            CompletableFuture<ApiClient.Answer> imported = slow.sent("POST", STORE + "/import",
                    BodyPublishers.ofString(lines(1_000)));
            while (store().rows().size() < 600) {
                Thread.onSpinWait();
            }
            ApiClient.Answer limited = slow.put(STORE + "/entries/a", "1");
            assertThat(limited.status()).isEqualTo(429);
            assertThat(limited.header("Retry-After")).isEqualTo("60");
            assertThat(limited.json().get("retry_after_ms")).isEqualTo(Value.of(60_000));
            assertThat(imported).isNotDone();
            assertThat(store().rows()).hasSize(600);
            time.move(Duration.ofMinutes(1));
            assertThat(imported.join().body()).isEqualTo("{\"written\":1000,\"lines\":1000}");
        }
    }

    /** Nobody writes out of turn because a window has begun anew meanwhile. */
    @Test
    void batchBeyondTheLimit_isRefusedFromThereOn() {
        try (var slow = new ApiClient(server.httpUrl(), "dust_tok_slow")) {
            slow.post(STORE + "/import", lines(599));
            String write = "{\"op\":\"increment\",\"path\":\"n\",\"value\":1}";
            assertThat(slow.post(STORE + "/batch", "{\"writes\":[" + write + "," + write + "," + write + "]}").body())
                    .isEqualTo("{\"ok\":false,\"results\":[{\"status\":200,\"store_seq\":600},"
                            + "{\"status\":429,\"reason\":\"rate_limited\",\"retry_after_ms\":60000},"
                            + "{\"status\":429,\"reason\":\"rate_limited\",\"retry_after_ms\":60000}]}");
        }
    }

    // --- The log

    private static List<Long> seqs(ApiClient.Answer log) {
        assertThat(log.status()).as(log.body()).isEqualTo(200);
        return ((ListValue) log.json().get("events")).items().stream()
                .map(event -> (Long) ((MapValue) event).get("store_seq").toPlain()).toList();
    }

    @Test
    void log_isEveryOp_asMembersHearIt_inPieces() {
        api.put(STORE + "/entries/a", "1", "Idempotency-Key", "k1");
        for (int i = 0; i < 249; i++) {
            store().set("n", i);
        }
        ApiClient.Answer first = api.get(STORE + "/log?limit=1");
        assertThat(first.body()).isEqualTo("{\"events\":[{\"store_seq\":1,\"op\":\"set\",\"path\":\"a\","
                + "\"path_segments\":[\"a\"],\"value\":1,\"device_id\":\"http\",\"client_op_id\":\"k1\"}],\"store_seq\":250}");
        assertThat(seqs(api.get(STORE + "/log"))).hasSize(100).last().isEqualTo(100L);
        assertThat(seqs(api.get(STORE + "/log?after=10&limit=230"))).hasSize(230).startsWith(11L).endsWith(240L);
        assertThat(seqs(api.get(STORE + "/log?after=100&limit=1000"))).hasSize(150).endsWith(250L);
        assertThat(seqs(api.get(STORE + "/log?after=250"))).isEmpty();
    }

    @Test
    void pieceOfTheLog_isBoundedInBytes() {
        for (int i = 0; i < 200; i++) {
            store().set("p", "x".repeat(90_000));
        }
        assertThat(seqs(api.get(STORE + "/log?limit=1000"))).hasSize(100);
    }

    @Test
    void logThatIsCompacted_orOfAnotherHistory_isGone() {
        for (int i = 0; i < 5; i++) {
            store().set("n", i);
        }
        store().compact(3);
        ApiClient.Answer compacted = api.get(STORE + "/log?after=2");
        assertThat(compacted.status()).isEqualTo(410);
        assertThat(compacted.reason()).isEqualTo("compacted");
        assertThat(compacted.json().get("compacted_seq")).isEqualTo(Value.of(3));
        assertThat(seqs(api.get(STORE + "/log?after=3"))).containsExactly(4L, 5L);
        assertThat(api.get(STORE + "/log?after=6").reason()).isEqualTo("beyond_the_log");
    }

    @Test
    void whoWaits_isToldAsSoonAsSomethingComes() {
        store().set("n", 1);
        CompletableFuture<ApiClient.Answer> waiting = api.sent("GET", STORE + "/log?after=1&wait=60", BodyPublishers.noBody());
        assertThatThrownBy(() -> waiting.get(200, TimeUnit.MILLISECONDS))
                .isInstanceOf(TimeoutException.class);
        store().set("n", 2);
        assertThat(seqs(waiting.join())).containsExactly(2L);
        assertThat(seqs(api.get(STORE + "/log?after=1&wait=60"))).containsExactly(2L);
    }

    @Test
    @Tag("slow")
    void whoWaitsInVain_isToldNothing() {
        store().set("n", 1);
        assertThat(api.get(STORE + "/log?after=1&wait=1").body()).isEqualTo("{\"events\":[],\"store_seq\":1}");
        assertThat(api.get(STORE + "/log?after=1&wait=61").reason()).isEqualTo("invalid_parameter");
    }
}
