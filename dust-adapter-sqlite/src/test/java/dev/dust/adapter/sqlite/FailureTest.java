package dev.dust.adapter.sqlite;

import static dev.dust.adapter.sqlite.Caches.STORE;
import static dev.dust.adapter.sqlite.Caches.appliedSeq;
import static dev.dust.adapter.sqlite.Caches.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dust.cache.CacheException;
import dev.dust.cache.CacheSnapshot;
import dev.dust.cache.Commit;
import dev.dust.cache.CommitResult;
import dev.dust.cache.Row;
import dev.dust.cache.RowCursor;
import dev.dust.cache.Scan;
import dev.dust.cache.StoreCache;
import dev.dust.value.Types;
import dev.dust.value.Value;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Whatever fails under the cache: a commit takes effect or not, and the error says what to do. */
class FailureTest {
    private static final Duration BOUND = Duration.ofSeconds(20);

    @TempDir
    private Path directory;
    private Path file;

    @BeforeEach
    void name() {
        file = directory.resolve("cache.db");
    }

    private static Commit large(long expected, long seq) {
        return Commit.ofReplacement(expected, seq, IntStream.range(1_000, 3_000)
                .mapToObj(i -> new Row("k" + i, Value.of("x".repeat(1_000)), Types.STRING, seq, 0)).toList());
    }

    @Test
    void fullDisk_isTold_andNothingHasHappened_andRoomMendsIt() {
        try (var cache = Caches.open(file)) {
            StoreCache store = cache.open(STORE, "dev");
            store.commit(put(0, 1, "a"));
            pages(cache, 100);
            assertThatThrownBy(() -> store.commit(large(1, 2))).isInstanceOf(CacheException.class)
                    .hasMessageContaining("the disk is full: make room").hasMessageContaining(file.toString());
            assertThat(appliedSeq(store)).isEqualTo(1);
            pages(cache, 1_000_000);
            assertThat(store.commit(large(1, 2))).isInstanceOf(CommitResult.Done.class);
        }
    }

    /** SQLite answers to more pages than it may have as it does to a disk that is full. */
    private static void pages(SqliteCache cache, int atMost) {
        cache.database().write(connection -> connection.fetch("PRAGMA max_page_count = " + atMost));
    }

    /** Else each of them would cost a connection for good, and in the end nobody could read. */
    @Test
    void readThatFailsAsNoneShould_keepsNoConnection() {
        try (var cache = new SqliteCache(file, Caches.CODECS,
                SqliteOptions.defaults().readers(1).busyTimeout(Duration.ofMillis(1)))) {
            StoreCache store = cache.open(STORE, "dev");
            assertThatThrownBy(() -> cache.database().beginReading(reader -> {
                throw new InternalError("on purpose");
            })).isInstanceOf(InternalError.class);
            assertThat(appliedSeq(store)).isZero();
        }
    }

    @Test
    void damagedFile_isTold_withWhatBringsItBack() throws IOException {
        try (var cache = Caches.open(file)) {
            cache.open(STORE, "dev").commit(large(0, 1));
        }
        try (var bytes = new RandomAccessFile(file.toFile(), "rw")) {
            for (long at = 20 * 4096; at < bytes.length(); at += 4096) {
                bytes.seek(at);
                bytes.write(new byte[64]);
            }
        }
        try (var cache = Caches.open(file)) {
            StoreCache store = cache.open(STORE, "dev");
            assertThatThrownBy(() -> all(store)).isInstanceOf(CacheException.class).hasMessageContaining("is damaged")
                    .hasMessageContaining(".recover").hasMessageContaining("-wal");
        }
    }

    private static void all(StoreCache store) {
        try (CacheSnapshot now = store.snapshot(); RowCursor rows = now.scan(Scan.ALL)) {
            Row last = rows.next();
            while (last != null) {
                last = rows.next();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"SQLITE_READONLY, the right to write", "SQLITE_READONLY_DIRECTORY, the right to write",
            "SQLITE_CANTOPEN, its directory", "SQLITE_IOERR_WRITE, the disk", "SQLITE_BUSY_RECOVERY, another process",
            "SQLITE_NOMEM, no memory", "SQLITE_TOOBIG, larger", "SQLITE_PROTOCOL, cannot be used"})
    void everyError_saysWhatToDo(SQLiteErrorCode code, String words) {
        assertThat(new SqliteFailures(file).of(new SQLiteException("words of SQLite", code))).hasMessageContaining(words)
                .hasMessageContaining("words of SQLite").hasCauseInstanceOf(SQLException.class);
    }

    @Test
    void interruptedThread_isToldSo_andStaysInterrupted() {
        try (var cache = Caches.open(file)) {
            StoreCache store = cache.open(STORE, "dev");
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> store.commit(put(0, 1, "a"))).isInstanceOf(CacheException.class)
                    .hasMessageContaining("interrupted");
            assertThat(Thread.interrupted()).isTrue();
            assertThat(store.commit(put(0, 1, "a"))).isInstanceOf(CommitResult.Done.class);
        }
    }

    @Test
    void closedCache_saysSo_toThoseWhoStillReadAndToAllAfterwards() {
        SqliteCache cache = Caches.open(file);
        StoreCache store = cache.open(STORE, "dev");
        CacheSnapshot open = store.snapshot();
        cache.close();
        cache.close();
        for (Runnable use : List.<Runnable>of(() -> open.get("a"), store::snapshot, () -> store.find("a"),
                () -> store.commit(put(0, 1, "a")), () -> cache.open(STORE, "dev"),
                () -> cache.deviceId(null, () -> "dev_1"))) {
            assertThatThrownBy(use::run).isInstanceOf(CacheException.class).hasMessageContaining("closed");
        }
        open.close();
    }

    /** Whatever the commit waits for, the application need not. */
    @Test
    @Tag("slow")
    void commitThatDoesNotEnd_isCutOff_andHasNotHappened() throws InterruptedException {
        SqliteCache cache = Caches.open(file);
        StoreCache store = cache.open(STORE, "dev");
        store.commit(put(0, 1, "a"));
        var begun = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        Iterable<Row> endless = () -> {
            begun.countDown();
            try {
                goOn.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return List.of(new Row("b", Value.of(2), Types.INTEGER, 2, 0)).iterator();
        };
        CompletableFuture<Object> commit = CompletableFuture
                .supplyAsync(() -> store.commit(Commit.ofReplacement(1, 2, endless)), Thread::startVirtualThread);
        begun.await();
        assertThat(CompletableFuture.runAsync(cache::close, Thread::startVirtualThread)).succeedsWithin(BOUND);
        goOn.countDown();
        assertThat(commit).failsWithin(BOUND).withThrowableThat().havingCause().isInstanceOf(CacheException.class)
                .withMessageContaining("closed");
        try (var again = Caches.open(file)) {
            assertThat(appliedSeq(again.open(STORE, "dev"))).isEqualTo(1);
        }
    }
}
