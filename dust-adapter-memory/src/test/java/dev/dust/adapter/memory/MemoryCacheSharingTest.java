package dev.dust.adapter.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.dust.cache.CacheException;
import dev.dust.cache.CacheSnapshot;
import dev.dust.cache.Commit;
import dev.dust.cache.CommitResult;
import dev.dust.cache.OutboxChange;
import dev.dust.cache.OutboxEntry;
import dev.dust.cache.Row;
import dev.dust.cache.RowChange;
import dev.dust.cache.RowCursor;
import dev.dust.cache.Scan;
import dev.dust.cache.StoreCache;
import dev.dust.value.Types;
import dev.dust.value.Value;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What the port leaves open and this cache promises: one object, several clients, and its end. */
class MemoryCacheSharingTest {
    private static final int CLIENTS = 4;
    private static final int COMMITS = 2_000;

    private final MemoryCache cache = new MemoryCache();

    @Test
    void commitsOfSeveralClientsAreEachDoneOnceOrStale() throws Exception {
        var clients = IntStream.range(0, CLIENTS).<Callable<Integer>>mapToObj(i -> () -> commitUntilDone("dev_" + i)).toList();
        try (var threads = Executors.newFixedThreadPool(CLIENTS)) {
            for (var done : threads.invokeAll(clients)) {
                assertThat(done.get()).isEqualTo(COMMITS);
            }
        }
        CacheSnapshot end = cache.open("a/b", "dev_0").snapshot();
        assertThat(end.appliedSeq()).isEqualTo(CLIENTS * COMMITS);
        assertThat(end.get("count").value()).isEqualTo(Value.of(CLIENTS * COMMITS));
        for (int i = 0; i < CLIENTS; i++) {
            assertThat(cache.open("a/b", "dev_" + i).outbox()).hasSize(COMMITS);
        }
    }

    /** Counts up in a row, from what the snapshot says, and notes each success in its outbox. */
    private int commitUntilDone(String deviceId) {
        StoreCache store = cache.open("a/b", deviceId);
        int done = 0;
        while (done < COMMITS) {
            CacheSnapshot now = store.snapshot();
            var row = new Row("count", Value.of(now.appliedSeq() + 1), Types.COUNTER, now.appliedSeq() + 1, 0);
            var entry = new OutboxEntry("op_" + done, done, 0, 0, Value.NULL);
            CommitResult result = store.commit(Commit.of(now.appliedSeq(), now.appliedSeq() + 1)
                    .changes(List.of(new RowChange.Put(row))).outbox(List.of(new OutboxChange.Add(entry))));
            done += result instanceof CommitResult.Done ? 1 : 0;
        }
        return done;
    }

    @Test
    void closedCacheSaysSoAndTakesNothing() {
        StoreCache store = cache.open("a/b", "dev_1");
        cache.close();
        var commit = Commit.ofOutbox(List.of(new OutboxChange.Remove("op_1")));
        assertSaysClosed(() -> store.commit(commit));
        assertSaysClosed(store::snapshot);
        assertSaysClosed(store::outbox);
        assertSaysClosed(() -> cache.open("a/b", "dev_1"));
        assertSaysClosed(() -> cache.deviceId(null, () -> "dev_1"));
    }

    private static void assertSaysClosed(Callable<?> call) {
        assertThatExceptionOfType(CacheException.class).isThrownBy(call::call).withMessageContaining("closed");
    }

    @Test
    void snapshotTakenBeforeTheEndCanStillBeRead() {
        StoreCache store = cache.open("a/b", "dev_1");
        var row = new Row("a", Value.of(1), Types.INTEGER, 1, 0);
        store.commit(Commit.of(0, 1).changes(List.of(new RowChange.Put(row))));
        CacheSnapshot before = store.snapshot();
        cache.close();
        assertThat(before.get("a")).isEqualTo(row);
        try (RowCursor cursor = before.scan(Scan.ALL)) {
            assertThat(cursor.next()).isEqualTo(row);
        }
    }

    @Test
    void failedReplacementLeavesEverythingAsItWas() {
        StoreCache store = cache.open("a/b", "dev_1");
        var row = new Row("a", Value.of(1), Types.INTEGER, 1, 0);
        store.commit(Commit.of(0, 1).changes(List.of(new RowChange.Put(row))));
        var unordered = Commit.ofReplacement(1, 2, List.of(row, row)).outbox(List.of(new OutboxChange.Remove("op_1")));
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> store.commit(unordered));
        assertThat(store.snapshot().appliedSeq()).isEqualTo(1);
        assertThat(store.snapshot().get("a")).isEqualTo(row);
    }

    @Test
    void snapshotIsTheSameObjectUntilACommitTouchesRows() {
        StoreCache store = cache.open("a/b", "dev_1");
        CacheSnapshot before = store.snapshot();
        store.commit(Commit.ofOutbox(List.of(new OutboxChange.Add(new OutboxEntry("op_1", 1, 0, 0, Value.NULL)))));
        assertThat(store.snapshot()).isSameAs(before);
    }
}
