package dev.dust.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.dust.cache.StoreCache.FirstRows;
import dev.dust.cache.StoreCache.Found;
import dev.dust.value.Value;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a cache answers that implements no more of {@link StoreCache} than it must. */
class StoreCacheTest {
    private static final Row A = row("a");
    private static final Row B_C = row("b/c");
    private static final Row B_D = row("b/d");
    private static final Row E = row("e");

    private final PlainCache cache = new PlainCache(7, Set.of("u/1"), A, B_C, B_D, E);

    private static Row row(String key) {
        return new Row(key, Value.of(1), "integer", 1, 0);
    }

    @AfterEach
    void whatWasOpenedIsClosed() {
        assertThat(cache.open).isZero();
    }

    @Test
    void find_givesTheRow_orWhetherThereAreRowsBelow_withTheAppliedSeq() {
        assertThat(cache.find("a")).isEqualTo(new Found(7, A, false));
        assertThat(cache.find("b")).isEqualTo(new Found(7, null, true));
        assertThat(cache.find("b/c/d")).isEqualTo(new Found(7, null, false));
        assertThat(cache.find("c")).isEqualTo(new Found(7, null, false));
    }

    @Test
    void find_countsARowBelowThatCannotBeRead_andThrowsWhereItIsTheRowItself() {
        assertThat(cache.find("u")).isEqualTo(new Found(7, null, true));
        assertThatExceptionOfType(UnreadableRowException.class).isThrownBy(() -> cache.find("u/1"))
                .satisfies(e -> assertThat(e.key()).isEqualTo("u/1"))
                .withMessageContaining("\"u/1\"").withMessageContaining("no such format")
                .withMessageContaining("fetched again");
    }

    @Test
    void first_givesAsManyAsExpected_andTellsWhetherTheyAreAll() {
        Scan readable = Scan.ALL.to("f");

        assertThat(cache.first(readable.expected(2))).isEqualTo(new FirstRows(7, List.of(A, B_C), false));
        assertThat(cache.first(readable.expected(4))).isEqualTo(new FirstRows(7, List.of(A, B_C, B_D, E), true));
        assertThat(cache.first(readable.expected(5))).isEqualTo(new FirstRows(7, List.of(A, B_C, B_D, E), true));
        assertThat(cache.first(readable.order(Order.DESCENDING).expected(1))).isEqualTo(new FirstRows(7, List.of(E), false));
        assertThat(cache.first(Scan.below("c").expected(3))).isEqualTo(new FirstRows(7, List.of(), true));
    }

    @Test
    void first_givesAtLeastOneRow_ifNobodyKnowsHowManyAreWanted() {
        assertThat(cache.first(Scan.ALL)).isEqualTo(new FirstRows(7, List.of(A), false));
    }

    @Test
    void first_throwsAtARowThatCannotBeRead() {
        assertThatExceptionOfType(UnreadableRowException.class).isThrownBy(() -> cache.first(Scan.below("u").expected(3)));
    }

    @Test
    void firstRows_areNotChangedByWhoeverGaveThem() {
        var rows = new ArrayList<>(List.of(A));
        var first = new FirstRows(1, rows, true);
        rows.clear();

        assertThat(first.rows()).containsExactly(A);
    }

    @Test
    void aCacheThatTakesNoFiles_saysSoAtTheFirstChunk_andHasNone() {
        FileContents contents = cache.contents();

        assertThatExceptionOfType(CacheException.class).isThrownBy(() -> contents.write("op_1", 0, new byte[]{1}))
                .withMessageContaining("no contents of files");
        assertThat(contents.read("op_1", 0)).isNull();
        contents.remove("op_1");
        assertThat(contents.opIds()).isEmpty();
    }

    /** A cache of rows that never change, some of which cannot be read. */
    private static final class PlainCache implements StoreCache {
        private final long appliedSeq;
        private final Set<String> unreadable;
        private final List<Row> rows;
        private int open;

        PlainCache(long appliedSeq, Set<String> unreadable, Row... rows) {
            this.appliedSeq = appliedSeq;
            this.unreadable = unreadable;
            this.rows = List.of(rows);
        }

        private Row readable(String key, Row row) {
            if (unreadable.contains(key)) {
                throw new UnreadableRowException(key, new IllegalStateException("no such format"));
            }
            return row;
        }

        @Override
        public CacheSnapshot snapshot() {
            open++;
            return new CacheSnapshot() {
                @Override
                public long appliedSeq() {
                    return appliedSeq;
                }

                @Override
                public long count() {
                    return rows.size() + unreadable.size();
                }

                @Override
                public Row get(String key) {
                    return readable(key, rows.stream().filter(row -> row.key().equals(key)).findAny().orElse(null));
                }

                @Override
                public Map<String, Row> getAll(Collection<String> keys) {
                    throw new UnsupportedOperationException();
                }

                @Override
                public RowCursor scan(Scan scan) {
                    return cursor(scan);
                }

                @Override
                public List<Long> settled() {
                    return List.of();
                }

                @Override
                public void close() {
                    open--;
                }
            };
        }

        private RowCursor cursor(Scan scan) {
            open++;
            Comparator<String> order = scan.isDescending() ? Keys.ORDER.reversed() : Keys.ORDER;
            Iterator<String> keys = Stream.concat(rows.stream().map(Row::key), unreadable.stream())
                    .filter(key -> scan.from() == null || Keys.compare(key, scan.from()) >= 0)
                    .filter(key -> scan.to() == null || Keys.compare(key, scan.to()) < 0)
                    .sorted(order).iterator();
            return new RowCursor() {
                @Override
                public Row next() {
                    if (!keys.hasNext()) {
                        return null;
                    }
                    String key = keys.next();
                    return readable(key, rows.stream().filter(row -> row.key().equals(key)).findAny().orElse(null));
                }

                @Override
                public void seek(String key) {
                    throw new UnsupportedOperationException();
                }

                @Override
                public void close() {
                    open--;
                }
            };
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
}
