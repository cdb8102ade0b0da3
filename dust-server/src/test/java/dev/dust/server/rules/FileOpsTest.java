package dev.dust.server.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.server.ledger.Event;
import dev.dust.server.ledger.StoredRow;
import dev.dust.value.FileRef;
import dev.dust.value.Value;
import java.io.IOException;
import java.io.InputStream;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** put_file (docs/protocol.md#files). */
class FileOpsTest {
    /** The published SHA-256 of "abc". */
    private static final String ABC = "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    private final TestStore store = new TestStore();

    private PushResult putFile(String path, String content) {
        return store.push(PushKind.PUT_FILE, "path", path, "content", Base64.getEncoder().encodeToString(content.getBytes()),
                "filename", "abc.txt", "content_type", "text/plain", "client_op_id", "op_1");
    }

    @Test
    void putFile_writesTheReference_keepsTheContent_andAnswersTheHash() throws IOException {
        PushResult result = putFile("f", "abc");
        assertThat(result.response().toPlain()).isEqualTo(Map.of("store_seq", 1L, "hash", ABC));
        var reference = FileRef.of(ABC, 3, "text/plain", "abc.txt", "2027-01-15T08:00:00Z");
        assertThat(store.state.rows().get("f")).isEqualTo(new StoredRow(reference, "file", 1));
        Event event = result.events().getFirst();
        assertThat(event.op()).isEqualTo("put_file");
        assertThat(event.value()).isEqualTo(reference);
        assertThat(event.clientOpId()).isEqualTo("op_1");
        try (InputStream content = store.blobs.get(ABC).content().open(0)) {
            assertThat(content).hasContent("abc");
        }
        assertThat(store.blobs.get(ABC).stores()).containsExactly("test/store");
    }

    @Test
    void putFile_removesTheRowsBelow() {
        store.ok("set", "f", Map.of("x", 1));
        putFile("f", "abc");
        assertThat(store.state.rows()).containsOnlyKeys("f");
    }

    @Test
    void putFile_withoutNameAndType_isTakenAsBytes() {
        store.push(PushKind.PUT_FILE, "path", "f", "content", "");
        var reference = (FileRef) store.value("f");
        assertThat(reference.contentType()).isEqualTo("application/octet-stream");
        assertThat(reference.filename()).isNull();
        assertThat(reference.size()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"!!!!", "YWJ", "YQ", "YWJj\n", "YW-_"})
    void putFile_ofWhatIsNoBase64_isRefused(String content) {
        PushResult result = store.push(PushKind.PUT_FILE, "path", "f", "content", content);
        assertThat(result.reason()).isEqualTo("invalid_base64");
        assertThat(store.state.storeSeq()).isZero();
    }

    @Test
    void putFile_withoutContent_isRefused() {
        assertThat(store.push(PushKind.PUT_FILE, "path", "f").reason()).isEqualTo("invalid_base64");
        assertThat(store.push(PushKind.PUT_FILE, "path", "f", "content", Value.NULL).reason()).isEqualTo("invalid_base64");
    }

    @Test
    void aRefusedFile_isNotKept() {
        var full = new TestStore(0);
        PushResult result = full.push(PushKind.PUT_FILE, "path", "f", "content", "YWJj");
        assertThat(result.reason()).isEqualTo("limit_exceeded");
        assertThat(full.blobs.get(ABC)).isNull();
    }
}
