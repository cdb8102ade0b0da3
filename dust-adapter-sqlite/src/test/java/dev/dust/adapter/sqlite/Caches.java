package dev.dust.adapter.sqlite;

import dev.dust.adapter.jackson.JacksonCodecs;
import dev.dust.cache.CacheSnapshot;
import dev.dust.cache.Commit;
import dev.dust.cache.OutboxChange;
import dev.dust.cache.OutboxEntry;
import dev.dust.cache.Row;
import dev.dust.cache.RowChange;
import dev.dust.cache.StoreCache;
import dev.dust.codec.Codecs;
import dev.dust.value.Types;
import dev.dust.value.Value;
import java.nio.file.Path;
import java.util.List;

/** Short ways for tests. */
final class Caches {
    static final Codecs CODECS = new JacksonCodecs();
    static final String STORE = "org/store";

    private Caches() {
    }

    static SqliteCache open(Path file) {
        return new SqliteCache(file, CODECS);
    }

    static Row row(String key, long revision) {
        return new Row(key, Value.of(revision), Types.INTEGER, revision, 0);
    }

    static Commit put(long expected, long seq, String... keys) {
        return Commit.of(expected, seq)
                .changes(List.of(keys).stream().<RowChange>map(key -> new RowChange.Put(row(key, seq))).toList());
    }

    static Commit add(String opId, long position) {
        return Commit.ofOutbox(List.of(new OutboxChange.Add(entry(opId, position))));
    }

    static OutboxEntry entry(String opId, long position) {
        return new OutboxEntry(opId, position, 0, 0, Value.of(opId));
    }

    static Row get(StoreCache store, String key) {
        try (CacheSnapshot now = store.snapshot()) {
            return now.get(key);
        }
    }

    static long appliedSeq(StoreCache store) {
        try (CacheSnapshot now = store.snapshot()) {
            return now.appliedSeq();
        }
    }
}
