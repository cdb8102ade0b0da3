package dev.dust.server.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dust.server.file.ContentStore.Kept;
import dev.dust.value.Sha256;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Nothing but whole contents, each under its own hash. */
class ContentStoreTest {
    private static final byte[] CONTENT = "abc".getBytes(StandardCharsets.UTF_8);
    private static final String HASH = Sha256.name(CONTENT);

    @TempDir
    private Path folder;
    private Path directory;

    enum Kind {
        DIRECTORY {
            @Override
            ContentStore in(Path directory) {
                return new DirectoryContentStore(directory);
            }
        },
        MEMORY {
            @Override
            ContentStore in(Path directory) {
                return new MemoryContentStore();
            }
        };

        abstract ContentStore in(Path directory);
    }

    @BeforeEach
    void nameDirectory() {
        directory = folder.resolve("files");
    }

    private static InputStream content() {
        return new ByteArrayInputStream(CONTENT);
    }

    private static byte[] bytes(ContentStore.Stored stored) throws IOException {
        try (InputStream in = stored.open(0)) {
            return in.readAllBytes();
        }
    }

    @ParameterizedTest
    @EnumSource
    void content_isKeptOnce_underItsHash(Kind kind) throws IOException {
        ContentStore files = kind.in(directory);
        assertThat(files.put(HASH, content())).isEqualTo(Kept.KEPT);
        assertThat(files.put(HASH, content())).isEqualTo(Kept.KEPT);
        assertThat(files.find(HASH)).isNotNull().satisfies(stored -> {
            assertThat(stored.size()).isEqualTo(CONTENT.length);
            assertThat(bytes(stored)).isEqualTo(CONTENT);
        });
    }

    @ParameterizedTest
    @EnumSource
    void contentOfAnotherHash_orThatBreaksOff_isNotKept(Kind kind) throws IOException {
        ContentStore files = kind.in(directory);
        String other = Sha256.name(new byte[1]);
        assertThat(files.put(other, content())).isEqualTo(Kept.OTHER_HASH);
        assertThat(files.find(other)).isNull();
        var breaksOff = new SequenceInputStream(content(), new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("broken on purpose");
            }
        });
        assertThatThrownBy(() -> files.put(HASH, breaksOff)).isInstanceOf(IOException.class);
        assertThat(files.find(HASH)).isNull();
    }

    @ParameterizedTest
    @EnumSource
    void whatIsNoHash_isNothing(Kind kind) throws IOException {
        ContentStore files = kind.in(directory);
        files.put(HASH, content());
        Files.writeString(folder.resolve("secret"), "secret");
        for (String name : new String[]{"", "sha256:", "sha256:../secret", "../secret", HASH.toUpperCase(Locale.ROOT)}) {
            assertThat(files.find(name)).as(name).isNull();
        }
    }

    /** Another server may be at work on what is not finished, so that it stays for a while. */
    @Test
    void directory_outlivesItsServer_andWhatWasNotFinishedGoesInTime() throws IOException {
        new DirectoryContentStore(directory).put(HASH, content());
        Files.writeString(directory.resolve("upload-1.part"), "half");
        Files.writeString(directory.resolve("notes"), "of somebody else");
        var again = new DirectoryContentStore(directory);
        assertThat(again.find(HASH)).isNotNull();
        again.sweep(HASH::equals, Duration.ofHours(1));
        assertThat(names()).hasSize(3);
        again.sweep(HASH::equals, Duration.ofSeconds(-1));
        assertThat(names()).containsExactlyInAnyOrder(HASH.substring("sha256:".length()), "notes");
        Files.delete(directory.resolve(HASH.substring("sha256:".length())));
        assertThat(again.find(HASH)).isNull();
    }

    private List<String> names() throws IOException {
        try (Stream<Path> left = Files.list(directory)) {
            return left.map(path -> path.getFileName().toString()).toList();
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatNothingNames_goes_andWhatIsRenewedStays(Kind kind) throws IOException {
        ContentStore files = kind.in(directory);
        files.sweep(hash -> false, Duration.ZERO);
        files.put(HASH, content());
        files.sweep(hash -> false, Duration.ofHours(1));
        assertThat(files.renew(HASH)).isTrue();
        files.sweep(hash -> true, Duration.ofSeconds(-1));
        assertThat(files.find(HASH)).isNotNull();
        files.sweep(hash -> false, Duration.ofSeconds(-1));
        assertThat(files.find(HASH)).isNull();
        assertThat(files.renew(HASH)).isFalse();
    }
}
