package dev.dust.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.server.access.Access;
import dev.dust.server.web.Server;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the server answers over HTTP besides files. */
class HttpTest {
    private final HttpClient http = HttpClient.newHttpClient();
    private final Server server = Server
            .start(ServerOptions.defaults().metricsPage(() -> "")
                    .tokens(Map.of("dust_tok_all", Access.all(), "dust_tok_one", Access.readOnly().onlyStores("james/blog"),
                            "dust_tok_files", Access.all().withScopes(Access.FILES_READ)))
                    .stores(Set.of("james/blog", "ann/shop")));

    @AfterEach
    void close() {
        http.close();
        server.close();
    }

    private HttpResponse<String> send(String method, String path, String token) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(server.httpUrl().resolve(path)).method(method,
                HttpRequest.BodyPublishers.noBody());
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void stores_areThoseThatTheTokenMayRead_withTheirMembersHere() throws Exception {
        try (RawClient client = RawClient.json(server.url(), "dev_a", "dust_tok_all")) {
            String joinRef = client.join("james/blog", 0);
            client.push(joinRef, "james/blog", "write", "op", "set", "path", "a", "value", 1);

            assertThat(send("GET", "/api/stores", "dust_tok_all").body()).isEqualTo("{\"stores\":["
                    + "{\"name\":\"ann/shop\",\"current_seq\":0,\"entry_count\":0,\"members\":[]},"
                    + "{\"name\":\"james/blog\",\"current_seq\":1,\"entry_count\":1,\"members\":[\"dev_a\"]}]}");
            assertThat(send("GET", "/api/stores", "dust_tok_one").body()).contains("james/blog").doesNotContain("ann/shop");
        }
    }

    @Test
    void stores_areForTokensThatMayReadEntries() throws Exception {
        assertThat(send("GET", "/api/stores", null).statusCode()).isEqualTo(401);
        assertThat(send("GET", "/api/stores", "dust_tok_wrong").statusCode()).isEqualTo(401);
        assertThat(send("GET", "/api/stores", "dust_tok_files").statusCode()).isEqualTo(403);
        assertThat(send("POST", "/api/stores", "dust_tok_all").statusCode()).isEqualTo(405);
    }

    @Test
    void console_loadsNothingFromElsewhere_andRunsNoOtherScript() throws Exception {
        HttpResponse<String> page = send("GET", "/", null);
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Security-Policy")).hasValueSatisfying(
                policy -> assertThat(policy).contains("default-src 'none'", "script-src 'self'").doesNotContain("unsafe"));
        assertThat(page.body()).doesNotContain("http:", "https:", " style=", " onclick=");
        for (String file : new String[]{"console.css", "mirror.js", "connection.js", "tree.js", "console.js"}) {
            assertThat(page.body()).contains("console/" + file);
            assertThat(send("GET", "/console/" + file, null).statusCode()).isEqualTo(200);
        }
    }

    /** RFC 9110, 15.5.6. */
    @ParameterizedTest
    @CsvSource({"/, 'GET, HEAD'", "/console/tree.js, 'GET, HEAD'", "/healthz, 'GET, HEAD'", "/readyz, 'GET, HEAD'",
            "/metrics, 'GET, HEAD'", "/api/files/x, 'GET, PUT'", "/api/stores, 'GET, HEAD'"})
    void methodThatThereIsNot_isAnsweredWithThoseThatThereAre(String path, String allowed) throws Exception {
        HttpResponse<String> answer = send("POST", path, "dust_tok_all");
        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("Allow")).hasValue(allowed);
    }

    @Test
    void console_isReadOnly() throws Exception {
        assertThat(send("HEAD", "/", null).statusCode()).isEqualTo(200);
        assertThat(send("POST", "/", null).statusCode()).isEqualTo(405);
        assertThat(send("GET", "/console/none.js", null).statusCode()).isEqualTo(404);
    }
}
