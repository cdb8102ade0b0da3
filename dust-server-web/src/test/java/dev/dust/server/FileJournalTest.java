package dev.dust.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dust.server.frame.Frame;
import dev.dust.server.ledger.LedgerException;
import dev.dust.server.ledger.StoredRow;
import dev.dust.server.node.JournalFile;
import dev.dust.server.rules.Wire;
import dev.dust.value.Value;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a server writes down, and finds again. */
class FileJournalTest {
    private static final String STORE = "james/blog";

    @TempDir
    private Path folder;
    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = folder.resolve("dust.jsonl");
    }

    private TestServer start() {
        return TestServer.start(ServerOptions.defaults().data(file));
    }

    @Test
    void aRestart_bringsBackRowsRevisionsAndHistory() {
        Map<String, StoredRow> rows;
        try (var server = start(); var client = RawClient.messagePack(server.url(), "dev_a")) {
            String ref = client.join(STORE, 0);
            client.push(ref, STORE, "write", "op", "set", "path", "a", "value", Map.of("x", 1, "y", List.of(1.5, "\n")));
            client.push(ref, STORE, "write", "op", "increment", "path", "n", "value", 2);
            client.push(ref, STORE, "write", "op", "lease", "path", "lock", "holder", "me");
            server.store(STORE).writeUnheard("set", "import", true);
            server.store(STORE).rollback("a", 0);
            server.store("other/store").set("k", "v");
            rows = server.store(STORE).rows();
        }
        try (var server = start(); var client = RawClient.json(server.url(), "dev_b")) {
            assertThat(server.store(STORE).rows()).isEqualTo(rows).hasSize(3);
            assertThat(server.stores()).containsExactly("james/blog", "other/store");
            client.send(null, "store:" + STORE, "phx_join", Wire.mapOf("last_store_seq", 0));
            Frame event = client.next("event");
            assertThat(event.payload().get("device_id")).isEqualTo(Value.of("dev_a"));
            assertThat(event.payload().get("value")).isEqualTo(Value.from(Map.of("x", 1, "y", List.of(1.5, "\n"))));
            assertThat(client.next("catch_up_complete").payload()).isEqualTo(Wire.mapOf("through_seq", 5));
            assertThat(server.store(STORE).set("a", 2)).isEqualTo(6);
        }
    }

    @Test
    void aRestart_bringsBackFilesCompactionAndArchives() throws IOException, InterruptedException {
        String hash;
        try (var server = start(); var client = RawClient.json(server.url(), "dev_a")) {
            String ref = client.join(STORE, 0);
            var reply = client.push(ref, STORE, "put_file", "path", "f", "content", "YWJj", "content_type", "text/plain");
            hash = Wire.text(Wire.map(reply.get("response")), "hash");
            server.store(STORE).set("k", 1);
            server.store(STORE).compact(1);
            server.store("other/store").archive();
        }
        try (var server = start(); var client = RawClient.json(server.url(), "dev_a")) {
            var request = HttpRequest.newBuilder(URI.create(server.httpUrl() + "/api/files/" + hash))
                    .header("Authorization", "Bearer any").build();
            HttpResponse<String> response = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(response.body()).isEqualTo("abc");
            assertThat(response.headers().firstValue("Content-Type")).hasValue("text/plain");
            client.send(null, "store:" + STORE, "phx_join", Wire.mapOf("last_store_seq", 0));
            assertThat(client.next("snapshot").payload().get("snapshot_seq")).isEqualTo(Value.of(1));
            assertThatThrownBy(() -> server.store("other/store").set("k", 1)).hasMessageContaining("store_archived");
        }
    }

    @Test
    void refusedWrites_areNotWrittenDown() throws IOException {
        try (var server = start()) {
            assertThatThrownBy(() -> server.store(STORE).write("merge", "a", 1)).hasMessageContaining("merge_requires_map");
        }
        assertThat(file).isEmptyFile();
    }

    @Test
    void aLineThatWasNeverFinished_isForgotten() throws IOException {
        try (var server = start()) {
            server.store(STORE).set("k", 1);
            server.store(STORE).set("k", 2);
        }
        byte[] whole = Files.readAllBytes(file);
        for (int cut : List.of(1, 2, 30)) {
            Files.write(file, Arrays.copyOf(whole, whole.length - cut));
            try (var server = start()) {
                assertThat(server.store(STORE).get("k")).isEqualTo(Value.of(1));
                server.store(STORE).set("k", 3);
            }
            try (var server = start()) {
                assertThat(server.store(STORE).get("k")).isEqualTo(Value.of(3));
                assertThat(server.store(STORE).seq()).isEqualTo(2);
            }
        }
    }

    /** A disk on which there is only so much room; what does not fit is written as far as it fits. */
    private static final class Disk implements JournalFile {
        private final JournalFile file;
        private long room = Long.MAX_VALUE;
        private boolean broken;

        Disk(JournalFile file) {
            this.file = file;
        }

        @Override
        public int read(byte[] into) throws IOException {
            return file.read(into);
        }

        @Override
        public void write(long position, byte[] bytes) throws IOException {
            int fits = (int) Math.min(bytes.length, room);
            file.write(position, Arrays.copyOf(bytes, fits));
            if (fits < bytes.length) {
                throw new IOException("No space left on device");
            }
        }

        @Override
        public void cut(long length) throws IOException {
            if (broken) {
                throw new IOException("Input/output error");
            }
            file.cut(length);
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatDoesNotFitOnTheDisk_isRefused_nobodySeesIt_andTheFileStaysAJournal(boolean cannotEvenBeCut) {
        var disk = new AtomicReference<Disk>();
        try (var server = TestServer.start(ServerOptions.defaults().data(file), path -> {
            disk.set(new Disk(JournalFile.open(path)));
            return disk.get();
        }); var client = RawClient.json(server.url(), "dev_a")) {
            String ref = client.join(STORE, 0);
            server.store(STORE).set("k", 1);
            Map<String, StoredRow> before = server.store(STORE).rows();
            client.next("event");
            disk.get().room = 20;
            disk.get().broken = cannotEvenBeCut;
            for (Object[] push : new Object[][]{{"write", "op", "set", "path", "k", "value", "long enough".repeat(10)},
                    {"write", "op", "increment", "path", "n", "value", 1}, {"put_file", "path", "f", "content", "YWJj"},
                    {"rollback", "path", "k", "to_seq", 0}, {"rollback", "to_seq", 0}}) {
                String sent = client.send(ref, "store:" + STORE, (String) push[0],
                        Wire.mapOf(Arrays.copyOfRange(push, 1, push.length)));
                Frame next = client.next();
                assertThat(next.ref()).as("nothing is heard before the refusal").isEqualTo(sent);
                assertThat(Wire.map(next.payload().get("response")).get("reason")).isEqualTo(Value.of("unavailable"));
            }
            assertThatThrownBy(() -> server.store(STORE).compact()).isInstanceOf(LedgerException.Unavailable.class);
            assertThatThrownBy(() -> server.store(STORE).archive()).isInstanceOf(LedgerException.Unavailable.class);
            assertThat(server.store(STORE).rows()).isEqualTo(before);
            assertThat(server.store(STORE).seq()).isEqualTo(1);
            try (var late = RawClient.messagePack(server.url(), "dev_b")) {
                late.send(null, "store:" + STORE, "phx_join", Wire.mapOf("last_store_seq", 1));
                assertThat(late.next("catch_up_complete").payload()).isEqualTo(Wire.mapOf("through_seq", 1));
            }
            disk.get().room = Long.MAX_VALUE;
            disk.get().broken = false;
            assertThat(server.store(STORE).set("k", 2)).isEqualTo(2);
        }
        try (var server = start()) {
            assertThat(server.store(STORE).get("k")).isEqualTo(Value.of(2));
            assertThat(server.store(STORE).seq()).isEqualTo(2);
        }
    }

    @Test
    void anOpThatIsSentAgainAfterARestart_takesEffectOnce() {
        Object[] push = {"op", "increment", "path", "n", "value", 5, "client_op_id", "op_1"};
        try (var server = start(); var client = RawClient.json(server.url(), "dev_a")) {
            client.push(client.join(STORE, 0), STORE, "write", push);
        }
        try (var server = start(); var client = RawClient.messagePack(server.url(), "dev_a")) {
            assertThat(client.push(client.join(STORE, 0), STORE, "write", push))
                    .isEqualTo(Wire.mapOf("status", "ok", "response", Wire.mapOf("store_seq", 1)));
            assertThat(server.store(STORE).get("n")).isEqualTo(Value.of(5));
        }
    }

    @Test
    void aFileThatIsNoJournal_isRefused_andLeftAsItIs() throws IOException {
        for (String line : List.of("hello", "{}", "{\"store\":\"a/b\"}", "{\"store\":\"nope\",\"archived\":true}",
                "{\"store\":\"a/b\",\"event\":{\"store_seq\":7,\"op\":\"set\",\"path\":\"a\",\"path_segments\":[\"a\"],\"value\":1}}")) {
            Files.writeString(file, line + "\nmore");
            assertThatThrownBy(this::start).as(line).isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("line 1 of the journal");
            assertThat(file).hasContent(line + "\nmore");
        }
    }

    @Test
    void aLineThatLacksAPart_saysSo() throws IOException {
        for (String line : List.of("{\"store\":\"a/b\",\"compacted\":\"x\"}",
                "{\"archived\":true}")) {
            Files.writeString(file, line + "\n");
            assertThatThrownBy(this::start).as(line).isInstanceOf(IllegalStateException.class)
                    .hasRootCauseMessage("a part of it is missing");
        }
    }

    @Test
    void aFileInUse_isRefused_untilItsServerIsClosed() {
        try (var server = start()) {
            server.store(STORE).set("k", 1);
            assertThatThrownBy(this::start).isInstanceOf(IllegalStateException.class).hasMessageContaining("another server");
            assertThat(server.store(STORE).set("k", 2)).isEqualTo(2);
        }
        try (var server = start()) {
            assertThat(server.store(STORE).seq()).isEqualTo(2);
        }
    }

    @Test
    void aPortInUse_freesTheFile() {
        try (var other = TestServer.start()) {
            assertThatThrownBy(() -> TestServer.start(ServerOptions.defaults().data(file).port(other.port())))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("cannot start on 127.0.0.1:" + other.port());
        }
        try (var server = start()) {
            assertThat(server.stores()).isEmpty();
        }
    }

    @Test
    void aFolderThatIsNotThere_isToldPlainly() throws IOException {
        Path missing = folder.resolve("missing/dust.jsonl");
        assertThatThrownBy(() -> TestServer.start(ServerOptions.defaults().data(missing)))
                .hasMessageContaining(missing.toString());
        Files.writeString(file, "", StandardOpenOption.CREATE);
        start().close();
    }
}
