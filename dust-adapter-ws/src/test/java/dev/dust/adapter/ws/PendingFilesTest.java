package dev.dust.adapter.ws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dust.Dust;
import dev.dust.DustOptions;
import dev.dust.DustStore;
import dev.dust.FileOptions;
import dev.dust.Write;
import dev.dust.cache.FileContents;
import dev.dust.error.DustException;
import dev.dust.error.InvalidRequestException;
import dev.dust.error.RefusedException;
import dev.dust.server.ServerOptions;
import dev.dust.server.access.Access;
import dev.dust.testkit.NaiveCache;
import dev.dust.testkit.server.DustServer;
import dev.dust.time.SystemTime;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a file between the call and the server: it waits beside the outbox, goes up, and leaves nothing. */
@Timeout(60)
class PendingFilesTest {
    private static final String DEVICE = "dev_files";
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final byte[] CONTENT = content();
    private static final String STORE = "org/files";

    private final SystemTime time = new SystemTime();
    private final NaiveCache cache = new NaiveCache();
    private DustServer server = DustServer.start();
    private Dust dust;

    private static byte[] content() {
        var content = new byte[1_000_000];
        new Random(7).nextBytes(content);
        return content;
    }

    private DustStore store() {
        var transport = new WebSocketTransport(server.url(), Token.of("token"), SocketTest.CODECS, time,
                WebSocketOptions.defaults());
        dust = new Dust(cache, transport, SocketTest.CODECS, DustOptions.defaults().deviceId(DEVICE).time(time));
        return dust.store(STORE);
    }

    private DustStore joined() {
        DustStore store = store();
        get(store.ready());
        return store;
    }

    /** What {@code future} completes with, and what it fails with as it is. */
    private static <T> T get(CompletableFuture<T> future) {
        try {
            return future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError("no answer: " + e, e);
        }
    }

    private void serverIs(DustServer other) {
        server.close();
        server = other;
    }

    private void assertNothingLeft() {
        FileContents contents = cache.open(STORE, DEVICE).contents();
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!contents.opIds().isEmpty() && System.nanoTime() - end < 0) {
            Thread.onSpinWait();
        }
        assertThat(contents.opIds()).as("ops with content in the cache").isEmpty();
    }

    @AfterEach
    void close() {
        if (dust != null) {
            dust.close();
        }
        server.close();
        time.close();
    }

    @Test
    void aStream_goesUp_andLeavesNothingInTheCache() {
        DustStore store = joined();
        get(store.at("f").putFile(new ByteArrayInputStream(CONTENT), FileOptions.defaults()).committed());
        assertThat(store.file("f").orElseThrow().bytes()).isEqualTo(CONTENT);
        assertNothingLeft();
    }

    @Test
    @Tag("slow")
    void aFileThatWasPutOffline_goesUpWhenTheServerIsBack() {
        DustStore store = joined();
        server.faults().refuseConnects(true);
        server.faults().dropConnections();
        Write write = store.at("f").putFile(CONTENT, FileOptions.defaults());
        assertThat(store.file("f").orElseThrow().ref().size()).as("it shows at once").isEqualTo(CONTENT.length);
        server.faults().refuseConnects(false);
        get(write.outcome());
        assertThat(store.file("f").orElseThrow().bytes()).isEqualTo(CONTENT);
        assertNothingLeft();
    }

    @Test
    void aServerWithoutUploads_isSentTheContentInAFrame() {
        serverIs(DustServer
                .start(ServerOptions.defaults().hosted(true).stores(Set.of(STORE)).tokens(Map.of("token", Access.all()))));
        DustStore store = joined();
        get(store.at("f").putFile(CONTENT, FileOptions.defaults()).committed());
        assertThat(store.file("f").orElseThrow().bytes()).isEqualTo(CONTENT);
        assertNothingLeft();
    }

    @Test
    void whatFitsIntoNoFrame_isRefusedByItsSize_andNothingIsRead(@TempDir Path folder) throws IOException {
        serverIs(DustServer
                .start(ServerOptions.defaults().hosted(true).stores(Set.of(STORE)).tokens(Map.of("token", Access.all()))));
        DustStore store = joined();
        Path large = folder.resolve("large");
        try (var sparse = new RandomAccessFile(large.toFile(), "rw")) {
            sparse.setLength(1L << 40);
        }
        assertThatThrownBy(() -> store.at("f").putFile(large, FileOptions.defaults()))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("1099511627776").hasMessageContaining("8000000")
                .extracting(e -> ((DustException) e).reason()).isEqualTo("too_large");
        assertThat(store.get("f").isPresent()).isFalse();
    }

    @Test
    void aStreamWithoutEnd_isRefusedWhereItIsTooLarge_andLeavesNothing() {
        DustStore store = joined();
        var endless = new InputStream() {
            long read;

            @Override
            public int read() {
                read++;
                return 0;
            }
        };
        assertThatThrownBy(() -> store.at("f").putFile(endless, FileOptions.defaults().maxBytes(2_000_000)))
                .isInstanceOf(InvalidRequestException.class).hasMessageContaining("2000000");
        assertThat(endless.read).isLessThan(3_000_000);
        assertThat(store.get("f").isPresent()).isFalse();
        assertNothingLeft();
    }

    @Test
    void aTokenThatMayStoreNoFiles_isToldSo_andTheFileIsGone() {
        serverIs(DustServer.start(ServerOptions.defaults()
                .tokens(Map.of("token", Access.all().withScopes(Access.ENTRIES_READ, Access.ENTRIES_WRITE)))));
        DustStore store = joined();
        Write write = store.at("f").putFile(CONTENT, FileOptions.defaults());
        assertThatThrownBy(() -> get(write.committed())).isInstanceOf(RefusedException.class)
                .extracting(e -> ((DustException) e).reason()).isEqualTo("missing_scope");
        assertThat(store.get("f").isPresent()).isFalse();
        assertNothingLeft();
    }

    @Test
    void aFileThatIsDiscarded_leavesNothing() {
        DustStore store = joined();
        server.faults().refuseConnects(true);
        server.faults().dropConnections();
        Write write = store.at("f").putFile(CONTENT, FileOptions.defaults());
        assertThat(write.discard()).isTrue();
        assertThat(store.get("f").isPresent()).isFalse();
        assertNothingLeft();
    }

    @Test
    void aCallThatIsCancelled_keepsNothing() throws InterruptedException {
        DustStore store = joined();
        var reading = new CountDownLatch(1);
        var halted = new InputStream() {
            private int left = 500_000;

            @Override
            public int read() throws IOException {
                if (left-- > 0) {
                    return 1;
                }
                reading.countDown();
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    // The next read is to know, too: InputStream swallows what comes after the first byte.
                    Thread.currentThread().interrupt();
                    throw new IOException("interrupted", e);
                }
                return -1;
            }
        };
        CompletableFuture<Write> write = store.at("f").putFileAsync(halted, FileOptions.defaults());
        reading.await();
        write.cancel(true);
        assertNothingLeft();
        assertThat(store.get("f").isPresent()).isFalse();
    }
}
