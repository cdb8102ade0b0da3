package dev.dust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dust.engine.IdlePorts;
import dev.dust.error.DustException;
import dev.dust.error.FileException;
import dev.dust.error.InvalidRequestException;
import dev.dust.error.RefusedException;
import dev.dust.error.UnavailableException;
import dev.dust.transport.FileRefusedException;
import dev.dust.transport.Handshake;
import dev.dust.transport.Transport;
import dev.dust.value.FileRef;
import dev.dust.value.Sha256;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A file is fetched whole, and as its reference says, or not at all. */
@Timeout(60)
class DustFileTest {
    private static final byte[] CONTENT = "the content".getBytes(StandardCharsets.UTF_8);
    private static final String HASH = Sha256.name(CONTENT);

    @TempDir
    private Path folder;
    private final Deque<Download> downloads = new ArrayDeque<>();
    private int asked;
    private final IdlePorts ports = new IdlePorts(closed -> {
    });
    private final Dust dust = new Dust(ports.cache(), new Downloads(), ports.codecs(), DustOptions.defaults());

    /** What the server answers. */
    @FunctionalInterface
    private interface Download {
        InputStream open() throws IOException;
    }

    /** Connects to nothing, and gives the downloads. */
    private final class Downloads implements Transport {
        private final Transport idle = ports.transport();

        @Override
        public Connection connect(Handshake handshake, Listener listener) {
            return idle.connect(handshake, listener);
        }

        @Override
        public InputStream download(String hash) throws IOException {
            assertThat(hash).isEqualTo(HASH);
            asked++;
            return (downloads.size() > 1 ? downloads.remove() : downloads.getFirst()).open();
        }

        @Override
        public void close() {
            idle.close();
        }
    }

    private static InputStream whole() {
        return new ByteArrayInputStream(CONTENT);
    }

