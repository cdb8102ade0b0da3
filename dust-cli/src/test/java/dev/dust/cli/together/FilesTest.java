package dev.dust.cli.together;

import static dev.dust.cli.together.Fleet.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dust.Dust;
import dev.dust.DustFile;
import dev.dust.DustStore;
import dev.dust.FileOptions;
import dev.dust.error.DustException;
import dev.dust.error.FileException;
import dev.dust.error.RefusedException;
import dev.dust.error.UnavailableException;
import dev.dust.value.FileRef;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What one client stores as a file, another one fetches, whole and checked. */
@Timeout(60)
class FilesTest {
    private static final byte[] CONTENT = content();

    private final Fleet fleet = new Fleet();
    @TempDir
    private Path directory;

    private static byte[] content() {
        var content = new byte[300_000];
        new Random(42).nextBytes(content);
        return content;
    }

    @AfterEach
    void close() {
        fleet.close();
    }

    private DustFile uploaded(Dust reader) {
        DustStore writer = fleet.joined("dev_a");
        DustStore store = reader.store(Fleet.STORE);
        get(store.ready());
        get(writer.at("docs/scan").putFile(CONTENT, FileOptions.defaults().filename("scan.png").contentType("image/png"))
                .committed());
        get(writer.put("sync", 1).committed());
        while (!store.get("sync").isPresent()) {
            Thread.onSpinWait();
        }
        return store.file("docs/scan").orElseThrow();
    }

    @Test
    void contentComesBack_inMemory_asAStream_andAsAFile() throws IOException {
        DustFile file = uploaded(fleet.client("dev_b"));
        assertThat(file.ref().filename()).isEqualTo("scan.png");
        assertThat(file.bytes()).isEqualTo(CONTENT);
        try (InputStream stream = file.open()) {
            assertThat(stream.skip(100)).isEqualTo(100);
            assertThat(stream.readNBytes(50)).isEqualTo(java.util.Arrays.copyOfRange(CONTENT, 100, 150));
            assertThat(stream.readAllBytes()).hasSize(CONTENT.length - 150);
        }
        Path target = Files.writeString(directory.resolve("copy.png"), "old");
        file.saveTo(target);
        assertThat(target).hasBinaryContent(CONTENT);
        assertThat(directory.toFile().list()).containsExactly("copy.png");
    }

    @Test
    void whatIsNoFile_isNone() {
        DustStore store = fleet.joined("dev_a");
        store.put("text", "sha256:x");
        assertThat(store.file("text")).isEmpty();
        assertThat(store.file("nothing")).isEmpty();
    }

    @Test
    void contentOfAnotherHashOrSize_isNotHandedOut() {
        Dust reader = fleet.client("dev_b");
        FileRef right = uploaded(reader).ref();
        var longer = FileRef.of(right.hash(), right.size() - 1, null, null, null);
        var shorter = FileRef.of(right.hash(), right.size() + 1, null, null, null);
        for (FileRef wrong : new FileRef[]{longer, shorter}) {
            assertThatThrownBy(() -> reader.file(wrong).bytes()).isInstanceOf(FileException.class)
                    .hasMessageContaining("the content");
            assertThatThrownBy(() -> reader.file(wrong).saveTo(directory.resolve("part"))).isInstanceOf(FileException.class);
        }
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void missingFile_isNotFound() {
        Dust reader = fleet.client("dev_b");
        FileRef unknown = FileRef.of("sha256:" + "0".repeat(64), 3, null, null, null);
        assertThatThrownBy(() -> reader.file(unknown).bytes()).isInstanceOf(RefusedException.class)
                .extracting(e -> ((DustException) e).reason()).isEqualTo("not_found");
    }

    @Test
    void serverThatIsAway_isUnavailable() {
        Dust reader = fleet.client("dev_b");
        DustFile file = uploaded(reader);
        fleet.server.close();
        assertThatThrownBy(file::bytes).isInstanceOf(UnavailableException.class).hasMessageContaining("cannot reach");
    }
}
