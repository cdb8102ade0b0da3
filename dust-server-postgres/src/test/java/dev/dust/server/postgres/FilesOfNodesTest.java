package dev.dust.server.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.adapter.jackson.JacksonCodecs;
import dev.dust.server.ServerOptions;
import dev.dust.server.file.FileIndex;
import dev.dust.server.web.Server;
import dev.dust.testkit.postgres.TestDatabase;
import dev.dust.testkit.postgres.TestPostgres;
import dev.dust.value.Sha256;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Any node gives out what any node has taken, whenever either of them has started. */
@Tag("postgres")
class FilesOfNodesTest {
    private static final byte[] CONTENT = "abc".getBytes(StandardCharsets.UTF_8);
    private static final String HASH = Sha256.name(CONTENT);
    private static final String PUT = "{\"path\":\"f\",\"%s\":\"%s\",\"filename\":\"abc.txt\",\"content_type\":\"text/plain\"}";

    private final TestDatabase database = TestPostgres.newDatabase();
    private final HttpClient http = HttpClient.newHttpClient();

    @AfterEach
    void close() {
        http.close();
    }

    private Server node(@Nullable Path files) {
        return Server.start(ServerOptions.defaults().ledger(open()).files(files));
    }

    private PostgresLedger open() {
        return PostgresLedger.open(database.dataSource(), PostgresLedgerOptions.defaults());
    }

    /** Joins a store, sends a {@code put_file}, and gives what it is answered. */
    private String putFile(Server node, String payload) throws InterruptedException {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        URI url = URI.create(node.url() + "/websocket?token=anna&capver=3&vsn=2.0.0&device_id=dev_a");
        WebSocket socket = http.newWebSocketBuilder().buildAsync(url, new WebSocket.Listener() {
            @Override
            public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
                heard.add(text.toString());
                from.request(1);
                return null;
            }
        }).join();
        socket.sendText("[\"1\",\"1\",\"store:org/store\",\"phx_join\",{\"last_store_seq\":0}]", true).join();
        socket.sendText("[\"1\",\"2\",\"store:org/store\",\"put_file\"," + payload + "]", true).join();
        String answer = "";
        while (!answer.startsWith("[\"1\",\"2\"")) {
            answer = heard.poll(30, TimeUnit.SECONDS);
            assertThat(answer).as("what the server says").isNotNull();
        }
        socket.abort();
        assertThat(new JacksonCodecs().json().decode(answer.getBytes(StandardCharsets.UTF_8))).isNotNull();
        return answer;
    }

    private HttpResponse<String> get(Server node) throws IOException, InterruptedException {
        return http.send(request(node, "anna").build(), BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(Server node, String token) {
        return HttpRequest.newBuilder(URI.create(node.httpUrl() + "/api/files/" + HASH)).header("Authorization",
                "Bearer " + token);
    }

    private static String bytes() {
        return String.format(PUT, "content", "YWJj");
    }

    @Test
    void aNodeThatStartsLater_givesOutWhatAnotherHasTaken() throws IOException, InterruptedException {
        try (Server first = node(null)) {
            assertThat(get(first).statusCode()).isEqualTo(404);
            assertThat(putFile(first, bytes())).contains("\"ok\"", HASH);
        }
        try (Server second = node(null)) {
            HttpResponse<String> found = get(second);
            assertThat(found.body()).isEqualTo("abc");
            assertThat(found.headers().firstValue("Content-Type")).hasValue("text/plain");
        }
    }

    @Test
    void theSameHolds_whereContentsAreInADirectory(@TempDir Path files) throws IOException, InterruptedException {
        try (Server first = node(files)) {
            assertThat(putFile(first, bytes())).contains("\"ok\"", HASH);
        }
        try (Server second = node(files); PostgresLedger ledger = open()) {
            assertThat(get(second).body()).isEqualTo("abc");
            assertThat(ledger.files().find(HASH)).as("the content in the database").isNull();
        }
    }

    @Test
    void whatWasBroughtToOneNode_isNamedAtAnother_byWhoeverBroughtIt() throws IOException, InterruptedException {
        String byHash = String.format(PUT, "hash", HASH);
        try (Server first = node(null); Server second = node(null)) {
            assertThat(http.send(request(first, "bert").PUT(BodyPublishers.ofByteArray(CONTENT)).build(),
                    BodyHandlers.discarding()).statusCode()).isEqualTo(204);
            assertThat(putFile(second, byHash)).contains("not_uploaded");
            assertThat(http.send(request(first, "anna").PUT(BodyPublishers.ofByteArray(CONTENT)).build(),
                    BodyHandlers.discarding()).statusCode()).isEqualTo(204);
            assertThat(putFile(second, byHash)).contains("\"ok\"");
            assertThat(get(first).body()).isEqualTo("abc");
        }
    }

    /** A row of now, or one that history still tells of. */
    @Test
    void aFileIsNamed_asFarBackAsTheHistoryReaches() throws InterruptedException {
        try (Server node = node(null); PostgresLedger ledger = open()) {
            putFile(node, bytes());
            FileIndex index = ledger.fileIndex();
            assertThat(index.isNamed(HASH)).isTrue();
            assertThat(index.find(HASH)).isEqualTo(new FileIndex.Entry("text/plain", Set.of("org/store")));
            putFile(node, String.format(PUT, "content", "YWJk"));
            assertThat(index.isNamed(HASH)).isTrue();
            ledger.make("org/store").compact(Long.MAX_VALUE);
            assertThat(index.isNamed(HASH)).isFalse();
            assertThat(index.isNamed(Sha256.name("abd".getBytes(StandardCharsets.UTF_8)))).isTrue();
            assertThat(index.isNamed("no hash")).isFalse();
        }
    }
}
