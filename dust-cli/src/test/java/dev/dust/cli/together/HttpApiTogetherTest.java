package dev.dust.cli.together;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.adapter.jackson.JacksonCodecs;
import dev.dust.server.ServerOptions;
import dev.dust.server.access.Access;
import dev.dust.server.postgres.PostgresLedger;
import dev.dust.server.postgres.PostgresLedgerOptions;
import dev.dust.server.web.Server;
import dev.dust.testkit.postgres.TestDatabase;
import dev.dust.testkit.postgres.TestPostgres;
import dev.dust.value.ListValue;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The HTTP API of two servers on one PostgreSQL (docs/http-api.md): it does not matter which of them is asked. */
@Tag("postgres")
@Timeout(120)
class HttpApiTogetherTest {
    private static final String STORE = "/api/stores/org/fleet";

    private final TestDatabase database = TestPostgres.newDatabase();
    private final Server one = server();
    private final Server two = server();
    private final HttpClient http = HttpClient.newHttpClient();

    private Server server() {
        return Server.start(ServerOptions.defaults()
                .ledger(PostgresLedger.open(database.url(), null, null, PostgresLedgerOptions.defaults()))
                .tokens(Map.of("dust_tok_1", Access.all())));
    }

    @AfterEach
    void stop() {
        http.close();
        one.close();
        two.close();
    }

    private CompletableFuture<HttpResponse<String>> sent(Server server, String method, String path, String body,
            String... headers) {
        var request = HttpRequest.newBuilder(URI.create(server.httpUrl() + path))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .header("Authorization", "Bearer dust_tok_1");
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return http.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> send(Server server, String method, String path, String body, String... headers) {
        return sent(server, method, path, body, headers).join();
    }

    private String get(Server server, String path) {
        HttpResponse<String> response = send(server, "GET", path, null);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return response.body();
    }

    private static MapValue json(String text) {
        return (MapValue) new JacksonCodecs().json().decode(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void whatIsWrittenAtOne_isReadAtTheOther_underItsConditions() {
        assertThat(send(one, "PUT", STORE + "/entries/a", "1").body()).isEqualTo("{\"store_seq\":1}");
        assertThat(get(two, STORE + "/entries/a"))
                .isEqualTo("{\"path\":\"a\",\"type\":\"integer\",\"value\":1,\"revision\":1}");
        assertThat(send(two, "PUT", STORE + "/entries/a", "2", "If-Match", "\"1\"").statusCode()).isEqualTo(200);
        assertThat(send(one, "PUT", STORE + "/entries/a", "3", "If-Match", "\"1\"").statusCode()).isEqualTo(412);
        assertThat(send(one, "GET", STORE + "/entries/none", null).statusCode()).isEqualTo(404);
    }

    @Test
    void requestThatIsSentToAllAtOnce_takesEffectOnce() {
        String increment = "{\"op\":\"increment\",\"path\":\"n\",\"value\":1}";
        List<CompletableFuture<HttpResponse<String>>> answers = IntStream.range(0, 20)
                .mapToObj(i -> sent(i % 2 == 0 ? one : two, "POST", STORE + "/writes", increment, "Idempotency-Key", "k1"))
                .toList();
        assertThat(answers).allSatisfy(answer -> assertThat(answer.join().body()).isEqualTo("{\"store_seq\":1}"));
        assertThat(get(two, STORE + "/entries/n?raw=true")).isEqualTo("1");
    }

    @Test
    void whoWaitsAtOne_isToldOfWhatIsWrittenAtTheOther() {
        send(one, "PUT", STORE + "/entries/a", "1");
        CompletableFuture<HttpResponse<String>> waiting = sent(two, "GET", STORE + "/log?after=1&wait=60", null);
        send(one, "PUT", STORE + "/entries/b", "2");
        assertThat(((ListValue) json(waiting.join().body()).get("events")).items()).singleElement()
                .satisfies(event -> assertThat(((MapValue) event).get("path")).isEqualTo(Value.of("b")));
    }

    /** More rows than are in memory at a time, with keys that are longer than what the index holds. */
    @Test
    void manyRows_comeInAndOut_andByPages() {
        String longer = "x".repeat(1_500);
        List<String> paths = Stream.concat(IntStream.range(0, 2_500).mapToObj("rows/%04d"::formatted),
                IntStream.range(0, 3).mapToObj(i -> "rows/" + longer + "/" + i)).toList();
        String lines = paths.stream().map(path -> "{\"path\":\"" + path + "\",\"type\":\"integer\",\"value\":1}\n")
                .collect(Collectors.joining());
        assertThat(send(one, "POST", STORE + "/import", lines).body()).isEqualTo("{\"written\":2503,\"lines\":2503}");
        HttpResponse<String> export = send(two, "GET", STORE + "/export", null);
        assertThat(export.body()).isEqualTo(lines);
        assertThat(export.headers().firstValue("Dust-Store-Seq")).hasValue("2503");

        List<String> seen = new ArrayList<>();
        Value cursor = null;
        do {
            String next = cursor == null ? "" : "&cursor=" + cursor.toPlain();
            MapValue page = json(get(two, STORE + "/entries?pattern=rows/**&limit=1000" + next));
            ((ListValue) page.get("entries")).items()
                    .forEach(entry -> seen.add((String) ((MapValue) entry).get("path").toPlain()));
            cursor = page.get("next");
        } while (cursor != null);
        assertThat(seen).isEqualTo(paths);
        assertThat(get(two, STORE + "/entries?pattern=rows/" + longer + "/*")).contains(longer + "/2");
    }
}
