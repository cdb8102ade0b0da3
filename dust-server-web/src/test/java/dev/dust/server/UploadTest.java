package dev.dust.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dust.server.access.Access;
import dev.dust.server.rules.Wire;
import dev.dust.value.FileRef;
import dev.dust.value.MapValue;
import dev.dust.value.Sha256;
import dev.dust.value.Value;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a file is that comes by HTTP before the op that names it (docs/protocol.md#uploads). */
class UploadTest {
    private static final String STORE = "acme/blog";
    private static final byte[] CONTENT = "abc".repeat(100_000).getBytes(StandardCharsets.UTF_8);
    private static final String HASH = Sha256.name(CONTENT);

    private final HttpClient http = HttpClient.newHttpClient();
    @TempDir
    Path folder;
    private TestServer server;

    @BeforeEach
    void start() {
        server = TestServer.start(options());
    }

    private ServerOptions options() {
        return ServerOptions.defaults().data(folder.resolve("dust.jsonl"))
                .tokens(Map.of("anna", Access.all(), "ben", Access.all().onlyStores("other/store"), "reader", Access.readOnly(),
                        "mayNot", Access.all().withPermissions(true, false), "noFiles",
                        Access.all().withScopes(Access.ENTRIES_READ, Access.ENTRIES_WRITE)));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private RawClient client(String token) {
        return RawClient.json(server.url(), "dev_" + token, token);
    }

    /** By a connection of its own: the server ends those whose uploads it did not read. */
    private int upload(String token, String hash, byte[] content) throws IOException, InterruptedException {
        try (var alone = HttpClient.newHttpClient()) {
            return alone.send(request(token, hash).PUT(BodyPublishers.ofByteArray(content)).build(), BodyHandlers.discarding())
                    .statusCode();
        }
    }

    private HttpResponse<byte[]> download(String token) throws IOException, InterruptedException {
        return http.send(request(token, HASH).GET().build(), BodyHandlers.ofByteArray());
    }

    private HttpRequest.Builder request(String token, String hash) {
        return HttpRequest.newBuilder(URI.create(server.httpUrl() + "/api/files/" + hash))
                .header("Authorization", "Bearer " + token);
    }

    private static MapValue putByHash(RawClient client, String store) {
        return client.push(client.join(store, 0), store, "put_file", "path", "f", "hash", HASH, "filename", "abc.txt",
                "content_type", "text/plain", "client_op_id", "op_1");
    }

    private static Value reason(MapValue reply) {
        return Wire.map(reply.get("response")).get("reason");
    }

    @Test
    void aJoin_tellsThatUploadsAreTaken() {
        try (var client = client("anna")) {
            client.send(null, "store:" + STORE, "phx_join", Wire.mapOf("last_store_seq", 0));
            MapValue welcome = Wire.map(client.next("phx_reply").payload().get("response"));
            assertThat(Wire.integer(Wire.map(welcome.get("file_uploads")).get("max_bytes"))).isEqualTo(1L << 40);
        }
    }

    @Test
    void whatWasUploaded_isNamedByAnOp_andComesBack_afterARestartToo() throws IOException, InterruptedException {
        assertThat(upload("anna", HASH, CONTENT)).isEqualTo(204);
        assertThat(download("anna").statusCode()).as("it is in no store yet").isEqualTo(404);
        try (var client = client("anna")) {
            assertThat(putByHash(client, STORE))
                    .isEqualTo(Wire.mapOf("status", "ok", "response", Wire.mapOf("store_seq", 1, "hash", HASH)));
            var reference = (FileRef) server.store(STORE).get("f");
            assertThat(reference.hash()).isEqualTo(HASH);
            assertThat(reference.size()).isEqualTo(CONTENT.length);
            assertThat(reference.filename()).isEqualTo("abc.txt");
        }
        server.close();
        server = TestServer.start(options());
        HttpResponse<byte[]> back = download("anna");
        assertThat(back.body()).isEqualTo(CONTENT);
        assertThat(back.headers().firstValue("Content-Type")).hasValue("text/plain");
        assertThat(back.headers().firstValue("Content-Length")).hasValue(Integer.toString(CONTENT.length));
        assertThat(Files.size(folder.resolve("dust.jsonl"))).as("the journal has the reference alone").isLessThan(1_000);
    }

    /** Whoever gets a browser to open it, by whatever proxy that adds a token: it is no page of the server's own origin. */
    @Test
    void aPageThatSomebodyPut_isNoneOfTheServers() throws IOException, InterruptedException {
        upload("anna", HASH, CONTENT);
        try (var client = client("anna")) {
            client.push(client.join(STORE, 0), STORE, "put_file", "path", "f", "hash", HASH, "filename",
                    "\"evil\r\nSet-Cookie: a=b\".html", "content_type", "text/html");
        }
        HttpHeaders headers = download("anna").headers();
        assertThat(headers.firstValue("Content-Type")).hasValue("text/html");
        assertThat(headers.firstValue("Content-Disposition")).hasValue("attachment");
        assertThat(headers.firstValue("X-Content-Type-Options")).hasValue("nosniff");
        assertThat(headers.firstValue("Content-Security-Policy")).hasValue("sandbox; default-src 'none'");
        assertThat(headers.firstValue("Set-Cookie")).isEmpty();
    }

    @Test
    void whatIsKeptTwice_isKeptOnce_andNothingElseIsLeft() throws IOException, InterruptedException {
        upload("anna", HASH, CONTENT);
        upload("ben", HASH, CONTENT);
        upload("anna", Sha256.name(new byte[1]), CONTENT);
        try (Stream<Path> files = Files.list(folder.resolve("dust.jsonl.files"))) {
            assertThat(files.map(path -> path.getFileName().toString())).containsExactly(HASH.substring("sha256:".length()));
        }
    }

    @Test
    void whoKnowsTheHash_doesNotHaveTheContent() throws IOException, InterruptedException {
        upload("anna", HASH, CONTENT);
        try (var client = client("ben")) {
            assertThat(reason(putByHash(client, "other/store"))).isEqualTo(Value.of("not_uploaded"));
            assertThat(upload("ben", HASH, CONTENT)).isEqualTo(204);
            assertThat(client.push(client.join("other/store", 0), "other/store", "put_file", "path", "f", "hash", HASH)
                    .get("status")).isEqualTo(Value.of("ok"));
        }
    }

    @Test
    void whoCanFetchAFile_mayPutItElsewhere_withoutBringingIt() throws IOException, InterruptedException {
        upload("anna", HASH, CONTENT);
        try (var client = client("anna")) {
            putByHash(client, "other/store");
        }
        try (var client = client("ben")) {
            assertThat(putByHash(client, "other/store").get("status")).isEqualTo(Value.of("ok"));
        }
        assertThat(upload("ben", HASH, new byte[0])).as("nothing is read").isEqualTo(204);
    }

    @Test
    void whatIsNoPartOfIt_isRefused() throws IOException, InterruptedException {
        assertThat(upload("anna", Sha256.name(new byte[1]), CONTENT)).as("another content").isEqualTo(400);
        assertThat(upload("anna", "sha256:nohash", CONTENT)).isEqualTo(400);
        assertThat(upload("nobody", HASH, CONTENT)).isEqualTo(401);
        assertThat(upload("reader", HASH, CONTENT)).isEqualTo(403);
        assertThat(upload("noFiles", HASH, CONTENT)).isEqualTo(403);
        try (var client = client("anna")) {
            assertThat(reason(putByHash(client, STORE))).isEqualTo(Value.of("not_uploaded"));
        }
    }

    /** However it comes: of a length that is not told, or by one who asks before he sends. */
    @Test
    void refusal_isAnswered_howeverTheContentComes() throws IOException, InterruptedException {
        try (var alone = HttpClient.newHttpClient()) {
            var unknownLength = BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(CONTENT));
            assertThat(alone.send(request("nobody", HASH).expectContinue(true).PUT(unknownLength).build(),
                    BodyHandlers.discarding()).statusCode()).isEqualTo(401);
        }
        try (var alone = HttpClient.newHttpClient()) {
            assertThat(alone.send(
                    request("reader", HASH).expectContinue(true).PUT(BodyPublishers.ofByteArray(CONTENT)).build(),
                    BodyHandlers.discarding()).statusCode()).isEqualTo(403);
        }
        assertThat(upload("mayNot", HASH, CONTENT)).isEqualTo(403);
        assertThat(http.send(request("anna", HASH).DELETE().build(), BodyHandlers.discarding()).statusCode()).isEqualTo(405);
        assertThat(http.send(request("noFiles", HASH).GET().build(), BodyHandlers.discarding()).statusCode()).isEqualTo(403);
    }

    /** A connection that is closed over a content that is on its way would take the answer along. */
    @ParameterizedTest
    @CsvSource({"nobody, PUT, 401", "reader, PUT, 403", "anna, POST, 405"})
    void answer_comesBehindAContentThatIsShort(String token, String method, int status) throws IOException {
        URI url = server.httpUrl();
        try (var socket = new Socket(url.getHost(), url.getPort())) {
            socket.getOutputStream()
                    .write((method + " /api/files/" + HASH + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + token
                            + "\r\nContent-Length: " + CONTENT.length + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
            socket.setSoTimeout(100);
            assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(CONTENT);
            assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.ISO_8859_1))
                    .isEqualTo("HTTP/1.1 " + status);
        }
    }

    @ParameterizedTest
    @Tag("slow")
    @ValueSource(booleans = {false, true})
    void aServerInMemory_takes64MiB(boolean lengthTold) throws IOException, InterruptedException {
        try (var inMemory = TestServer.start(ServerOptions.defaults())) {
            var content = BodyPublishers.ofInputStream(() -> new Zeros(65 << 20));
            var request = HttpRequest.newBuilder(URI.create(inMemory.httpUrl() + "/api/files/" + HASH))
                    .header("Authorization", "Bearer any").expectContinue(true)
                    .PUT(lengthTold ? BodyPublishers.fromPublisher(content, 65 << 20) : content).build();
            assertThat(http.send(request, BodyHandlers.discarding()).statusCode()).isEqualTo(413);
        }
    }

    /** The hash of a file that is in a store. */
    private String putAbc() throws IOException, InterruptedException {
        byte[] abc = "abc".getBytes(StandardCharsets.UTF_8);
        String hash = Sha256.name(abc);
        upload("anna", hash, abc);
        try (var client = client("anna")) {
            client.push(client.join(STORE, 0), STORE, "put_file", "path", "f", "hash", hash);
        }
        return hash;
    }

    /** How much of {@code abc} is given out to whom. */
    @ParameterizedTest
    @CsvSource(nullValues = "-", value = {"-, 200, abc, -", "bytes=0-, 206, abc, bytes 0-2/3", "bytes=1-, 206, bc, bytes 1-2/3",
            "bytes=1-1, 206, b, bytes 1-1/3", "bytes=1-9, 206, bc, bytes 1-2/3", "bytes=-1, 206, c, bytes 2-2/3",
            "bytes=-9, 206, abc, bytes 0-2/3", "bytes=3-, 416, -, bytes */3", "bytes=-0, 416, -, bytes */3",
            "'bytes=0-0,2-2', 200, abc, -", "bytes=2-1, 200, abc, -", "bytes=-, 200, abc, -", "lines=1-, 200, abc, -",
            "bytes=99999999999999999999-, 200, abc, -"})
    void aPart_isGivenOutToWhoAsksForOne(String range, int status, String body, String told)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = request("anna", putAbc());
        HttpResponse<String> part = http.send((range == null ? request : request.header("Range", range)).GET().build(),
                BodyHandlers.ofString());
        assertThat(part.statusCode()).isEqualTo(status);
        assertThat(part.headers().firstValue("Content-Range")).isEqualTo(Optional.ofNullable(told));
        if (body != null) {
            assertThat(part.body()).isEqualTo(body);
            assertThat(part.headers().firstValueAsLong("Content-Length")).hasValue(body.length());
        }
        assertThat(part.headers().firstValue("Accept-Ranges")).hasValue("bytes");
    }

    /** It may be of another content, of which he has a part. */
    @Test
    void whoNamesAValidator_isGivenAllOfIt() throws IOException, InterruptedException {
        assertThat(http.send(request("anna", putAbc()).header("Range", "bytes=1-").header("If-Range", "\"x\"").GET().build(),
                BodyHandlers.ofString()).body()).isEqualTo("abc");
    }

    @Test
    void aServerLikeThePublicOne_knowsNoUploads() throws IOException, InterruptedException {
        try (var hosted = TestServer
                .start(ServerOptions.defaults().hosted(true).stores(Set.of(STORE)).tokens(Map.of("anna", Access.all())));
                var client = RawClient.json(hosted.url(), "dev_a", "anna")) {
            var request = HttpRequest.newBuilder(URI.create(hosted.httpUrl() + "/api/files/" + HASH))
                    .header("Authorization", "Bearer anna").PUT(BodyPublishers.ofByteArray(CONTENT)).build();
            HttpResponse<Void> refused = http.send(request, BodyHandlers.discarding());
            assertThat(refused.statusCode()).isEqualTo(405);
            assertThat(refused.headers().firstValue("Allow")).hasValue("GET");
            client.send(null, "store:" + STORE, "phx_join", Wire.mapOf("last_store_seq", 0));
            assertThat(Wire.map(client.next("phx_reply").payload().get("response")).get("file_uploads")).isNull();
        }
    }
}
