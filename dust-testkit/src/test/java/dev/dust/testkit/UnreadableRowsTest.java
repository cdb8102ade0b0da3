package dev.dust.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.cache.CacheSnapshot;
import dev.dust.cache.Row;
import dev.dust.cache.RowCursor;
import dev.dust.cache.Scan;
import dev.dust.cache.UnreadableRowException;
import dev.dust.subscribe.Change;
import dev.dust.subscribe.SubscriptionOptions;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * A row in the cache that is no value: to wait for it would be for ever, so that it is in nobody's way but its own watchers'.
 */
class UnreadableRowsTest {
    private static final String BROKEN = "k/broken";

    @Test
    void rowThatCannotBeRead_stopsNeitherTheStore_norTheChangesOfOtherRows() throws InterruptedException {
        var cache = new HookedCache(false);
        try (var client = new Client(cache)) {
            client.store();
            client.write(Client.STORE, BROKEN, 1);
            client.write(Client.STORE, "k/good", 1);
            client.settle();
            var errors = new LinkedBlockingQueue<Throwable>();
            var changes = new LinkedBlockingQueue<Change>();
            var ofOthers = new LinkedBlockingQueue<Throwable>();
            client.store().matching("k/*").onChange(changes::add, SubscriptionOptions.defaults().onError(errors::add));
            client.store().matching("other/**").onChange(changes::add, SubscriptionOptions.defaults().onError(ofOthers::add));
            cache.reading = rows -> new WithABrokenRow(rows);

            Client.inTime(() -> client.store().put("k", Map.of("good", 2)));
            Change change = changes.poll(60, TimeUnit.SECONDS);
            assertThat(change.path().key()).isEqualTo("k/good");
            assertThat(change.before().plain()).isEqualTo(1L);
            assertThat(change.plain()).isEqualTo(2L);
            assertThat(errors.poll(60, TimeUnit.SECONDS)).isInstanceOf(UnreadableRowException.class);

            client.write(Client.STORE, BROKEN, 3);
            client.settle();
            assertThat(client.store().status().problem()).isNull();
            assertThat(client.store().status().lastStoreSeq()).isEqualTo(4);
            assertThat(ofOthers).isEmpty();
        }
    }

    /** A snapshot in which one row cannot be read. */
    private record WithABrokenRow(CacheSnapshot rows) implements CacheSnapshot {
        private static UnreadableRowException broken() {
            return new UnreadableRowException(BROKEN, new IllegalArgumentException("no value"));
        }

        private static Row readable(Row row) {
            if (row != null && row.key().equals(BROKEN)) {
                throw broken();
            }
            return row;
        }

        @Override
        public long appliedSeq() {
            return rows.appliedSeq();
        }

        @Override
        public long count() {
            return rows.count();
        }

        @Override
        public Row get(String key) {
            return readable(rows.get(key));
        }

        @Override
        public Map<String, Row> getAll(Collection<String> keys) {
            Map<String, Row> found = rows.getAll(keys);
            found.values().forEach(WithABrokenRow::readable);
            return found;
        }

        @Override
        public RowCursor scan(Scan scan) {
            RowCursor cursor = rows.scan(scan);
            return new RowCursor() {
                @Override
                public Row next() {
                    return readable(cursor.next());
                }

                @Override
                public void seek(String key) {
                    cursor.seek(key);
                }

                @Override
                public void close() {
                    cursor.close();
                }
            };
        }

        @Override
        public List<Long> settled() {
            return rows.settled();
        }

        @Override
        public void close() {
            rows.close();
        }
    }
}
