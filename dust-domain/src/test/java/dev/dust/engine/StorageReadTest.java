package dev.dust.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.cache.CacheSnapshot;
import dev.dust.cache.Commit;
import dev.dust.cache.CommitResult;
import dev.dust.cache.OutboxEntry;
import dev.dust.cache.Row;
import dev.dust.cache.RowChange;
import dev.dust.cache.Scan;
import dev.dust.cache.StoreCache;
import dev.dust.op.RowStep;
import dev.dust.sync.TestRows;
import dev.dust.value.MapValue;
import dev.dust.value.Types;
import dev.dust.value.Value;
import dev.dust.view.PendingIndex;
import dev.dust.view.View;
import dev.dust.view.ViewCursor;
import dev.dust.view.ViewRow;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A read of one path asks the cache once where one answer is enough: a cache may be a database. */
class StorageReadTest {
    private static final Row ROW = new Row("a/b", Value.of(1), Types.INTEGER, 1, 0);

    /** Counts the snapshots that are taken of one row. */
    private static final class CountingCache implements StoreCache {
        private int snapshots;
        private int finds;
        private int firsts;
        private boolean finding;
        private long seq;

        @Override
        public CacheSnapshot snapshot() {
            snapshots += finding ? 0 : 1;
            return TestRows.at(seq, List.of(ROW));
        }

        @Override
        public Found find(String key) {
            finding = true;
            finds++;
            try {
                return StoreCache.super.find(key);
            } finally {
                finding = false;
            }
        }

        @Override
        public FirstRows first(Scan scan) {
            finding = true;
            firsts++;
            try {
                return StoreCache.super.first(scan);
            } finally {
                finding = false;
            }
        }

        @Override
        public CommitResult commit(Commit commit) {
            seq = commit.touchesRows() ? commit.appliedSeq() : seq;
            return CommitResult.Done.INSTANCE;
        }

        @Override
        public List<OutboxEntry> outbox() {
            return List.of();
        }
    }

    private final CountingCache cache = new CountingCache();
    private final Storage storage = new Storage(cache, 0, true, () -> {
    });

    @Test
    void aRow_andNothingAtAll_areFoundAtTheFirstAttempt() {
        int before = cache.snapshots;
        assertThat(storage.value("a/b")).isEqualTo(Value.of(1));
        assertThat(storage.value("b")).isNull();
        assertThat(storage.value("a/b/c")).isNull();
        assertThat(cache.snapshots - before).isZero();
    }

    @Test
    void aSubtreeIsReadFromASnapshot() {
        int before = cache.snapshots;
        assertThat(storage.value("a")).isEqualTo(MapValue.of(Map.of("b", Value.of(1))));
        assertThat(cache.snapshots - before).isEqualTo(1);
    }

    @Test
    void aLeafThatAPendingOpIsAt_isFoundAtTheFirstAttempt_unlessTheRowsAreAhead() {
        storage.commit(List.of(), PendingIndex.EMPTY.plus(1, List.of(new RowStep.Adjust("a/b", Value.of(1)))), 0);
        int before = cache.snapshots;
        assertThat(storage.value("a/b")).isEqualTo(Value.of(2));
        assertThat(cache.snapshots - before).isZero();
        cache.seq = 1;
        assertThat(storage.value("a/b")).isEqualTo(Value.of(2));
        assertThat(cache.snapshots - before).as("they may include the op").isEqualTo(1);
    }

    private int snapshotsOf(Scan first) {
        int before = cache.snapshots;
        try (View view = storage.view(first); ViewCursor rows = view.scan(first)) {
            assertThat(rows.next()).isNotNull().extracting(ViewRow::key).isEqualTo("a/b");
            assertThat(rows.next()).isNull();
        }
        return cache.snapshots - before;
    }

    @Test
    void aPage_isFoundInOneGo_whereNothingIsPending() {
        Scan page = Scan.ALL.expected(2);
        assertThat(snapshotsOf(page)).isZero();
        assertThat(cache.firsts).isEqualTo(1);
        try (View view = storage.committed(page); ViewCursor rows = view.scan(page)) {
            assertThat(rows.next()).isNotNull().extracting(ViewRow::key).isEqualTo("a/b");
        }
        assertThat(cache.firsts).isEqualTo(2);
        storage.commit(List.of(), PendingIndex.EMPTY.plus(1, List.of(new RowStep.Adjust("b", Value.of(1)))), 0);
        assertThat(snapshotsOf(page.to("b"))).isEqualTo(1);
    }

    private int findsOf(String key, Value value) {
        int before = cache.finds;
        assertThat(storage.value(key)).isEqualTo(value);
        return cache.finds - before;
    }

    @Test
    void aRowThatWasFound_isNotAskedForAgain_whileTheStoreIsCurrent() {
        assertThat(findsOf("a/b", Value.of(1))).isEqualTo(1);
        assertThat(findsOf("a/b", Value.of(1))).as("not known to be current").isEqualTo(1);
        storage.current(true);
        assertThat(findsOf("a/b", Value.of(1))).isZero();
        storage.commit(List.of(Commit.of(0, 1)), PendingIndex.EMPTY, 1);
        assertThat(findsOf("a/b", Value.of(1))).as("an event elsewhere").isZero();
        storage.current(false);
        assertThat(findsOf("a/b", Value.of(1))).isEqualTo(1);
    }

    @Test
    void aRowInMemory_isAsTheLastCommitLeftIt() {
        storage.current(true);
        findsOf("a/b", Value.of(1));
        var row = new Row("a/b", Value.of(2), Types.INTEGER, 1, 0);
        storage.commit(List.of(Commit.of(0, 1).changes(List.of(new RowChange.Put(row)))), PendingIndex.EMPTY, 1);
        assertThat(findsOf("a/b", Value.of(2))).isZero();
        storage.commit(List.of(Commit.ofReplacement(1, 2, List.of())), PendingIndex.EMPTY, 2);
        assertThat(findsOf("a/b", Value.of(1))).as("of another history: the cache is asked").isEqualTo(1);
    }

    @Test
    void nobodyReadsARowFromMemory_onceSomebodyHasReadNewerRows() {
        storage.current(true);
        findsOf("a/b", Value.of(1));
        cache.seq = 1;
        assertThat(findsOf("a/b", Value.of(1))).as("nobody knows yet").isZero();
        storage.view().close();
        assertThat(findsOf("a/b", Value.of(1))).as("another process is ahead").isEqualTo(1);
        storage.commit(List.of(Commit.of(0, 1)), PendingIndex.EMPTY, 1);
        assertThat(findsOf("a/b", Value.of(1))).as("this one has caught up").isZero();
        cache.seq = 2;
        storage.committed().close();
        assertThat(findsOf("a/b", Value.of(1))).isEqualTo(1);
    }

    @Test
    void aPendingOp_isSeenOverARowInMemory() {
        storage.current(true);
        findsOf("a/b", Value.of(1));
        PendingIndex pending = PendingIndex.EMPTY.plus(1, List.of(new RowStep.Adjust("a/b", Value.of(1))));
        storage.commit(List.of(), pending, 0);
        assertThat(storage.value("a/b")).isEqualTo(Value.of(2));
        storage.commit(List.of(), PendingIndex.EMPTY, 0);
        assertThat(findsOf("a/b", Value.of(1))).isZero();
    }

    @Test
    void aCacheThatIsMovedTo_isAsked() {
        storage.current(true);
        findsOf("a/b", Value.of(1));
        storage.moveTo(cache, 0);
        assertThat(findsOf("a/b", Value.of(1))).isEqualTo(1);
    }
}
