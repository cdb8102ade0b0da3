package dev.dust.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.cache.CacheSnapshot;
import dev.dust.cache.Commit;
import dev.dust.cache.CommitResult;
import dev.dust.cache.OutboxEntry;
import dev.dust.cache.Row;
import dev.dust.cache.StoreCache;
import dev.dust.sync.TestRows;
import dev.dust.value.MapValue;
import dev.dust.value.Types;
import dev.dust.value.Value;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A read of one path asks the cache once where one answer is enough: a cache may be a database. */
class StorageReadTest {
    private static final Row ROW = new Row("a/b", Value.of(1), Types.INTEGER, 1, 0);

    /** Counts the snapshots that are taken of one row. */
    private static final class CountingCache implements StoreCache {
        private int snapshots;
        private boolean finding;

        @Override
        public CacheSnapshot snapshot() {
            snapshots += finding ? 0 : 1;
            return new TestRows(List.of(ROW));
        }

        @Override
        public Found find(String key) {
            finding = true;
            try {
                return StoreCache.super.find(key);
            } finally {
                finding = false;
            }
        }

        @Override
        public CommitResult commit(Commit commit) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<OutboxEntry> outbox() {
            return List.of();
        }
    }

    private final CountingCache cache = new CountingCache();
    private final Storage storage = new Storage(cache, 0, () -> {
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
}
