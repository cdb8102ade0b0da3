package dev.dust.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.dust.server.access.Access;
import dev.dust.server.rules.Wire;
import dev.dust.value.MapValue;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may do what (docs/protocol.md#access). */
class AccessTest {
    private static final String ABC = "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    private final ManualTime time = new ManualTime();
    private final HttpClient http = HttpClient.newHttpClient();
    private TestServer server = TestServer.start(ServerOptions.defaults().time(time)
            .tokens(Map.of("all", Access.all(), "reader", Access.readOnly(), "blog", Access.all().onlyStores("james/blog"),
                    "no_scopes", Access.all().withScopes(), "no_files",
                    Access.all().withScopes("entries:read", "entries:write"), "unreadable",
                    Access.all().withPermissions(false, true), "unwritable", Access.all().withPermissions(true, false), "brief",
                    Access.all().until(time.now().plusSeconds(60)))));

    @AfterEach
    void stop() {
        server.close();
    }

    private static MapValue map(Object... keysAndValues) {
        return Wire.mapOf(keysAndValues);
    }

    private static MapValue error(Object... keysAndValues) {
        return map("status", "error", "response", map(keysAndValues));
    }

    /** The status of the answer to an upgrade; 101 if it went well. */
    private int upgrade(String query) {
        Throwable refused = catchThrowable(() -> HttpClient.newHttpClient().newWebSocketBuilder()
                .buildAsync(RawClient.uri(server.url(), query), new WebSocket.Listener() {
                }).join().abort());
        return refused == null ? 101 : ((WebSocketHandshakeException) refused.getCause()).getResponse().statusCode();
    }

    private MapValue join(String token, String store) {
        try (var client = RawClient.json(server.url(), "dev_a", token)) {
            return client.reply(client.send(null, "store:" + store, "phx_join", map("last_store_seq", 0)));
        }
    }

    @ParameterizedTest
    @CsvSource({"token=all&capver=3&vsn=2.0.0&device_id=d, 101", "token=all&capver=4&vsn=3.0.0&device_id=d, 101",
            "token=nobody&capver=3&vsn=2.0.0&device_id=d, 403", "token=&capver=3&vsn=2.0.0&device_id=d, 403",
            "capver=3&vsn=2.0.0&device_id=d, 403", "token=all&capver=2&vsn=2.0.0&device_id=d, 403",
            "token=all&vsn=2.0.0&device_id=d, 403", "token=all&capver=three&vsn=2.0.0&device_id=d, 403",
            "token=all&capver=3&vsn=1.0.0&device_id=d, 403", "token=all&capver=3&device_id=d, 403",
            "token=all&capver=3&vsn=json&device_id=d, 403", "token=all&capver=3&vsn=2.0.0, 403",
            "token=all&capver=3&vsn=2.0.0&device_id=, 403"})
    void anUpgrade_needsATokenADeviceARecentCapverAndAFormat(String query, int status) {
        assertThat(upgrade(query)).isEqualTo(status);
    }

    /** The status of the answer to an upgrade that a browser asks for on behalf of a page. */
    private int upgradeOfAPage(String host, String origin) throws IOException {
        try (var socket = new Socket("127.0.0.1", server.port())) {
            socket.getOutputStream().write(("GET /ws/sync/websocket?token=all&capver=3&vsn=2.0.0&device_id=d HTTP/1.1\r\nHost: "
                    + host + "\r\nOrigin: " + origin + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            var answer = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            return Integer.parseInt(answer.readLine().split(" ")[1]);
        }
    }

    @ParameterizedTest
    @CsvSource({"localhost:7755, http://localhost:3000, 101", "127.0.0.1:7755, http://127.0.0.1:7755, 101",
            "localhost, http://[::1]:80, 101", "localhost, https://evil.example, 403", "localhost, null, 403",
            "localhost, http://localhost.evil.example, 403", "localhost, not a url, 403", "localhost, file://, 403",
            "evil.example, http://evil.example, 403", "localhost, HTTPS://Good.Example, 101",
            "localhost, https://good.example:444, 403"})
    void aPage_connectsIfItIsOfThisMachine_orAllowed(String host, String origin, int status) throws IOException {
        server.close();
        server = TestServer.start(ServerOptions.defaults().allowedOrigins(Set.of("https://good.example")));
        assertThat(upgradeOfAPage(host, origin)).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({"dust.example:7755, https://dust.example, 101", "dust.example, https://evil.example, 403"})
    void aPageOfTheServersOwnHost_connectsToAServerInTheNetwork(String host, String origin, int status) throws IOException {
        server.close();
        server = TestServer.start(ServerOptions.defaults().host("0.0.0.0").tokens(Map.of("all", Access.all())));
        assertThat(upgradeOfAPage(host, origin)).isEqualTo(status);
    }

    @Test
    void aServerInTheNetwork_needsAToken_orHasToBeTold() {
        assertThatThrownBy(() -> TestServer.start(ServerOptions.defaults().host("0.0.0.0")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("0.0.0.0").hasMessageContaining("open to everybody");
        TestServer.start(ServerOptions.defaults().host("0.0.0.0").anyToken(true)).close();
        TestServer.start(ServerOptions.defaults().host("0.0.0.0").tokens(Map.of("t", Access.all()))).close();
        TestServer.start(ServerOptions.defaults().host("localhost")).close();
    }

    @Test
    void anExpiredToken_isRefused() {
        assertThat(upgrade("token=brief&capver=3&vsn=2.0.0&device_id=d")).isEqualTo(101);
        time.move(Duration.ofSeconds(60));
        assertThat(upgrade("token=brief&capver=3&vsn=2.0.0&device_id=d")).isEqualTo(403);
    }

    @Test
    void withoutTokensOfItsOwn_theServerTakesAnyThatIsNotEmpty() {
        server.close();
        server = TestServer.start();
        assertThat(upgrade("token=whatever&capver=3&vsn=2.0.0&device_id=d")).isEqualTo(101);
        assertThat(upgrade("token=&capver=3&vsn=2.0.0&device_id=d")).isEqualTo(403);
    }

    @Test
    void aJoin_needsItsScopeItsStoreAndThePermissionToRead() {
        assertThat(join("no_scopes", "james/blog")).isEqualTo(
                error("reason", "missing_scope", "scope", "entries:read", "message", "Token is missing entries:read scope"));
        assertThat(join("blog", "james/other")).isEqualTo(
                error("reason", "store_not_allowed", "message", "Token does not have access to this store"));
        assertThat(join("unreadable", "james/blog")).isEqualTo(error("reason", "unauthorized"));
        MapValue response = (MapValue) join("blog", "james/blog").get("response");
        assertThat(response.get("store_access")).isEqualTo(map("mode", "selected", "store_ids", List.of("james/blog")));
        assertThat(((MapValue) join("reader", "james/blog").get("response")).get("permissions"))
                .isEqualTo(map("read", true, "write", false));
    }

    @Test
    void aStoreThatThereIsNot_isUnauthorized() {
        server.close();
        server = TestServer
                .start(ServerOptions.defaults().stores(Set.of("james/blog", "8c2ff1ab-7a0f-4c35-9a3b-1f4a2b6c7d8e")));
        assertThat(join("any", "james/other")).isEqualTo(error("reason", "unauthorized"));
        assertThat(join("any", "james/blog").get("status").toString()).isEqualTo("ok");
        assertThat(join("any", "8c2ff1ab-7a0f-4c35-9a3b-1f4a2b6c7d8e").get("status").toString()).isEqualTo("ok");
    }

    @ParameterizedTest
    @CsvSource({"blog", "a/b/c", "/b", "a/", "''", "a b/c"})
    void aNameThatNoStoreHas_isUnauthorized(String name) {
        assertThat(join("all", name)).isEqualTo(error("reason", "unauthorized"));
        assertThat(server.stores()).isEmpty();
    }

    @Test
    void writes_needTheirScopeAndThePermissionToWrite() {
        try (var reader = RawClient.json(server.url(), "dev_a", "reader");
                var unwritable = RawClient.json(server.url(), "dev_b", "unwritable");
                var noFiles = RawClient.json(server.url(), "dev_c", "no_files")) {
            String ref = reader.join("james/blog", 0);
            MapValue noScope = error("reason", "missing_scope", "scope", "entries:write", "message",
                    "Token is missing entries:write scope");
            assertThat(reader.push(ref, "james/blog", "write", "op", "set", "path", "a", "value", 1)).isEqualTo(noScope);
            assertThat(reader.push(ref, "james/blog", "write", "op", "lease", "path", "a")).isEqualTo(noScope);
            assertThat(reader.push(ref, "james/blog", "rollback", "to_seq", 0)).isEqualTo(noScope);
            String other = unwritable.join("james/blog", 0);
            assertThat(unwritable.push(other, "james/blog", "write", "op", "set", "path", "a", "value", 1))
                    .isEqualTo(error("reason", "unauthorized"));
            String third = noFiles.join("james/blog", 0);
            assertThat(noFiles.push(third, "james/blog", "put_file", "path", "a", "content", "YWJj")).isEqualTo(error("reason",
                    "missing_scope", "scope", "files:write", "message", "Token is missing files:write scope"));
        }
        assertThat(server.store("james/blog").seq()).isZero();
    }

    @Test
    void aRateLimit_countsEachTokensWritesOfAMinute() {
        server.close();
        server = TestServer.start(ServerOptions.defaults().time(time).rateLimit(2));
        try (var one = RawClient.json(server.url(), "dev_a", "one"); var two = RawClient.json(server.url(), "dev_b", "two")) {
            String ref = one.join("a/b", 0);
            String other = two.join("a/b", 0);
            one.push(ref, "a/b", "write", "op", "set", "path", "a", "value", 1);
            time.move(Duration.ofSeconds(20));
            one.push(ref, "a/b", "write", "op", "set", "path", "a", "value", 2);
            assertThat(one.push(ref, "a/b", "write", "op", "set", "path", "a", "value", 3))
                    .isEqualTo(error("reason", "rate_limited", "retry_after_ms", 40_000));
            assertThat(two.push(other, "a/b", "write", "op", "set", "path", "b", "value", 1).get("status").toString())
                    .isEqualTo("ok");
            time.move(Duration.ofSeconds(40));
            assertThat(one.push(ref, "a/b", "write", "op", "set", "path", "a", "value", 3).get("status").toString())
                    .isEqualTo("ok");
        }
    }

    @Test
    void aKeyLimit_isAnswered() {
        server.close();
        server = TestServer.start(ServerOptions.defaults().keyLimit(1));
        server.store("a/b").set("a", 1);
        try (var client = RawClient.json(server.url(), "dev_a")) {
            assertThat(client.push(client.join("a/b", 0), "a/b", "write", "op", "set", "path", "b", "value", 1))
                    .isEqualTo(error("reason", "limit_exceeded", "dimension", "keys", "current", 1, "limit", 1));
        }
    }

    @Test
    void leases_areJudgedByTheMonotonicClock() {
        try (var client = RawClient.json(server.url(), "dev_a", "all")) {
            String ref = client.join("a/b", 0);
            client.push(ref, "a/b", "write", "op", "lease", "path", "lock", "ttl_ms", 60_000);
            time.jump(Duration.ofHours(1));
            assertThat(client.push(ref, "a/b", "write", "op", "lease", "path", "lock")).isEqualTo(error("reason", "held"));
            time.move(Duration.ofSeconds(60));
            assertThat(client.push(ref, "a/b", "write", "op", "lease", "path", "lock").get("status").toString())
                    .isEqualTo("ok");
        }
    }

    private HttpResponse<String> download(String hash, String authorization) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(server.httpUrl() + "/api/files/" + hash));
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void files_areServedToThoseWhoMay() throws IOException, InterruptedException {
        try (var client = RawClient.messagePack(server.url(), "dev_a", "all")) {
            String ref = client.join("james/other", 0);
            client.push(ref, "james/other", "put_file", "path", "f", "content", "YWJj", "content_type", "text/plain");
        }
        HttpResponse<String> response = download(ABC, "Bearer reader");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("abc");
        assertThat(response.headers().firstValue("Content-Type")).hasValue("text/plain");
        assertThat(download(ABC.replace(":", "%3A"), "bearer all").statusCode()).isEqualTo(200);
        assertThat(download(ABC, null).statusCode()).isEqualTo(401);
        assertThat(download(ABC, "Bearer nobody").statusCode()).isEqualTo(401);
        assertThat(download(ABC, "Basic all").statusCode()).isEqualTo(401);
        assertThat(download(ABC, "Bearer no_files").statusCode()).isEqualTo(403);
        assertThat(download(ABC, "Bearer blog").statusCode()).isEqualTo(403);
        assertThat(download("sha256:00", "Bearer all").statusCode()).isEqualTo(404);
        var post = HttpRequest.newBuilder(URI.create(server.httpUrl() + "/api/files/" + ABC))
                .POST(HttpRequest.BodyPublishers.noBody()).build();
        assertThat(http.send(post, HttpResponse.BodyHandlers.discarding()).statusCode()).isEqualTo(405);
    }

    @Test
    void aTypeThatNoHeaderCanHold_isServedAsBytes() throws IOException, InterruptedException {
        try (var client = RawClient.json(server.url(), "dev_a", "all")) {
            client.push(client.join("a/b", 0), "a/b", "put_file", "path", "f", "content", "YWJj", "content_type",
                    "text/plain\r\nX-Evil: 1");
        }
        HttpResponse<String> response = download(ABC, "Bearer all");
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/octet-stream");
        assertThat(response.headers().firstValue("X-Evil")).isEmpty();
    }

    @Test
    void otherPaths_areNotFound() throws IOException, InterruptedException {
        for (String path : List.of("/console/", "/ws/sync", "/api/files", "/ws/sync/websocket/more")) {
            var request = HttpRequest.newBuilder(URI.create(server.httpUrl() + path)).build();
            assertThat(http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode()).as(path).isEqualTo(404);
        }
        var request = HttpRequest.newBuilder(
                URI.create(server.httpUrl() + "/ws/sync/websocket?token=all&capver=3&vsn=2.0.0&device_id=d")).build();
        assertThat(http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode()).isEqualTo(426);
    }
}
