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
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
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
    /** From which byte on, each time. */
    private final List<Long> asked = new ArrayList<>();
    private final IdlePorts ports = new IdlePorts(closed -> {
    });
    private final Dust dust = new Dust(ports.cache(), new Downloads(), ports.codecs(), DustOptions.defaults());

    /** What the server answers who asks for the content from a byte on. */
    @FunctionalInterface
    private interface Download {
        InputStream open(long from) throws IOException;
    }

    /** Connects to nothing, and gives the downloads. */
    private final class Downloads implements Transport {
        private final Transport idle = ports.transport();

        @Override
        public Connection connect(Handshake handshake, Listener listener) {
            return idle.connect(handshake, listener);
        }

        @Override
        public InputStream download(String hash, long from) throws IOException {
            assertThat(hash).isEqualTo(HASH);
            asked.add(from);
            return (downloads.size() > 1 ? downloads.remove() : downloads.getFirst()).open(from);
        }

        @Override
        public void close() {
            idle.close();
        }
    }

    private static InputStream whole(long from) {
        return new ByteArrayInputStream(CONTENT, (int) from, CONTENT.length - (int) from);
    }

    /** Four bytes more. */
    private static InputStream brokenOff(long from) {
        return brokenOff(new ByteArrayInputStream(CONTENT, (int) from, 4));
    }

    private static InputStream brokenOff(InputStream after) {
        return new SequenceInputStream(after, new InputStream() {
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
    void contentThatBreaksOff_goesOnFromThere_asOftenAsTheOptionsSay() throws IOException {
        DustFile file = file(DustFileTest::brokenOff, DustFileTest::brokenOff, DustFileTest::whole);
        var progress = new ArrayList<Long>();
        Path target = folder.resolve("target");
        file.saveTo(target, DownloadOptions.defaults().onProgress(progress::add));
        assertThat(target).hasBinaryContent(CONTENT);
        assertThat(asked).containsExactly(0L, 4L, 8L);
        assertThat(progress).containsExactly(4L, 8L, (long) CONTENT.length);
        Files.delete(target);

        downloads.clear();
        downloads.add(DustFileTest::brokenOff);
        assertThatThrownBy(() -> file.saveTo(target, DownloadOptions.defaults().attempts(2))).isInstanceOf(FileException.class)
                .hasMessageContaining("broken off on purpose");
        assertThat(asked).containsExactly(0L, 4L, 8L, 0L, 4L);
        assertNothingStored();
    }

    @Test
    void contentThatEndsTooEarly_goesOnFromThere() throws IOException {
        Path target = folder.resolve("target");
        file(from -> new ByteArrayInputStream(CONTENT, 0, 5), DustFileTest::whole).saveTo(target);
        assertThat(target).hasBinaryContent(CONTENT);
        assertThat(asked).containsExactly(0L, 5L);
    }

    @Test
    void contentThatBreaksOffBehindItsLastByte_isWhole() throws IOException {
        Path target = folder.resolve("target");
        file(from -> brokenOff(whole(from))).saveTo(target, DownloadOptions.defaults().attempts(1));
        assertThat(target).hasBinaryContent(CONTENT);
        assertThat(asked).containsExactly(0L);
    }

    /** What goes on may be of another content: its end tells, and nothing of it is kept. */
    @Test
    void contentThatGoesOnAsAnother_isNotKept() throws IOException {
        DustFile file = file(DustFileTest::brokenOff,
                from -> new ByteArrayInputStream(new byte[CONTENT.length - (int) from]));
        assertThatThrownBy(() -> file.saveTo(folder.resolve("target"))).isInstanceOf(FileException.class)
                .hasMessageContaining("another hash");
        assertThat(asked).containsExactly(0L, 4L);
        assertNothingStored();
    }

    /** Whoever waits is told at once, also in the middle. */
    @Test
    void serverThatIsAwayWhenItShouldGoOn_isSaidToBe() throws IOException {
        DustFile file = file(DustFileTest::brokenOff, from -> {
            throw new IOException("cannot reach it");
        });
        assertThatThrownBy(() -> file.saveTo(folder.resolve("target"), DownloadOptions.defaults().attempts(9)))
                .isInstanceOf(UnavailableException.class);
        assertThat(asked).containsExactly(0L, 4L);
        assertNothingStored();
    }

    @Test
    void otherContent_isNotHandedOut_norFetchedAgain() throws IOException {
        DustFile file = file(from -> new ByteArrayInputStream("the c0ntent".getBytes(StandardCharsets.UTF_8)));
        assertThatThrownBy(file::bytes).isInstanceOf(FileException.class).hasMessageContaining("another hash");
        assertThatThrownBy(() -> file.saveTo(folder.resolve("target"))).isInstanceOf(FileException.class);
        assertThat(asked).containsExactly(0L, 0L);
        assertNothingStored();

        downloads.clear();
        downloads.add(from -> new SequenceInputStream(whole(0), whole(0)));
        assertThatThrownBy(file::bytes).isInstanceOf(FileException.class).hasMessageContaining("longer");
        downloads.clear();
        downloads.add(from -> InputStream.nullInputStream());
        assertThatThrownBy(file::bytes).isInstanceOf(FileException.class).hasMessageContaining("ends after 0 of");
        try (InputStream in = file.open()) {
            assertThatThrownBy(() -> in.skip(1)).isInstanceOf(IOException.class);
        }
    }

    /** Whoever takes the end for the end, and reads on, is told again. */
    @Test
    void streamOfOtherContent_doesNotEndAsIfItWereRight_howeverOftenItIsRead() throws IOException {
        for (byte[] wrong : List.of("the c0ntent".getBytes(StandardCharsets.UTF_8), new byte[0])) {
            downloads.clear();
            try (InputStream in = file(from -> new ByteArrayInputStream(wrong)).open()) {
                for (int i = 0; i < wrong.length; i++) {
                    assertThat(in.read()).isEqualTo(wrong[i]);
                }
                for (int i = 0; i < 2; i++) {
                    assertThatThrownBy(in::read).isInstanceOf(IOException.class)
                            .hasMessageContaining(wrong.length == 0 ? "ends after 0 of" : "another hash: sha256:");
                }
            }
        }
    }

    /** It is made for others, too: a file of a web server's, say. */
    @Test
    void fileThatIsStored_mayBeReadByWhomAnyNewFileMay() throws IOException {
        Path any = Files.createFile(folder.resolve("any"));
        Assumptions.assumeTrue(Files.getFileStore(any).supportsFileAttributeView(PosixFileAttributeView.class));
        Path target = folder.resolve("target");
        file(DustFileTest::whole).saveTo(target);
        assertThat(Files.getPosixFilePermissions(target)).isEqualTo(Files.getPosixFilePermissions(any));
    }

    @Test
    void fileThatIsTooLarge_isRefusedBeforeItIsFetched() {
        assertThatThrownBy(() -> file().saveTo(folder.resolve("a"), DownloadOptions.defaults().maxBytes(10)))
                .isInstanceOf(InvalidRequestException.class).hasMessageContaining("10")
                .extracting(e -> ((DustException) e).reason()).isEqualTo("too_large");
        DustFile huge = dust.file(FileRef.of(HASH, 1L << 40, null, null, "1970-01-01T00:00:00Z"));
        assertThatThrownBy(huge::bytes).isInstanceOf(InvalidRequestException.class).hasMessageContaining("saveTo");
        assertThat(asked).isEmpty();
    }

    @Test
    void serverThatRefuses_orIsAway_isSaidToBe() throws IOException {
        DustFile refused = file(from -> {
            throw new FileRefusedException("not_found", "no such file");
        });
        assertThatThrownBy(refused::bytes).isInstanceOf(RefusedException.class).hasMessageContaining("no such file");
        downloads.clear();
        downloads.add(from -> {
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
        assertThat(asked).as("the server is asked for nothing").isEmpty();
    }

    @Test
    void fetchThatIsCancelled_isInterrupted_andStoresNothing() throws Exception {
        var fetching = new CountDownLatch(1);
        var interrupted = new CountDownLatch(1);
        DustFile file = file(from -> new InputStream() {
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
        assertThat(asked).isEmpty();
    }
}
