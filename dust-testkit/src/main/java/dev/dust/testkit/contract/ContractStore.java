package dev.dust.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.cache.Cache;
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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A new cache with one store open, and short ways to write and read it. */
record ContractStore(Cache cache, StoreCache store) implements AutoCloseable {
    static final String STORE = "org/contract";
    static final String DEVICE = "dev_contract";

    static ContractStore open(CacheUnderTest contract) {
        Cache cache = contract.openCache();
        return new ContractStore(cache, cache.open(STORE, DEVICE));
    }

    /** The same cache with a new store, beside those that there are. */
    ContractStore beside(String name) {
        return new ContractStore(cache, cache.open(name, DEVICE));
    }

    /** A row whose content follows from its key and revision. */
    static Row row(String key, long revision) {
        return new Row(key, Value.of(revision), Types.INTEGER, revision, 1_000_000 + revision);
    }

    static List<Row> rows(long revision, String... keys) {
        return Arrays.stream(keys).map(key -> row(key, revision)).toList();
    }

    static RowChange put(String key, long revision) {
        return new RowChange.Put(row(key, revision));
    }

    static RowChange remove(String key) {
        return new RowChange.Remove(key);
    }

    static RowChange removeBelow(String key) {
        return new RowChange.RemoveBelow(key);
    }

    static OutboxEntry entry(String opId, long position) {
        return new OutboxEntry(opId, position, 1_000 + position, 0, Value.of("op at " + position));
    }

    static OutboxChange add(String opId, long position) {
        return new OutboxChange.Add(entry(opId, position));
    }

    /** Takes the store to {@code seq} by these changes. */
    void commit(long seq, RowChange... changes) {
        commit(Commit.of(appliedSeq(), seq).changes(List.of(changes)));
    }

    /** Takes the store to {@code seq} by a snapshot of these rows. */
    void replace(long seq, Iterable<Row> rows) {
        commit(Commit.ofReplacement(appliedSeq(), seq, rows));
    }

    void outbox(OutboxChange... changes) {
        commit(Commit.ofOutbox(List.of(changes)));
    }

    void commit(Commit commit) {
        assertDone(store.commit(commit));
    }

    static void assertDone(CommitResult result) {
        assertThat(result).as("the result of a commit that touches no rows, or builds on the applied seq")
                .isInstanceOf(CommitResult.Done.class);
    }

    long appliedSeq() {
        try (CacheSnapshot now = store.snapshot()) {
            return now.appliedSeq();
        }
    }

    @Nullable
    Row get(String key) {
        try (CacheSnapshot now = store.snapshot()) {
            return now.get(key);
        }
    }

    List<Row> rows() {
        return rows(store);
    }

    static List<Row> rows(StoreCache store) {
        try (CacheSnapshot now = store.snapshot()) {
            return rows(now, Scan.ALL);
        }
    }

    static List<Row> rows(CacheSnapshot snapshot, Scan scan) {
        try (RowCursor cursor = snapshot.scan(scan)) {
            return rest(cursor);
        }
    }

    static List<Row> rest(RowCursor cursor) {
        var rest = new ArrayList<Row>();
        for (Row row = cursor.next(); row != null; row = cursor.next()) {
            rest.add(row);
        }
        return rest;
    }

    /**
     * Fails on the first row that is not the expected one, and says it in few words: lists are long, and so are some values.
     */
    static void assertRows(List<Row> actual, List<Row> expected, String what, @Nullable Object... args) {
        for (int i = 0; i < Math.max(actual.size(), expected.size()); i++) {
            Row is = i < actual.size() ? actual.get(i) : null;
            Row shouldBe = i < expected.size() ? expected.get(i) : null;
            if (!Objects.equals(is, shouldBe)) {
                throw new AssertionError(String.format(what, args) + ": row " + i + " should be " + Texts.brief(shouldBe)
                        + " and is " + Texts.brief(is));
            }
        }
    }

    @Override
    public void close() {
        cache.close();
    }
}
