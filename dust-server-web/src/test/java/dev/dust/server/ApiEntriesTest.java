package dev.dust.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.server.access.Access;
import dev.dust.server.frame.Frame;
import dev.dust.value.ListValue;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Entries over HTTP (docs/http-api.md#entries): what is read and written is what members read and write. */
class ApiEntriesTest {
    private static final String STORE = "/api/stores/james/blog";
    private static final String ENTRIES = STORE + "/entries";

    private final TestServer server = TestServer
            .start(ServerOptions.defaults().maxFrameBytes(100_000).tokens(Map.of("dust_tok_all", Access.all())));
    private final ApiClient api = new ApiClient(server.httpUrl(), "dust_tok_all");

    @AfterEach
    void close() {
        api.close();
        server.close();
    }

    private static List<String> paths(ApiClient.Answer page) {
        assertThat(page.status()).as("%s", page.body()).isEqualTo(200);
        return ((ListValue) page.json().get("entries")).items().stream()
                .map(entry -> (String) ((MapValue) entry).get("path").toPlain()).toList();
    }

    // --- One entry

    @Test
    void whatIsPut_isGot_withItsRevisionAsEtag() {
        ApiClient.Answer put = api.put(ENTRIES + "/posts/hello", "\"Hi\"");
        assertThat(put.status()).isEqualTo(200);
        assertThat(put.body()).isEqualTo("{\"store_seq\":1}");
        assertThat(put.header("ETag")).isEqualTo("\"1\"");

        ApiClient.Answer got = api.get(ENTRIES + "/posts/hello");
        assertThat(got.body()).isEqualTo("{\"path\":\"posts/hello\",\"type\":\"string\",\"value\":\"Hi\",\"revision\":1}");
        assertThat(got.header("ETag")).isEqualTo("\"1\"");
        assertThat(got.header("Cache-Control")).isEqualTo("no-store");
        assertThat(got.header("Content-Type")).isEqualTo("application/json");
        assertThat(api.get(ENTRIES + "/posts/hello?raw=true").body()).isEqualTo("\"Hi\"");
    }

    @Test
    void membersHearOfEveryWrite_asOfAnyOther() {
        try (RawClient member = RawClient.json(server.url(), "dev_a", "dust_tok_all")) {
            member.join("james/blog", 0);
            api.put(ENTRIES + "/a", "1", "Dust-Device-Id", "dev_http", "Idempotency-Key", "key_1");
            Frame event = member.next("event");
            assertThat(event.payload()).isEqualTo(Value.from(Map.of("store_seq", 1, "op", "set", "path", "a", "path_segments",
                    List.of("a"), "value", 1, "device_id", "dev_http", "client_op_id", "key_1")));
            api.delete(ENTRIES + "/a");
            assertThat(member.next("event").payload().get("device_id")).isEqualTo(Value.of("http"));
        }
    }

    @Test
    void pathWithoutARow_isTheMapOfWhatIsBelow_andARowHidesIt() {
        api.put(ENTRIES + "/posts", "{\"hello\":{\"title\":\"Hi\",\"views\":1.0},\"a/b\":[1]}");
        ApiClient.Answer tree = api.get(ENTRIES + "/posts");
        assertThat(tree.json().get("value"))
                .isEqualTo(Value.from(Map.of("hello", Map.of("title", "Hi", "views", 1.0), "a/b", List.of(1))));
        assertThat(tree.json().get("store_seq")).isEqualTo(Value.of(1));
        assertThat(tree.header("ETag")).isNull();

        api.put(ENTRIES + "/deep/x/y", "1");
        api.post(STORE + "/writes", "{\"op\":\"increment\",\"path\":\"deep/x\",\"value\":2}");
        assertThat(api.get(ENTRIES + "/deep").json().get("value")).isEqualTo(Value.from(Map.of("x", 2)));
        assertThat(api.get(ENTRIES + "/deep/x").json().get("type")).isEqualTo(Value.of("counter"));
    }

    @Test
    void whatIsNotThere_isNotFound_andReadingMakesNoStore() {
        assertThat(api.get(ENTRIES + "/none").reason()).isEqualTo("no_such_store");
        assertThat(server.stores()).isEmpty();
        api.put(ENTRIES + "/a", "1");
        ApiClient.Answer none = api.get(ENTRIES + "/none");
        assertThat(none.status()).isEqualTo(404);
        assertThat(none.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(none.json()).isEqualTo(Value.from(Map.of("type", "about:blank", "title", "Not Found", "status", 404,
                "reason", "no_such_entry", "detail", "there is nothing at this path, nor below it")));
    }

    @Test
    void urlsSegments_areRenderedAndPercentEncoded() {
        api.put(ENTRIES + "/a~1b/%25%20%C3%A9~0;x=1", "1");
        assertThat(api.get(ENTRIES + "/a~1b/%25%20%C3%A9~0%3Bx=1").json().get("path"))
                .isEqualTo(Value.of("a~1b/% é~0;x=1"));
        assertThat(api.get(ENTRIES + "/%0A%5C").status()).isEqualTo(404);
        assertThat(api.get(ENTRIES + "/a~2").reason()).isEqualTo("invalid_escape");
        assertThat(api.get(ENTRIES + "/").reason()).isEqualTo("empty_path");
        assertThat(api.get(ENTRIES + "/a%2Fb").reason()).isEqualTo("invalid_url");
        assertThat(api.get(ENTRIES + "/%FF").status()).isEqualTo(400);
        assertThat(api.put(ENTRIES + "/" + "%C3%A9".repeat(2_048), "1").status()).isEqualTo(200);
        assertThat(api.put(ENTRIES + "/" + "%C3%A9".repeat(2_049), "1").status()).isEqualTo(413);
    }

    @Test
    void storeOfAUuid_isOneSegment() {
        String store = "/api/stores/123e4567-e89b-12d3-a456-426614174000";
        assertThat(api.put(store + "/entries/a", "1").status()).isEqualTo(200);
        assertThat(api.get(store).json().get("current_seq")).isEqualTo(Value.of(1));
        assertThat(api.get("/api/stores/james").reason()).isEqualTo("no_such_resource");
        assertThat(api.get(STORE + "/none").reason()).isEqualTo("no_such_resource");
        assertThat(api.put("/api/stores/a%20b/c/entries/a", "1").reason()).isEqualTo("no_such_store");
    }

    // --- Conditions

    @Test
    void ifMatch_letsOneOfTwoWriters() {
        api.put(ENTRIES + "/a", "1");
        assertThat(api.put(ENTRIES + "/a", "2", "If-Match", "\"1\"").status()).isEqualTo(200);
        ApiClient.Answer late = api.put(ENTRIES + "/a", "3", "If-Match", "\"1\"");
        assertThat(late.status()).isEqualTo(412);
        assertThat(late.reason()).isEqualTo("conflict");
        assertThat(late.json().get("current_revision")).isEqualTo(Value.of(2));
        assertThat(api.delete(ENTRIES + "/a", "If-Match", "\"1\"").status()).isEqualTo(412);
        assertThat(api.delete(ENTRIES + "/a", "If-Match", "\"2\"").body()).isEqualTo("{\"store_seq\":3}");
        for (String none : List.of("*", "1", "W/\"1\"", "\"1\", \"2\"", "\"x\"")) {
            assertThat(api.put(ENTRIES + "/a", "3", "If-Match", none).reason()).as(none).isEqualTo("invalid_precondition");
        }
        assertThat(api.put(ENTRIES + "/a", "{\"b\":1}", "If-Match", "\"2\"").reason()).isEqualTo("if_match_multi_leaf");
    }

    @Test
    void ifNoneMatch_createsOnce_andSparesWhatIsKnown() {
        assertThat(api.put(ENTRIES + "/a", "1", "If-None-Match", "*").status()).isEqualTo(201);
        ApiClient.Answer second = api.put(ENTRIES + "/a", "2", "If-None-Match", "*");
        assertThat(second.status()).isEqualTo(412);
        assertThat(second.reason()).isEqualTo("exists");
        assertThat(api.put(ENTRIES + "/a", "2", "If-None-Match", "\"1\"").reason()).isEqualTo("invalid_precondition");

        ApiClient.Answer known = api.get(ENTRIES + "/a", "If-None-Match", "\"0\", \"1\"");
        assertThat(known.status()).isEqualTo(304);
        assertThat(known.body()).isEmpty();
        assertThat(known.header("ETag")).isEqualTo("\"1\"");
        assertThat(api.get(ENTRIES + "/a", "If-None-Match", "\"2\"").status()).isEqualTo(200);
    }

    /** A proxy that compresses makes a tag weak, and one header may come as several (RFC 9110, 5.3 and 13.1.2). */
    @Test
    void ifNoneMatch_sparesWhatIsKnown_byAWeakTagToo_inHoweverManyLines() {
        api.put(ENTRIES + "/a", "1");
        assertThat(api.get(ENTRIES + "/a", "If-None-Match", "W/\"1\"").status()).isEqualTo(304);
        assertThat(api.get(ENTRIES + "/a", "If-None-Match", "\"0\", W/\"1\"").status()).isEqualTo(304);
        assertThat(api.get(ENTRIES + "/a", "If-None-Match", "\"0\"", "If-None-Match", "\"1\"").status()).isEqualTo(304);
        assertThat(api.get(ENTRIES + "/a", "If-None-Match", "W/\"2\"").status()).isEqualTo(200);
        assertThat(api.put(ENTRIES + "/a", "2", "If-Match", "\"1\"", "If-Match", "\"7\"").reason())
                .as("a condition of which half would be looked at").isEqualTo("invalid_precondition");
    }

    @Test
    void fence_letsTheHolderOfALeaseAlone() {
        ApiClient.Answer lease = api.post(STORE + "/writes",
                "{\"op\":\"lease\",\"path\":\"jobs/nightly\",\"ttl_ms\":60000,\"holder\":\"w7\"}");
        assertThat(lease.json().get("token")).isEqualTo(Value.of(1));
        assertThat(lease.header("ETag")).isNull();
        assertThat(api.post(STORE + "/writes", "{\"op\":\"lease\",\"path\":\"jobs/nightly\"}").status()).isEqualTo(409);
        String fence = "?fence_key=jobs%2Fnightly&fence_token=";
        assertThat(api.put(ENTRIES + "/result" + fence + 1, "1").status()).isEqualTo(200);
        ApiClient.Answer stopped = api.put(ENTRIES + "/result" + fence + 7, "1");
        assertThat(stopped.status()).isEqualTo(412);
        assertThat(stopped.reason()).isEqualTo("fenced");
        assertThat(api.put(ENTRIES + "/result?fence_token=1", "1").reason()).isEqualTo("invalid_precondition");
    }

    // --- Sent again

    @Test
    void requestThatIsSentAgain_takesEffectOnce() {
        for (String key : List.of("k1", "\"k1\"")) {
            ApiClient.Answer put = api.put(ENTRIES + "/a", "1", "Idempotency-Key", key);
            assertThat(put.body()).isEqualTo("{\"store_seq\":1}");
            assertThat(put.header("Idempotent-Replayed")).isEqualTo(key.equals("k1") ? null : "true");
        }
        String increment = "{\"op\":\"increment\",\"path\":\"n\",\"value\":2,\"client_op_id\":\"k2\"}";
        assertThat(api.post(STORE + "/writes", increment).body()).isEqualTo("{\"store_seq\":2}");
        assertThat(api.post(STORE + "/writes", increment, "Idempotency-Key", "k2").body()).isEqualTo("{\"store_seq\":2}");
        assertThat(api.get(ENTRIES + "/n").json().get("value")).isEqualTo(Value.of(2));
        assertThat(api.delete(ENTRIES + "/n", "Idempotency-Key", "k3").status()).isEqualTo(200);
        assertThat(api.delete(ENTRIES + "/n", "Idempotency-Key", "k3").body()).isEqualTo("{\"store_seq\":3}");
        assertThat(api.put(ENTRIES + "/a", "1", "Idempotency-Key", "k1", "Dust-Device-Id", "other").body())
                .isEqualTo("{\"store_seq\":4}");
    }

    @Test
    void keyOfAnotherRequest_isRefused_andNothingIsWritten() {
        api.put(ENTRIES + "/a", "1", "Idempotency-Key", "k1");
        for (ApiClient.Answer other : List.of(api.put(ENTRIES + "/a", "2", "Idempotency-Key", "k1"),
                api.put(ENTRIES + "/b", "1", "Idempotency-Key", "k1"), api.delete(ENTRIES + "/a", "Idempotency-Key", "k1"))) {
            assertThat(other.status()).isEqualTo(422);
            assertThat(other.reason()).isEqualTo("idempotency_key_reused");
        }
        assertThat(api.get(STORE).json().get("current_seq")).isEqualTo(Value.of(1));
        assertThat(api.put(ENTRIES + "/a", "1", "Idempotency-Key", " ").reason()).isEqualTo("invalid_idempotency_key");
        assertThat(api.put(ENTRIES + "/a", "1", "Idempotency-Key", "x".repeat(201)).reason())
                .isEqualTo("invalid_idempotency_key");
        assertThat(api.post(STORE + "/writes", "{\"op\":\"set\",\"path\":\"a\",\"client_op_id\":\"k9\"}", "Idempotency-Key",
                "k8").reason()).isEqualTo("invalid_idempotency_key");
        assertThat(api.put(ENTRIES + "/a", "1", "Dust-Device-Id", "x".repeat(201)).reason()).isEqualTo("invalid_device_id");
    }

    @Test
    void keyThatIsNoLongerInTheHistory_isAnsweredAsFarAsItIsKnown() {
        api.put(ENTRIES + "/a", "1", "Idempotency-Key", "k1");
        server.store("james/blog").compact(1);
        assertThat(api.put(ENTRIES + "/a", "2", "Idempotency-Key", "k1").status()).isEqualTo(200);
    }

    // --- Batches

    @Test
    void batch_isDecidedInOrder_eachByItself_andOnceIfItIsSentAgain() {
        String writes = "{\"writes\":[{\"op\":\"set\",\"path\":\"a\",\"value\":1,\"if_absent\":true},"
                + "{\"op\":\"set\",\"path\":\"a\",\"value\":2,\"if_absent\":true},"
                + "{\"op\":\"increment\",\"path\":\"a\",\"value\":1},{\"op\":\"nonsense\",\"path\":\"a\"}]}";
        String results = "{\"ok\":false,\"results\":[{\"status\":200,\"store_seq\":1},{\"status\":412,\"reason\":\"exists\"},"
                + "{\"status\":200,\"store_seq\":2},{\"status\":400,\"reason\":\"invalid op\"}]}";
        assertThat(api.post(STORE + "/batch", writes, "Idempotency-Key", "b1").body()).isEqualTo(results);
        assertThat(api.post(STORE + "/batch", writes, "Idempotency-Key", "b1").body()).isEqualTo(results);
        assertThat(api.get(ENTRIES + "/a").json().get("value")).isEqualTo(Value.of(2));
        assertThat(api.post(STORE + "/batch", writes.replace("\"value\":1}", "\"value\":9}"), "Idempotency-Key", "b1").body())
                .contains("{\"status\":422,\"reason\":\"idempotency_key_reused\"}");
        assertThat(api.post(STORE + "/batch", "{\"writes\":[]}").body()).isEqualTo("{\"ok\":true,\"results\":[]}");
    }

    @Test
    void whatIsNoBatch_isRefused() {
        String many = "{\"op\":\"delete\",\"path\":\"a\"},".repeat(501);
        for (String body : List.of("[]", "{}", "{\"writes\":[" + many.substring(0, many.length() - 1) + "]}")) {
            assertThat(api.post(STORE + "/batch", body).reason()).isEqualTo("invalid_batch");
        }
        assertThat(api.post(STORE + "/batch", "{\"writes\":[1]}").reason()).isEqualTo("invalid_write");
        assertThat(api.post(STORE + "/writes", "1").reason()).isEqualTo("invalid_write");
        assertThat(api.post(STORE + "/writes", "{\"op\":\"release\",\"path\":\"a\",\"token\":1}").body())
                .isEqualTo("{\"released\":false}");
        assertThat(api.post(STORE + "/writes", "{").reason()).isEqualTo("invalid_json");
        assertThat(api.put(ENTRIES + "/a", "").reason()).isEqualTo("invalid_json");
    }

    @Test
    void bodyThatIsTooLarge_isRefused_saidOrNot() {
        String large = "\"" + "x".repeat(100_000) + "\"";
        assertThat(api.put(ENTRIES + "/a", large).reason()).isEqualTo("too_large");
        ApiClient.Answer chunked = api.send("PUT", ENTRIES + "/a", BodyPublishers
                .ofInputStream(() -> new ByteArrayInputStream(large.getBytes(StandardCharsets.UTF_8))));
        assertThat(chunked.status()).isEqualTo(413);
        assertThat(api.get(STORE).status()).isEqualTo(200);
    }

    // --- Pages

    @Test
    void pages_areTheRowsThatMatch_inOrder_eachOnce() {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < 250; i++) {
            all.add("posts/%03d/title".formatted(i));
        }
        String writes = String.join(",",
                all.stream().map(path -> "{\"op\":\"set\",\"path\":\"" + path + "\",\"value\":1}").toList());
        api.post(STORE + "/batch", "{\"writes\":[" + writes + "]}");
        api.put(ENTRIES + "/zoo", "1");
        List<String> seen = new ArrayList<>();
        String cursor = "";
        for (int page = 0; cursor != null; page++) {
            ApiClient.Answer answer = api.get(ENTRIES + "?pattern=posts/**&limit=70" + cursor);
            seen.addAll(paths(answer));
            assertThat(answer.json().get("store_seq")).isEqualTo(Value.of(251));
            cursor = answer.json().get("next") == null ? null : "&cursor=" + answer.json().get("next").toPlain();
            assertThat(page).isLessThan(5);
        }
        assertThat(seen).isEqualTo(all);
        assertThat(paths(api.get(ENTRIES))).isEqualTo(all.subList(0, 100));
        assertThat(paths(api.get(ENTRIES + "?from=posts/249&limit=1000"))).containsExactly("posts/249/title", "zoo");
        assertThat(paths(api.get(ENTRIES + "?from=posts/010&to=posts/012"))).isEqualTo(all.subList(10, 12));
        assertThat(paths(api.get(ENTRIES + "?pattern=*"))).containsExactly("zoo");
        assertThat(paths(api.get(ENTRIES + "?from=z&to=a"))).isEmpty();
        assertThat(api.get(ENTRIES + "/posts").status()).isEqualTo(200);
    }

    @Test
    void patterns_areThoseOfTheProtocol() {
        for (String path : List.of("a", "a/b", "a/b/c", "a!", "*/x", "q/*", "q/**")) {
            api.put(ENTRIES + "/" + path, "1");
        }
        assertThat(paths(api.get(ENTRIES + "?pattern=a"))).containsExactly("a");
        assertThat(paths(api.get(ENTRIES + "?pattern=a/**"))).containsExactly("a/b", "a/b/c");
        assertThat(paths(api.get(ENTRIES + "?pattern=*/b"))).containsExactly("a/b");
        assertThat(paths(api.get(ENTRIES + "?pattern=a/*/c"))).containsExactly("a/b/c");
        assertThat(paths(api.get(ENTRIES + "?pattern=%5C*/x"))).containsExactly("*/x");
        assertThat(paths(api.get(ENTRIES + "?pattern=q/%5C**"))).containsExactly("q/**");
        assertThat(api.get(ENTRIES + "?pattern=**/a").reason()).isEqualTo("wildcard_many_not_tail");
        assertThat(api.get(ENTRIES + "?pattern=a//b").reason()).isEqualTo("empty_segment");
    }

    @Test
    @Tag("slow")
    void whatAPageCosts_isBounded() {
        api.put(ENTRIES + "/many", "{" + String.join(",", IntStream.range(0, 1_001).mapToObj(i -> "\"" + i + "\":1").toList())
                + "}");
        assertThat(api.get(ENTRIES + "/many").reason()).isEqualTo("too_many_rows");
        String large = "\"" + "x".repeat(90_000) + "\"";
        for (int i = 0; i < 60; i++) {
            api.put(ENTRIES + "/large/" + (10 + i), large);
        }
        ApiClient.Answer page = api.get(ENTRIES + "?pattern=large/*");
        assertThat(paths(page)).hasSizeBetween(40, 50);
        assertThat(paths(api.get(ENTRIES + "?pattern=large/*&cursor=" + page.json().get("next").toPlain())))
                .hasSize(60 - paths(page).size());
    }

    @Test
    void parametersThatAreNone_areRefused() {
        api.put(ENTRIES + "/a", "1");
        assertThat(api.get(ENTRIES + "?patern=a").reason()).isEqualTo("unknown_parameter");
        for (String limit : List.of("0", "1001", "x", "")) {
            assertThat(api.get(ENTRIES + "?limit=" + limit).reason()).as(limit).isEqualTo("invalid_parameter");
        }
        assertThat(api.get(ENTRIES + "?cursor=!").reason()).isEqualTo("invalid_cursor");
        assertThat(api.get(ENTRIES + "?cursor=_w").reason()).isEqualTo("invalid_cursor");
        assertThat(api.get(ENTRIES + "/a?raw=yes").reason()).isEqualTo("invalid_parameter");
        assertThat(api.get(ENTRIES + "?pattern=%FF").status()).isEqualTo(400);
    }
}
