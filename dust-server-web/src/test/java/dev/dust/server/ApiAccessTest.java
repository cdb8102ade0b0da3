package dev.dust.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.server.access.Access;
import dev.dust.value.Value;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Who may ask for what over HTTP, and what is said where it cannot be had (docs/http-api.md#problems). */
class ApiAccessTest {
    private static final String STORE = "/api/stores/james/blog";
    private static final String ENTRY = STORE + "/entries/a";
    private static final List<String> READS = List.of(ENTRY, STORE, STORE + "/entries", STORE + "/export", STORE + "/log");

    private final UnrulyLedger ledger = new UnrulyLedger();
    private final ManualTime time = new ManualTime();
    private final TestServer server = TestServer.start(ServerOptions.defaults().ledger(ledger.ofServer()).time(time)
            .tokens(Map.of("dust_tok_all", Access.all(), "dust_tok_one", Access.all().onlyStores("james/blog"),
                    "dust_tok_reader", Access.readOnly(), "dust_tok_writer",
                    Access.all().withPermissions(false, true).withScopes(Access.ENTRIES_WRITE), "dust_tok_files",
                    Access.all().withScopes(Access.FILES_READ), "dust_tok_mute", Access.all().withPermissions(true, false),
                    "dust_tok_blind", Access.all().withPermissions(false, true), "dust_tok_short",
                    Access.all().until(new ManualTime().now().plusSeconds(60)))));
    private final ApiClient api = as("dust_tok_all");

    @AfterEach
    void close() {
        ledger.goOn();
        server.close();
    }

    private ApiClient as(String token) {
        return new ApiClient(server.httpUrl(), token);
    }

    @Test
    void whoHasNoToken_isAskedForOne() {
        for (String token : new String[]{null, "dust_tok_wrong"}) {
            for (String path : READS) {
                ApiClient.Answer answer = as(token).get(path);
                assertThat(answer.status()).isEqualTo(401);
                assertThat(answer.reason()).isEqualTo("invalid_token");
                assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer");
            }
            assertThat(as(token).put(ENTRY, "1").status()).isEqualTo(401);
        }
        assertThat(ledger.truth().stores()).isEmpty();
    }

    @Test
    void tokens_mayDoWhatTheyMayOverTheWebSocket() {
        assertThat(as("dust_tok_reader").put(ENTRY, "1").json())
                .isEqualTo(Value.from(Map.of("type", "about:blank", "title", "Forbidden", "status", 403, "reason",
                        "missing_scope", "scope", "entries:write", "detail", "Token is missing entries:write scope")));
        assertThat(as("dust_tok_mute").delete(ENTRY).reason()).isEqualTo("unauthorized");
        assertThat(as("dust_tok_one").post("/api/stores/ann/shop/import", "").reason()).isEqualTo("store_not_allowed");
        assertThat(ledger.truth().stores()).isEmpty();
        assertThat(as("dust_tok_writer").put(ENTRY, "1").status()).isEqualTo(200);
        for (String path : READS) {
            assertThat(as("dust_tok_reader").get(path).status()).as(path).isEqualTo(200);
            assertThat(as("dust_tok_files").get(path).reason()).as(path).isEqualTo("missing_scope");
            assertThat(as("dust_tok_blind").get(path).reason()).as(path).isEqualTo("unauthorized");
            assertThat(as("dust_tok_one").get(path.replace("james/blog", "ann/shop")).reason()).as(path)
                    .isEqualTo("store_not_allowed");
            assertThat(api.get(path.replace("james/blog", "ann/shop")).reason()).as(path).isEqualTo("no_such_store");
        }
    }

    @Test
    void storesAreListedByPages_thoseThatTheTokenOpens() {
        for (String store : List.of("b/1", "a/1", "a/2", "c/1")) {
            ledger.truth(store);
        }
        ApiClient.Answer first = as("dust_tok_reader").get("/api/stores?limit=2");
        assertThat(first.body()).isEqualTo("{\"stores\":["
                + "{\"name\":\"a/1\",\"current_seq\":0,\"entry_count\":0,\"members\":[]},"
                + "{\"name\":\"a/2\",\"current_seq\":0,\"entry_count\":0,\"members\":[]}],\"next\":\"YS8y\"}");
        assertThat(as("dust_tok_reader").get("/api/stores?limit=2&cursor=YS8y").body()).contains("b/1", "c/1")
                .doesNotContain("a/2", "next");
        assertThat(api.get("/api/stores/a/1").body()).isEqualTo("{\"name\":\"a/1\",\"current_seq\":0,\"entry_count\":0,"
                + "\"compacted_seq\":0,\"archived\":false,\"members\":[]}");
    }

    @Test
    void methodsThatThereAreNot_areRefused_andHeadIsGetWithoutABody() {
        api.put(ENTRY, "1");
        ApiClient.Answer post = api.post(ENTRY, "1");
        assertThat(post.status()).isEqualTo(405);
        assertThat(post.header("Allow")).isEqualTo("GET, PUT, DELETE, HEAD");
        assertThat(api.send("OPTIONS", ENTRY, BodyPublishers.noBody(), "Origin", "https://example.org").status())
                .isEqualTo(403);
        assertThat(api.get(STORE + "/batch").header("Allow")).isEqualTo("POST");
        for (String path : READS) {
            ApiClient.Answer head = api.send("HEAD", path, BodyPublishers.noBody());
            assertThat(head.status()).as(path).isEqualTo(200);
            assertThat(head.body()).isEmpty();
        }
        assertThat(api.send("HEAD", ENTRY, BodyPublishers.noBody()).header("Content-Length"))
                .isEqualTo(Integer.toString(api.get(ENTRY).body().length()));
    }

    /** No page of another origin can ask, and none is told that it may. */
    @Test
    void pagesOfOtherOrigins_areRefused() {
        ApiClient.Answer answer = api.put(ENTRY, "1", "Origin", "https://example.org");
        assertThat(answer.reason()).isEqualTo("origin_not_allowed");
        assertThat(answer.header("Access-Control-Allow-Origin")).isNull();
        assertThat(api.put(ENTRY, "1", "Origin", "http://localhost:1").status()).isEqualTo(200);
    }

    @Test
    @Tag("slow")
    void archivedStore_isRead_andNotWritten() {
        api.put(ENTRY, "1");
        ledger.truth("james/blog").archive();
        ApiClient.Answer put = api.put(ENTRY, "1");
        assertThat(put.status()).isEqualTo(409);
        assertThat(put.reason()).isEqualTo("store_archived");
        assertThat(api.get(ENTRY).status()).isEqualTo(200);
        assertThat(api.get(STORE).body()).contains("\"archived\":true");
        assertThat(api.get(STORE + "/log?after=1&wait=1").status()).isEqualTo(200);
    }

    @Test
    void ledgerThatIsAway_isSaidToBe_andNothingIsWritten() {
        api.put(ENTRY, "1");
        ledger.fail("write", "row", "range", "head", "snapshot", "after");
        for (String path : READS) {
            ApiClient.Answer answer = api.get(path);
            assertThat(answer.status()).as(path).isEqualTo(503);
            assertThat(answer.reason()).isEqualTo("unavailable");
            assertThat(answer.header("Retry-After")).isEqualTo("1");
            assertThat(answer.body()).doesNotContain("on purpose");
        }
        assertThat(api.put(ENTRY, "2").status()).isEqualTo(503);
        assertThat(api.post(STORE + "/import", "{\"path\":\"b\"}").json().get("line")).isEqualTo(Value.of(1));
        ledger.failNoMore();
        assertThat(api.get(STORE).json().get("current_seq")).isEqualTo(Value.of(1));
    }

    /** Whether it has happened is found out by the same key. */
    @Test
    void writeOfWhichNobodyKnows_isSaidToBeInDoubt() {
        ledger.failInDoubt();
        ledger.fail("write");
        ApiClient.Answer put = api.put(ENTRY, "1", "Idempotency-Key", "k1");
        assertThat(put.status()).isEqualTo(504);
        assertThat(put.reason()).isEqualTo("in_doubt");
        ledger.failNoMore();
        assertThat(api.put(ENTRY, "1", "Idempotency-Key", "k1").body()).isEqualTo("{\"store_seq\":1}");
    }

    @Test
    void tokenThatEndsWhileSomebodyWaits_tellsHimNothing() {
        api.put(ENTRY, "1");
        CompletableFuture<ApiClient.Answer> waiting = as("dust_tok_short").sent("GET", STORE + "/log?after=1&wait=60",
                BodyPublishers.noBody());
        while (ledger.followers() == 0) {
            Thread.onSpinWait();
        }
        time.move(Duration.ofMinutes(2));
        api.put(ENTRY, "2");
        assertThat(waiting.join().reason()).isEqualTo("invalid_token");
        assertThat(ledger.followers()).isZero();
    }

    @Test
    void serverLikeThePublicOne_hasTheListOfStoresAlone() {
        try (TestServer hosted = TestServer.start(ServerOptions.defaults().hosted(true).stores(Set.of("james/blog"))
                .tokens(Map.of("dust_tok_all", Access.all())));
                var there = new ApiClient(hosted.httpUrl(), "dust_tok_all")) {
            assertThat(there.get("/api/stores").status()).isEqualTo(200);
            assertThat(there.get(ENTRY).reason()).isEqualTo("no_such_resource");
        }
    }
}