    private static InputStream brokenOff() {
        return new SequenceInputStream(new ByteArrayInputStream(CONTENT, 0, 4), new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("broken off on purpose");
            }
        });
    }

    private DustFile file() {
        return dust.file(FileRef.of(HASH, CONTENT.length, "text/plain", "a.txt", "1970-01-01T00:00:00Z"));
    }

    private DustFile file(Download... answers) {
        downloads.addAll(List.of(answers));
        return file();
    }

    private void assertNothingStored() throws IOException {
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).isEmpty();
        }
    }

    @AfterEach
    void close() {
        dust.close();
    }

    @Test
    void content_comesAsBytes_asAStream_andAsAFile() throws IOException {
        DustFile file = file(DustFileTest::whole);
        assertThat(file.bytes()).isEqualTo(CONTENT);
        assertThat(file.bytesAsync().join()).isEqualTo(CONTENT);
        try (InputStream in = file.open()) {
            assertThat(in.markSupported()).isFalse();
            assertThat(in.skip(4)).isEqualTo(4);
            assertThat(in.read()).isEqualTo(CONTENT[4]);
            assertThat(in.readAllBytes()).hasSize(CONTENT.length - 5);
        }
        Path target = Files.writeString(folder.resolve("target"), "what was there before");
        file.saveTo(target);
        assertThat(target).hasBinaryContent(CONTENT);
        assertThat(file.saveToAsync(folder.resolve("other"), DownloadOptions.defaults()).join()).hasBinaryContent(CONTENT);
        assertThat(file.ref().hash()).isEqualTo(HASH);
        assertThat(file.toString()).contains(HASH);
    }

    @Test
    void contentThatBreaksOff_isFetchedAgain_asOftenAsTheOptionsSay() throws IOException {
        DustFile file = file(DustFileTest::brokenOff, DustFileTest::brokenOff, DustFileTest::whole);
        var progress = new ArrayList<Long>();
        Path target = folder.resolve("target");
        file.saveTo(target, DownloadOptions.defaults().onProgress(progress::add));
        assertThat(target).hasBinaryContent(CONTENT);
        assertThat(asked).isEqualTo(3);
        assertThat(progress).containsExactly(4L, 4L, (long) CONTENT.length);
        Files.delete(target);

        downloads.clear();
        downloads.add(DustFileTest::brokenOff);
        assertThatThrownBy(() -> file.saveTo(target, DownloadOptions.defaults().attempts(2))).isInstanceOf(FileException.class)
                .hasMessageContaining("broken off on purpose");
        assertThat(asked).isEqualTo(5);
        assertNothingStored();
    }

    @Test
    void otherContent_isNotHandedOut_norFetchedAgain() throws IOException {
        DustFile file = file(() -> new ByteArrayInputStream("the c0ntent".getBytes(StandardCharsets.UTF_8)));
        assertThatThrownBy(file::bytes).isInstanceOf(FileException.class).hasMessageContaining("another hash");
        assertThatThrownBy(() -> file.saveTo(folder.resolve("target"))).isInstanceOf(FileException.class);
        assertThat(asked).isEqualTo(2);
        assertNothingStored();

        downloads.clear();
        downloads.add(() -> new SequenceInputStream(whole(), whole()));
        assertThatThrownBy(file::bytes).isInstanceOf(FileException.class).hasMessageContaining("longer");
        downloads.clear();
        downloads.add(InputStream::nullInputStream);
        assertThatThrownBy(file::bytes).isInstanceOf(FileException.class).hasMessageContaining("ends after 0 of");
        try (InputStream in = file.open()) {
            assertThatThrownBy(() -> in.skip(1)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void fileThatIsTooLarge_isRefusedBeforeItIsFetched() {
        assertThatThrownBy(() -> file().saveTo(folder.resolve("a"), DownloadOptions.defaults().maxBytes(10)))
                .isInstanceOf(InvalidRequestException.class).hasMessageContaining("10")
                .extracting(e -> ((DustException) e).reason()).isEqualTo("too_large");
        DustFile huge = dust.file(FileRef.of(HASH, 1L << 40, null, null, "1970-01-01T00:00:00Z"));
        assertThatThrownBy(huge::bytes).isInstanceOf(InvalidRequestException.class).hasMessageContaining("saveTo");
        assertThat(asked).isZero();
    }

    @Test
    void serverThatRefuses_orIsAway_isSaidToBe() throws IOException {
        DustFile refused = file(() -> {
            throw new FileRefusedException("not_found", "no such file");
        });
        assertThatThrownBy(refused::bytes).isInstanceOf(RefusedException.class).hasMessageContaining("no such file");
        downloads.clear();
        downloads.add(() -> {
            throw new IOException("cannot reach it");
        });
        assertThatThrownBy(() -> refused.saveTo(folder.resolve("a"))).isInstanceOf(UnavailableException.class)
                .hasMessageContaining("cannot reach it");
        assertNothingStored();
    }

    @Test
    void placeThatCannotBeWritten_isAnErrorOfTheFile() {
        DustFile file = file(DustFileTest::whole);
        assertThatThrownBy(() -> file.saveTo(folder.resolve("none").resolve("a"))).isInstanceOf(FileException.class);
    }

    @Test
    void fetchThatIsCancelled_isInterrupted_andStoresNothing() throws Exception {
        var fetching = new CountDownLatch(1);
        var interrupted = new CountDownLatch(1);
        DustFile file = file(() -> new InputStream() {
            @Override
            public int read() throws IOException {
                fetching.countDown();
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    interrupted.countDown();
                    throw new IOException("interrupted", e);
                }
                return -1;
            }
        });
        var saving = file.saveToAsync(folder.resolve("a"), DownloadOptions.defaults());
        fetching.await();
        assertThat(saving.cancel(true)).isTrue();
        interrupted.await();
        assertThatThrownBy(saving::join).isInstanceOf(CancellationException.class);
    }

    @Test
    void clientThatConnectsToNothing_fetchesNothing() {
        try (var apart = new Dust(ports.cache(), new Downloads(), ports.codecs(), DustOptions.defaults().enabled(false))) {
            DustFile file = apart.file(file().ref());
            assertThatThrownBy(file::bytes).isInstanceOf(UnavailableException.class).hasMessageContaining("not enabled");
        }
        assertThat(asked).isZero();
    }
}
